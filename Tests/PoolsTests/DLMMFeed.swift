import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// Everything that a state knows, for comparison.
struct DLMMFacts: Equatable {
    /// Of the pair, in the order of its account.
    var numbers: [Int64] = []
    var isKnown = false
    var knowsExtension = false
    var words: [UInt64] = []
    /// By array and bin: X, Y, open and processed orders, and 1 for asks; bins without any of them
    /// are left out.
    var bins: [Int32: [Int32: [UInt64]]] = [:]

    init() {}

    init(_ state: borrowing DLMMState) {
        numbers = DLMMFacts.numbers(state.pair)
        isKnown = state.isKnown
        knowsExtension = state.knowsExtension
        for word in 0..<208 where knowsExtension || word >= 96 && word < 112 {
            words.append(state.bitmap[word])
        }
        for place in 0..<state.capacity where state.indices[place] != DLMMState.free {
            let index = state.indices[place]
            bins[index] = [:]
            for slot in 0..<70 {
                let bin = state.bins[place * 70 + slot]
                let row = [
                    bin.amountX, bin.amountY, bin.openOrders, bin.processedOrders,
                    bin.ordersAreAsks ? 1 : 0,
                ]
                if row != [0, 0, 0, 0, 0] { bins[index]?[index * 70 + Int32(slot)] = row }
            }
        }
    }
}

extension DLMMFacts {
    static func numbers(_ pair: DLMMPair) -> [Int64] {
        let fee = [
            Int64(pair.baseFactor), Int64(pair.filterPeriod), Int64(pair.decayPeriod),
            Int64(pair.reductionFactor), Int64(pair.variableFeeControl),
            Int64(pair.accumulatorMax), Int64(pair.lowestBin), Int64(pair.highestBin),
            Int64(pair.protocolShare), Int64(pair.baseFeePower),
        ]
        let now = [
            Int64(pair.volatility.accumulator), Int64(pair.volatility.reference),
            Int64(pair.volatility.indexReference), pair.volatility.lastUpdate,
            Int64(pair.activeBin), Int64(pair.binStep),
        ]
        let flags = [
            pair.supportsOrders, pair.takesFeeInY, pair.isEnabled, pair.activatesAtSlot,
        ]
        return fee + now + flags.map { $0 ? 1 : 0 } + [Int64(bitPattern: pair.activationPoint)]
    }

    /// What accounts say, read here byte by byte.
    init(_ chain: DLMMChain) {
        func load(_ bytes: [UInt8], _ offset: Int, _ width: Int) -> UInt64 {
            bytes[offset..<offset + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        func signed(_ offset: Int) -> Int64 {
            Int64(Int32(truncatingIfNeeded: load(chain.pair, offset, 4)))
        }
        func plain(_ offset: Int, _ width: Int) -> Int64 {
            Int64(bitPattern: load(chain.pair, offset, width))
        }
        let hasReward = chain.pair[264..<296].contains { $0 != 0 }
        let function = chain.pair[35]
        numbers = [
            plain(8, 2), plain(10, 2), plain(12, 2), plain(14, 2), plain(16, 4), plain(20, 4),
            signed(24), signed(28), plain(32, 2), plain(34, 1), plain(40, 4), plain(44, 4),
            signed(48), plain(56, 8), signed(76), plain(80, 2),
            function == 2 || function == 0 && !hasReward ? 1 : 0, chain.pair[36] == 1 ? 1 : 0,
            chain.pair[82] == 0 ? 1 : 0, chain.pair[86] == 0 ? 1 : 0, plain(816, 8),
        ]
        isKnown = true
        knowsExtension = chain.bitmap != nil
        var bits = [Bool](repeating: false, count: 13_312)
        for bit in 0..<1_024 { bits[6_144 + bit] = chain.pair[584 + bit / 8] >> (bit % 8) & 1 == 1 }
        if let bitmap = chain.bitmap {
            for bit in 0..<6_144 {
                bits[7_168 + bit] = bitmap[40 + bit / 8] >> (bit % 8) & 1 == 1
                bits[6_143 - bit] = bitmap[808 + bit / 8] >> (bit % 8) & 1 == 1
            }
        }
        for word in 0..<208 where knowsExtension || word >= 96 && word < 112 {
            words.append(
                (0..<64).reduce(0) { $0 | (bits[64 * word + $1] ? 1 << UInt64($1) : 0) })
        }
        for (index, bytes) in chain.arrays {
            bins[index] = [:]
            for slot in 0..<70 {
                let start = 56 + 144 * slot
                let row = [
                    load(bytes, start, 8), load(bytes, start + 8, 8), load(bytes, start + 112, 8),
                    load(bytes, start + 128, 8), bytes[start + 140] == 0 ? 0 : 1,
                ]
                if row != [0, 0, 0, 0, 0] { bins[index]?[index * 70 + Int32(slot)] = row }
            }
        }
    }
}

/// A pair's accounts, as they change.
struct DLMMChain {
    var pair = DLMMBytes.pair()
    var arrays: [Int32: [UInt8]] = [:]
    var bitmap: [UInt8]?
}

/// A diff and its reader.
struct DLMMFeed: ~Copyable {
    var diff: PoolDiff
    var state: DLMMState
    let pool: PublicKey

    init(_ pool: PublicKey = DLMMBytes.address, arrays: Int = 8) {
        self.pool = pool
        diff = PoolDiff(
            instrument: InstrumentID(5), pool: pool, room: DLMMLayout.room(arrays: arrays))
        state = DLMMState(capacity: arrays)
    }

    mutating func read(
        _ role: PoolRole, _ bytes: [UInt8], start: Int32 = 0, key: PublicKey? = nil,
        owner: PublicKey = dlmmProgram
    ) throws(AccountError) {
        let account = PoolAccount(key: key ?? pool, role: role, start: start)
        let result = bytes.withUnsafeBytes { raw in
            Result { () throws(AccountError) in
                try DLMMLayout.read(account, AccountBytes(raw), owner: owner, into: &diff)
            }
        }
        try result.get()
    }

    mutating func missing(_ role: PoolRole, start: Int32 = 0) throws(AccountError) {
        try DLMMLayout.readMissing(
            PoolAccount(key: pool, role: role, start: start), into: &diff)
    }

    /// Passes on what is owed, one batch.
    @discardableResult mutating func drain() -> [Event] {
        var events: [Event] = []
        while let event = diff.next(
            slot: Slot(7), input: InputSequence(8), received: Instant(nanosecondsSinceBoot: 9))
        {
            state.apply(event)
            events.append(event)
        }
        return events
    }
}
