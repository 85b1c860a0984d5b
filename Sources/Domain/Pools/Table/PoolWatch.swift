public import Markets
public import Numbers
public import Solana

/// One pool that is followed on the chain: which accounts pricing it needs, and what they say as
/// events. One branch on the kind, then the kind's own reader.
@safe public struct PoolWatch: ~Copyable {
    public let kind: PoolKind
    private var diff: PoolDiff
    /// Of an order book; else small and empty.
    private var orders: PhoenixDiff

    /// - Parameters:
    ///   - arrays: tick or bin arrays that there is room for, where the kind has any.
    ///   - levels: price levels a side, where the kind is an order book.
    public init(
        _ kind: PoolKind, instrument: InstrumentID, pool: PublicKey, arrays: Int, levels: Int
    ) {
        self.kind = kind
        diff = PoolDiff(
            instrument: instrument, pool: pool, room: PoolWatch.room(kind, arrays: arrays))
        var isBook = false
        if case .phoenix = kind { isBook = true }
        orders = PhoenixDiff(instrument: instrument, pool: pool, capacity: isBook ? levels : 1)
    }

    public var instrument: InstrumentID { @_noLocks get { diff.instrument } }
    public var pool: PublicKey { @_noLocks get { diff.pool } }

    /// The pool's liquidity changed by something else than the ticks that its price crossed: a
    /// position was opened or closed in range, and its tick arrays tell the rest.
    public var isLiquidityUnexplained: Bool {
        @_noLocks get { diff.isLiquidityUnexplained }
    }

    /// Forgets everything: the accounts that follow are a snapshot, and the next batch of events
    /// replaces all that its readers knew.
    @_noLocks public mutating func beginSnapshot() {
        diff.beginSnapshot()
        orders.beginSnapshot()
    }

    /// Takes what an account says. One that is refused changes nothing.
    @_noLocks public mutating func read(
        _ account: PoolAccount, _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) {
        switch kind {
        case .whirlpool:
            try WhirlpoolLayout.read(account, data, owner: owner, into: &diff)
        case .raydiumAMMv4: try AMMv4Layout.read(account, data, owner: owner, into: &diff)
        case .raydiumCPMM: try CPMMLayout.read(account, data, owner: owner, into: &diff)
        case .raydiumCLMM: try CLMMLayout.read(account, data, owner: owner, into: &diff)
        case .meteoraDLMM: try DLMMLayout.read(account, data, owner: owner, into: &diff)
        case .meteoraDynamicAMM:
            try DynamicAMMLayout.read(account, data, owner: owner, into: &diff)
        case .meteoraDAMM: try DAMMLayout.read(account, data, owner: owner, into: &diff)
        case .phoenix: try PhoenixLayout.read(account, data, owner: owner, into: &orders)
        }
    }

    /// Takes that an address holds no account; refused where the pool cannot do without.
    @_noLocks public mutating func readMissing(_ account: PoolAccount) throws(AccountError) {
        switch kind {
        case .whirlpool: try WhirlpoolLayout.readMissing(account, into: &diff)
        case .raydiumAMMv4: try AMMv4Layout.readMissing(account, into: &diff)
        case .raydiumCPMM: try CPMMLayout.readMissing(account, into: &diff)
        case .raydiumCLMM: try CLMMLayout.readMissing(account, into: &diff)
        case .meteoraDLMM: try DLMMLayout.readMissing(account, into: &diff)
        case .meteoraDynamicAMM: try DynamicAMMLayout.readMissing(account, into: &diff)
        case .meteoraDAMM: try DAMMLayout.readMissing(account, into: &diff)
        case .phoenix: try PhoenixLayout.readMissing(account, into: &orders)
        }
    }

    /// Stops following an array: a swap that needs it can no longer be quoted.
    @_noLocks public mutating func forget(array start: Int32) { diff.forget(array: start) }

    /// Whether `next` has an event to give.
    public var hasNext: Bool {
        @_noLocks get {
            if case .phoenix = kind { return orders.hasNext }
            return diff.hasNext
        }
    }

    /// The next event that some account owes; nil when all has been told.
    @_noLocks public mutating func next(
        slot: Slot, input: InputSequence, received: Instant
    ) -> Event? {
        if case .phoenix = kind {
            return orders.next(slot: slot, input: input, received: received)
        }
        return diff.next(slot: slot, input: input, received: received)
    }

    /// Whether a change of this account alone leaves the pool's picture whole. Where it doesn't,
    /// accounts that changed with it tell the rest in messages of their own.
    @_noLocks public func tellsWhole(_ role: PoolRole) -> Bool {
        switch kind {
        case .whirlpool:
            // Where the fee adapts, each swap changes the oracle too.
            WhirlpoolLayout.tellsWhole(role)
                && !(role == .pool && diff.knows(WhirlpoolNumbers.variables))
        case .raydiumAMMv4: AMMv4Layout.tellsWhole(role)
        case .raydiumCPMM: CPMMLayout.tellsWhole(role)
        case .raydiumCLMM: CLMMLayout.tellsWhole(role)
        case .meteoraDLMM: DLMMLayout.tellsWhole(role)
        case .meteoraDynamicAMM: DynamicAMMLayout.tellsWhole(role)
        case .meteoraDAMM: DAMMLayout.tellsWhole(role)
        case .phoenix: true
        }
    }

    /// Whether an account may be the pool's own, by its owner and length.
    @_noLocks public func mayBePool(length: Int, owner: PublicKey) -> Bool {
        guard PoolPlan.isProgram(owner, of: kind) else { return false }
        switch kind {
        case .whirlpool: return length == WhirlpoolLayout.poolBytes
        case .raydiumAMMv4: return length == AMMv4Layout.poolBytes
        case .raydiumCPMM: return length == CPMMLayout.poolBytes
        case .raydiumCLMM: return length == CLMMLayout.poolBytes
        case .meteoraDLMM: return length == DLMMLayout.pairBytes
        case .meteoraDynamicAMM: return true
        case .meteoraDAMM: return length == DAMMLayout.poolBytes
        case .phoenix: return true
        }
    }

    /// Around which array the price lies, counted in arrays; 0 where the kind has none.
    public var anchor: Int32 {
        @_noLocks get {
            switch kind {
            case .whirlpool, .raydiumCLMM: diff.priceArray
            case .meteoraDLMM: DLMMLayout.activeArray(diff)
            case .raydiumAMMv4, .raydiumCPMM, .meteoraDynamicAMM, .meteoraDAMM, .phoenix: 0
            }
        }
    }

    private static func room(_ kind: PoolKind, arrays: Int) -> PoolDiffRoom {
        switch kind {
        case .whirlpool: WhirlpoolLayout.room(arrays: arrays)
        case .raydiumAMMv4: AMMv4Layout.room()
        case .raydiumCPMM: CPMMLayout.room()
        case .raydiumCLMM: CLMMLayout.room(arrays: arrays)
        case .meteoraDLMM: DLMMLayout.room(arrays: arrays)
        case .meteoraDynamicAMM: DynamicAMMLayout.room()
        case .meteoraDAMM: DAMMLayout.room()
        case .phoenix:
            PoolDiffRoom(arrays: 1, slots: 1, holdsBins: false, startUnit: 1, step: 1)
        }
    }
}
