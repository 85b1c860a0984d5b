/// A ledger followed by its entries alone, as a stranger would who only has the journal: chain,
/// numbers, balances, and that every set sums to 0 per asset. It shares no sum with the `Ledger`
/// that wrote them, so the two can disagree, and memory doesn't grow with the entries.
@safe public struct LedgerAudit: ~Copyable {
    public let assets: Int
    public let venues: Int
    private let balances: UnsafeMutablePointer<Int64>
    /// By asset: what the entries of the set under way sum to.
    private let owed: UnsafeMutablePointer<Int128>
    /// Assets of which that isn't 0.
    private var owing = 0
    /// Entries taken.
    public private(set) var count = 0
    /// Of the last entry.
    public private(set) var sequence: UInt64 = 0
    public private(set) var set: UInt64 = 0
    public private(set) var hash: UInt64 = 0
    /// What was wrong first. Nothing is taken after it.
    public private(set) var fault: LedgerFault?

    /// Follows a ledger of so many assets and venues from its first entry on.
    public init(assets: Int, venues: Int) {
        precondition(assets > 0 && venues > 0 && assets * venues <= 1 << 16, "accounts fit")
        self.assets = assets
        self.venues = venues
        let accounts = assets * venues * AccountRole.count
        unsafe balances = .allocate(capacity: accounts)
        unsafe balances.initialize(repeating: 0, count: accounts)
        unsafe owed = .allocate(capacity: assets)
        unsafe owed.initialize(repeating: 0, count: assets)
    }

    deinit {
        unsafe balances.deallocate()
        unsafe owed.deallocate()
    }

    /// Takes the next entry.
    @_noLocks public mutating func take(_ entry: LedgerEntry) {
        if case .some = fault { return }
        let (asset, venue) = (Int(entry.asset), Int(entry.venue))
        guard asset < assets, venue < venues, Int(entry.role) < AccountRole.count else {
            return fault = .unknownAccount(at: count)
        }
        guard entry.previous == hash, entry.hash == entry.digest,
            entry.sequence == sequence &+ 1
        else { return fault = .brokenChain(at: count) }
        guard entry.set == set || owing == 0 else { return fault = .unbalancedSet(at: count) }
        let place = (asset &* venues &+ venue) &* AccountRole.count &+ Int(entry.role)
        let (sum, overflow) = unsafe balances[place].addingReportingOverflow(entry.amount)
        guard !overflow, sum == entry.balance else { return fault = .wrongBalance(at: count) }
        unsafe balances[place] = sum
        owe(entry.amount, of: asset)
        (sequence, set, hash) = (entry.sequence, entry.set, entry.hash)
        count &+= 1
    }

    @_noLocks private mutating func owe(_ amount: Int64, of asset: Int) {
        let before = unsafe owed[asset]
        let after = before &+ Int128(amount)
        unsafe owed[asset] = after
        if before == 0, after != 0 { owing &+= 1 }
        if before != 0, after == 0 { owing &-= 1 }
    }

    /// Why the entries so far are no ledger; nil when they are one.
    public var finding: LedgerFault? {
        if let fault { return fault }
        return owing == 0 ? nil : .unbalancedSet(at: count)
    }

    /// What the entries sum to at one account, by its place in a ledger.
    func balance(at place: Int) -> Int64 {
        precondition(place >= 0 && place < assets * venues * AccountRole.count, "an account")
        return unsafe balances[place]
    }

    /// Goes on where another ended.
    mutating func follow(_ other: borrowing LedgerAudit) {
        precondition(count == 0 && assets == other.assets && venues == other.venues, "at its start")
        for place in 0..<assets * venues * AccountRole.count {
            unsafe balances[place] = other.balance(at: place)
        }
        for asset in 0..<assets { unsafe owed[asset] = other.owed[asset] }
        (owing, count, fault) = (other.owing, other.count, other.fault)
        (sequence, set, hash) = (other.sequence, other.set, other.hash)
    }

    /// Whether the entries are a ledger, and the very one given: each account, and the chain.
    public func agrees(with ledger: borrowing Ledger) -> Bool {
        guard finding == nil, assets == ledger.assets, venues == ledger.venues,
            sequence == ledger.sequence, hash == ledger.hash
        else { return false }
        for place in 0..<assets * venues * AccountRole.count {
            if balance(at: place) != ledger.balance(at: place) { return false }
        }
        return true
    }
}
