public import Markets
public import Numbers

/// Double entry in atoms, per asset, venue and role. Value moves between two accounts of one asset,
/// so the sum over all accounts of an asset is 0 at every moment.
///
/// Entries are handed on, not kept: those since the last `removeEntries` stand in `entries`, at
/// most `Ledger.entriesMax`. A `LedgerAudit` derives the balances from all entries ever handed on.
@safe public struct Ledger: ~Copyable {
    /// Entries between two calls of `removeEntries`.
    public static var entriesMax: Int { @_noLocks get { 256 } }

    public let assets: Int
    public let venues: Int
    private let balances: UnsafeMutablePointer<Int64>
    private let pending: UnsafeMutablePointer<LedgerEntry>
    private var pendingCount = 0
    /// Of the last entry.
    public private(set) var sequence: UInt64 = 0
    public private(set) var set: UInt64 = 0
    public private(set) var hash: UInt64 = 0

    /// Room for assets and venues with the indices 0 ..< assets and 0 ..< venues.
    public init(assets: Int, venues: Int) {
        precondition(assets > 0 && venues > 0 && assets * venues <= 1 << 16, "accounts fit")
        self.assets = assets
        self.venues = venues
        let accounts = assets * venues * AccountRole.count
        unsafe balances = .allocate(capacity: accounts)
        unsafe balances.initialize(repeating: 0, count: accounts)
        unsafe pending = .allocate(capacity: Ledger.entriesMax)
    }

    deinit {
        unsafe balances.deallocate()
        unsafe pending.deallocate()
    }

    /// Begins a set of postings that one event caused.
    @_noLocks public mutating func begin() { set &+= 1 }

    /// Moves atoms, 0 or more, from one account of an asset at a venue to another. Nothing is
    /// written for 0.
    @_noLocks public mutating func move(
        _ amount: Int64, of asset: AssetID, at venue: VenueID, from: AccountRole,
        to: AccountRole, input: InputSequence
    ) {
        precondition(amount >= 0, "value moves forward")
        guard amount > 0 else { return }
        write(Account(asset, at: venue, from), 0 - amount, input)
        write(Account(asset, at: venue, to), amount, input)
    }

    /// What an account holds.
    @_noLocks public func balance(_ account: Account) -> Int64 {
        unsafe balances[place(account)]
    }

    /// How many entries wait to be handed on.
    public var entryCount: Int { @_noLocks get { pendingCount } }

    /// One of them.
    @_noLocks public func entry(_ index: Int) -> LedgerEntry {
        precondition(index >= 0 && index < pendingCount, "an entry that waits")
        return unsafe pending[index]
    }

    @_noLocks public mutating func removeEntries() { pendingCount = 0 }

    /// Takes up where entries end, when they are a ledger.
    public mutating func rebuild(from audit: borrowing LedgerAudit) throws(LedgerFault) {
        precondition(sequence == 0, "a ledger is rebuilt before it is used")
        precondition(assets == audit.assets && venues == audit.venues, "of the same accounts")
        if let fault = audit.finding { throw fault }
        for place in 0..<assets * venues * AccountRole.count {
            unsafe balances[place] = audit.balance(at: place)
        }
        (sequence, set, hash) = (audit.sequence, audit.set, audit.hash)
    }

    /// What the account at a place holds.
    func balance(at place: Int) -> Int64 {
        precondition(place >= 0 && place < assets * venues * AccountRole.count, "an account")
        return unsafe balances[place]
    }

    @_noLocks private mutating func write(
        _ account: Account, _ amount: Int64, _ input: InputSequence
    ) {
        precondition(pendingCount < Ledger.entriesMax, "entries are handed on in time")
        let place = place(account)
        unsafe balances[place] += amount
        sequence &+= 1
        let entry = unsafe LedgerEntry(
            sequence: sequence, set: set, input: input, account: account, amount: amount,
            balance: balances[place], previous: hash)
        hash = entry.hash
        unsafe (pending + pendingCount).initialize(to: entry)
        pendingCount += 1
    }

    @_noLocks private func place(_ account: Account) -> Int {
        let (asset, venue) = (Int(account.asset.index), Int(account.venue.index))
        precondition(asset < assets && venue < venues, "the account exists")
        return (asset * venues + venue) * AccountRole.count + account.role.place
    }
}
