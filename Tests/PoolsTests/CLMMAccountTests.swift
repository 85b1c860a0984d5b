import Numbers
import Solana
import Testing

@testable import Pools

/// The four accounts of a pool, written byte by byte as the reference lays them out.
struct CLMMAccounts {
    static let program = key("CAMMCzo5YL8w4VFF8KVHrK22GGUsp5VTaW7grrKgrWqK")
    static let address = PublicKey(words: 1, 2, 3, 4)
    static let config = PublicKey(words: 5, 6, 7, 8)

    static func put<N: FixedWidthInteger>(_ value: N, at offset: Int, in bytes: inout [UInt8]) {
        for place in 0..<(N.bitWidth / 8) {
            bytes[offset + place] = UInt8(truncatingIfNeeded: value >> N(8 * place))
        }
    }

    static func put(_ key: PublicKey, at offset: Int, in bytes: inout [UInt8]) {
        bytes.replaceSubrange(offset..<offset + 32, with: key.bytes)
    }

    /// Sets the bit of the array that starts there, in whichever of the two accounts has it.
    static func mark(
        _ start: Int32, width: Int32, pool: inout [UInt8], wide: inout [UInt8]
    ) {
        let index = Int(start / width)
        if index >= -512 && index < 512 {
            pool[904 + (index + 512) / 8] |= 1 << UInt8((index + 512) % 8)
        } else if index >= 512 {
            let block = index / 512 - 1
            wide[40 + 64 * block + index % 512 / 8] |= 1 << UInt8(index % 8)
        } else {
            // Block k holds −(k+2)·512 ..< −(k+1)·512, ascending.
            let block = (-index - 1) / 512 - 1
            let bit = index + (block + 2) * 512
            wide[936 + 64 * block + bit / 8] |= 1 << UInt8(bit % 8)
        }
    }

    var pool = [UInt8](repeating: 0, count: 1_544)
    var rates = [UInt8](repeating: 0, count: 117)
    var wide = [UInt8](repeating: 0, count: 1_832)
    var arrays: [[UInt8]] = []

    init(_ script: CLMMScript) {
        pool.replaceSubrange(0..<8, with: [0xF7, 0xED, 0xE3, 0xF5, 0xD7, 0xC3, 0xDE, 0x46])
        rates.replaceSubrange(0..<8, with: [0xDA, 0xF4, 0x21, 0x68, 0xCB, 0xCB, 0x2B, 0x6F])
        wide.replaceSubrange(0..<8, with: [0x3C, 0x96, 0x24, 0xDB, 0x61, 0x80, 0x8B, 0x99])
        Self.put(Self.config, at: 9, in: &pool)
        Self.put(script.spacing, at: 235, in: &pool)
        Self.put(script.liquidity, at: 237, in: &pool)
        Self.put(script.price, at: 253, in: &pool)
        Self.put(script.tick, at: 269, in: &pool)
        Self.put(script.protocolShare, at: 43, in: &rates)
        Self.put(script.fee, at: 47, in: &rates)
        Self.put(script.spacing, at: 51, in: &rates)
        Self.put(script.fundShare, at: 53, in: &rates)
        Self.put(Self.address, at: 8, in: &wide)
        let width = 60 * Int32(script.spacing)
        func start(_ tick: Int32) -> Int32 {
            (tick - ((tick % width) + width) % width)
        }
        for start in Set(script.ticks.keys.map(start)).sorted() {
            Self.mark(start, width: width, pool: &pool, wide: &wide)
            var array = [UInt8](repeating: 0, count: 10_240)
            array.replaceSubrange(0..<8, with: [0xC0, 0x9B, 0x55, 0xCD, 0x31, 0xF9, 0x81, 0x2A])
            Self.put(Self.address, at: 8, in: &array)
            Self.put(start, at: 40, in: &array)
            for slot in 0..<60 {
                let tick = start + Int32(slot) * Int32(script.spacing)
                guard let net = script.ticks[tick] else { continue }
                Self.put(tick, at: 44 + 168 * slot, in: &array)
                Self.put(net, at: 48 + 168 * slot, in: &array)
                Self.put(UInt128(1), at: 64 + 168 * slot, in: &array)
            }
            arrays.append(array)
        }
    }

    func load(
        into state: inout CLMMState, owner: PublicKey = program
    ) throws(AccountError) {
        func with(
            _ bytes: [UInt8], _ body: (AccountBytes) throws(AccountError) -> Void
        ) throws(AccountError) {
            let copy = UnsafeMutableRawBufferPointer.allocate(
                byteCount: max(bytes.count, 1), alignment: 8)
            defer { copy.deallocate() }
            copy.copyBytes(from: bytes)
            try body(AccountBytes(UnsafeRawBufferPointer(rebasing: copy[..<bytes.count])))
        }
        let address = CLMMAccounts.address
        try with(pool) { (data) throws(AccountError) in
            try state.load(CLMMAccount(data, owner: owner), address: address)
        }
        try with(rates) { (data) throws(AccountError) in
            let config = try CLMMConfig(data, owner: owner)
            try state.load(config, address: CLMMAccounts.config)
        }
        try with(wide) { (data) throws(AccountError) in
            try state.load(CLMMExtension(data, owner: owner))
        }
        for array in arrays {
            try with(array) { (data) throws(AccountError) in
                try state.load(CLMMTickArray(data, owner: owner))
            }
        }
    }

    func refusal(owner: PublicKey = program) -> AccountError? {
        var state = CLMMState(capacity: 64)
        do throws(AccountError) {
            try load(into: &state, owner: owner)
            return nil
        } catch {
            return error
        }
    }
}

@Suite("Raydium CLMM accounts")
struct CLMMAccountTests {
    @Test("a pool loaded from its accounts quotes as the one written down")
    func loading() throws {
        var random = CLMMRandom(state: 7)
        var quoted = 0
        for round in 0..<60 {
            var script = random.pool()
            if round % 2 == 0 {
                // Far ticks stand in the extension where the spacing is small.
                script.ticks[-400_080] = 5
                script.ticks[400_080] = -5
                script.ticks[-92_280] = 0
                script.ticks[92_160] = 0
            }
            let written = script.state()
            var loaded = CLMMState(capacity: 64)
            try CLMMAccounts(script).load(into: &loaded)
            for word in 0..<CLMMState.bitmapWords {
                #expect(loaded.bitmap[word] == written.bitmap[word])
            }
            for direction in SwapDirection.allCases {
                let amount = SwapAmount.exactIn(Atoms(random.amount(bits: 55)))
                let first = Result { () throws(CLMMError) in
                    try written.quote(direction, amount)
                }
                let second = Result { () throws(CLMMError) in
                    try loaded.quote(direction, amount)
                }
                #expect(first == second)
                quoted += (try? first.get()) == nil ? 0 : 1
            }
        }
        #expect(quoted > 30)
    }

    @Test("each refusal has its reason")
    func refusals() {
        let whole = CLMMAccounts(.exampleB)
        #expect(whole.refusal() == nil)
        #expect(whole.refusal(owner: PublicKey(words: 0, 0, 0, 0)) == .wrongOwner)
        func changed(_ change: (inout CLMMAccounts) -> Void) -> AccountError? {
            var copy = whole
            change(&copy)
            return copy.refusal()
        }
        #expect(changed { $0.pool.removeLast() } == .truncated)
        #expect(changed { $0.pool = [] } == .truncated)
        #expect(changed { $0.rates.append(0) } == .wrongLength)
        #expect(changed { $0.wide[0] ^= 1 } == .wrongDiscriminator)
        #expect(changed { $0.wide[8] ^= 1 } == .wrongPool)
        #expect(changed { $0.arrays[0][8] ^= 1 } == .wrongPool)
        #expect(changed { $0.arrays[0][40] ^= 1 } == .misplacedArray)
        #expect(changed { $0.pool[235] = 0 } == .valueOutOfRange)
        #expect(changed { $0.pool[269] = 2 } == .valueOutOfRange)
        #expect(changed { $0.pool[390] = 1 } == .valueOutOfRange)
        #expect(changed { $0.pool[1_096] = 30 } == .adaptiveFee)
        #expect(changed { $0.rates[50] = 1 } == .valueOutOfRange)
        // Slot 55 of the array from −600 is the tick −50.
        #expect(changed { $0.arrays[0][44 + 168 * 55] ^= 1 } == .valueOutOfRange)
        #expect(changed { $0.arrays[0][168 + 168 * 3] = 1 } == .valueOutOfRange)
    }

    @Test("random and mutated bytes never trap, nor does a quote after them", arguments: 1...4)
    func mutations(seed: UInt64) {
        var random = CLMMRandom(state: seed &+ 900)
        let whole = CLMMAccounts(.exampleB)
        var state = CLMMState(capacity: 4)
        var refused = 0
        func spoil(_ bytes: inout [UInt8]) {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let range = Bool.random(using: &random) ? 0..<bytes.count : 8..<120
                guard let at = range.randomElement(using: &random), at < bytes.count else { return }
                bytes[at] = UInt8.random(in: 0...255, using: &random)
            }
            if Int.random(in: 0..<40, using: &random) == 0 {
                bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
            }
        }
        for _ in 0..<2_500 {
            var copy = whole
            spoil(&copy.pool)
            spoil(&copy.rates)
            spoil(&copy.wide)
            for index in copy.arrays.indices { spoil(&copy.arrays[index]) }
            do throws(AccountError) {
                try copy.load(into: &state)
            } catch {
                refused += 1
            }
            let amount = random.amount(bits: 64)
            _ = try? state.quote(.aToB, .exactIn(Atoms(amount)))
            _ = try? state.quote(.bToA, .exactOut(Atoms(amount)))
        }
        #expect(refused > 250 && refused < 2_500)
    }
}
