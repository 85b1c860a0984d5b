import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// The accounts of a pool, written byte by byte as the reference lays them out.
struct CLMMAccounts {
    static let program = key("CAMMCzo5YL8w4VFF8KVHrK22GGUsp5VTaW7grrKgrWqK")
    static let token = key("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
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
    var mint = [UInt8](repeating: 0, count: 82)
    var vault = [UInt8](repeating: 0, count: 165)
    var arrays: [(start: Int32, bytes: [UInt8])] = []
    /// Nil: the extension's account does not exist.
    var hasExtension: Bool

    /// Writes the pool down; `opened` are starts of arrays that exist without a tick.
    init(_ script: CLMMScript, opened: Set<Int32> = []) {
        hasExtension = script.hasExtension
        pool.replaceSubrange(0..<8, with: [0xF7, 0xED, 0xE3, 0xF5, 0xD7, 0xC3, 0xDE, 0x46])
        rates.replaceSubrange(0..<8, with: [0xDA, 0xF4, 0x21, 0x68, 0xCB, 0xCB, 0x2B, 0x6F])
        wide.replaceSubrange(0..<8, with: [0x3C, 0x96, 0x24, 0xDB, 0x61, 0x80, 0x8B, 0x99])
        mint[45] = 1
        vault[108] = 1
        writePool(script)
        Self.put(script.protocolShare, at: 43, in: &rates)
        Self.put(script.fee, at: 47, in: &rates)
        Self.put(script.spacing, at: 51, in: &rates)
        Self.put(script.fundShare, at: 53, in: &rates)
        Self.put(Self.address, at: 8, in: &wide)
        let width = 60 * Int32(script.spacing)
        let named = Set(script.initialised.map(script.start))
        for start in named { Self.mark(start, width: width, pool: &pool, wide: &wide) }
        for start in named.union(opened).sorted() where !script.hidden.contains(start) {
            arrays.append((start, Self.array(start, script)))
        }
    }

    private mutating func writePool(_ script: CLMMScript) {
        Self.put(Self.config, at: 9, in: &pool)
        for place in 0..<4 {
            let word = UInt64(100 + place)
            Self.put(PublicKey(words: word, 0, 0, 1), at: 73 + 32 * place, in: &pool)
        }
        Self.put(PublicKey(words: 9, 9, 9, 9), at: 201, in: &pool)
        Self.put(script.spacing, at: 235, in: &pool)
        Self.put(script.liquidity, at: 237, in: &pool)
        Self.put(script.price, at: 253, in: &pool)
        Self.put(script.tick, at: 269, in: &pool)
        pool[390] = script.feeSide
        guard script.rule.isOn else { return }
        Self.put(script.rule.filterPeriod, at: 1_096, in: &pool)
        Self.put(script.rule.decayPeriod, at: 1_098, in: &pool)
        Self.put(script.rule.reduction, at: 1_100, in: &pool)
        Self.put(script.rule.control, at: 1_102, in: &pool)
        Self.put(script.rule.accumulatorMax, at: 1_106, in: &pool)
        Self.put(script.memory.index, at: 1_110, in: &pool)
        Self.put(script.memory.reference, at: 1_114, in: &pool)
        Self.put(script.memory.accumulator, at: 1_118, in: &pool)
        Self.put(script.memory.updated, at: 1_122, in: &pool)
    }

    private static func array(_ start: Int32, _ script: CLMMScript) -> [UInt8] {
        var array = [UInt8](repeating: 0, count: 10_240)
        array.replaceSubrange(0..<8, with: [0xC0, 0x9B, 0x55, 0xCD, 0x31, 0xF9, 0x81, 0x2A])
        put(address, at: 8, in: &array)
        put(start, at: 40, in: &array)
        for slot in 0..<60 {
            let tick = start + Int32(slot) * Int32(script.spacing)
            guard script.initialised.contains(tick) else { continue }
            put(tick, at: 44 + 168 * slot, in: &array)
            if let net = script.ticks[tick] {
                put(net, at: 48 + 168 * slot, in: &array)
                put(UInt128(1), at: 64 + 168 * slot, in: &array)
            }
            let resting = script.orders[tick] ?? 0
            put(resting - resting / 3, at: 168 + 168 * slot, in: &array)
            put(resting / 3, at: 176 + 168 * slot, in: &array)
        }
        return array
    }

    /// The accounts in the order in which a snapshot reads them.
    private var all: [(account: PoolAccount, bytes: [UInt8], owner: PublicKey)] {
        func named(_ role: PoolRole, _ word: UInt64) -> PoolAccount {
            PoolAccount(key: PublicKey(words: word, 0, 0, 1), role: role)
        }
        let pool = PoolAccount(key: Self.address, role: .pool)
        let config = PoolAccount(key: Self.config, role: .config)
        var all = [
            (pool, self.pool, Self.program), (config, rates, Self.program),
            (named(.mintA, 100), mint, Self.token), (named(.mintB, 101), mint, Self.token),
            (named(.vaultA, 102), vault, Self.token), (named(.vaultB, 103), vault, Self.token),
        ]
        if hasExtension { all.append((named(.bitmap, 104), wide, Self.program)) }
        for (start, bytes) in arrays {
            let key = PublicKey(words: UInt64(UInt32(bitPattern: start)), 0, 0, 2)
            all.append((PoolAccount(key: key, role: .array, start: start), bytes, Self.program))
        }
        return all
    }

    /// Reads every account into the diff. `owner`: of the program's accounts.
    func read(
        into diff: inout PoolDiff, owner: PublicKey? = nil
    ) throws(AccountError) {
        for (account, bytes, usual) in all {
            let owner = usual == Self.program ? owner ?? usual : usual
            try Self.read(account, bytes, owner, into: &diff)
        }
        if !hasExtension {
            let key = PublicKey(words: 104, 0, 0, 1)
            try CLMMLayout.readMissing(PoolAccount(key: key, role: .bitmap), into: &diff)
        }
    }

    static func read(
        _ account: PoolAccount, _ bytes: [UInt8], _ owner: PublicKey, into diff: inout PoolDiff
    ) throws(AccountError) {
        let copy = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(bytes.count, 1), alignment: 8)
        defer { copy.deallocate() }
        copy.copyBytes(from: bytes)
        let data = AccountBytes(UnsafeRawBufferPointer(rebasing: copy[..<bytes.count]))
        try CLMMLayout.read(account, data, owner: owner, into: &diff)
    }

    static func diff(arrays: Int = 64) -> PoolDiff {
        PoolDiff(
            instrument: InstrumentID(0), pool: address, room: CLMMLayout.room(arrays: arrays))
    }

    /// Applies all that the diff owes.
    @discardableResult
    static func drain(_ diff: inout PoolDiff, into state: inout CLMMState) -> Int {
        var count = 0
        while let event = diff.next(slot: Slot(1), input: InputSequence(1), received: .never) {
            state.apply(event)
            count += 1
        }
        return count
    }

    /// A snapshot of the accounts.
    func load(into state: inout CLMMState) throws(AccountError) {
        var diff = Self.diff()
        try read(into: &diff)
        Self.drain(&diff, into: &state)
    }

    func refusal(owner: PublicKey = program) -> AccountError? {
        var diff = Self.diff()
        do throws(AccountError) {
            try read(into: &diff, owner: owner)
            return nil
        } catch {
            return error
        }
    }
}
