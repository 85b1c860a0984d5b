import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// Everything that a state knows, for comparison.
struct DLMMFacts: Equatable {
    var terms: [UInt64] = []
    var standing: [UInt64] = []
    var isKnown = false
    var knowsExtension = false
    var words: [UInt64] = []
    /// By array and bin: X, Y, open and processed orders, and 1 for asks; bins without any of them
    /// are left out.
    var bins: [Int32: [Int32: [UInt64]]] = [:]

    init() {}

    init(_ state: borrowing DLMMState) {
        let (terms, standing) = (state.pair.terms, state.pair.standing)
        self.terms = [terms.w0, terms.w1, terms.w2, terms.w3]
        self.standing = [standing.w0, standing.w1, standing.w2, standing.w3]
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
