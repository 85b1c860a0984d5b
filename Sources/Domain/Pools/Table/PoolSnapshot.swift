public import Markets
import Numbers
public import Solana

/// One pool as its accounts say it, for a question or two. Cold.
public struct PoolSnapshot: ~Copyable {
    public let kind: PoolKind
    public let pool: PublicKey
    public let mints: PoolMints
    /// What pricing reads, the pool's own account first.
    public let accounts: [PoolAccount]
    private var table: PoolTable

    /// The accounts that are still to be asked for: all that the plan names, both mints, for the
    /// sake of their decimals, and the chain's clock. Empty when a snapshot can be made.
    ///
    /// - Throws: for an account that is not what it should be, or that is not there.
    public static func wanted(
        _ kind: PoolKind, _ pool: PublicKey, _ known: KnownAccounts
    ) throws(PoolSnapshotFault) -> [PublicKey] {
        let mints = try mints(kind, pool, known)
        let needed =
            try plan(kind, pool, known).map(\.key) + [mints.a, mints.b, ChainClock.address]
        var wanted: [PublicKey] = []
        for key in needed where !wanted.contains(key) {
            if case .unknown = known[key] { wanted.append(key) }
        }
        return wanted
    }

    /// Reads a pool from what is known: everything that `wanted` asked for.
    public init(
        _ kind: PoolKind, _ pool: PublicKey, _ known: KnownAccounts
    ) throws(PoolSnapshotFault) {
        let mints = try Self.mints(kind, pool, known)
        let accounts = try Self.plan(kind, pool, known)
        let arrays = max(accounts.count { $0.role == .array }, 1)
        var watch = PoolWatch(
            kind, instrument: InstrumentID(0), pool: pool, arrays: arrays,
            levels: PhoenixLayout.ordersMax)
        for account in accounts { try Self.read(account, known, into: &watch) }
        var table = PoolTable([kind], arrays: arrays, levels: PhoenixLayout.ordersMax)
        while let event = watch.next(
            slot: Slot(0), input: InputSequence(0), received: .never)
        {
            guard table.apply(event, at: 0) else {
                throw PoolSnapshotFault(account: accounts[0], error: .valueOutOfRange)
            }
        }
        self.kind = kind
        self.pool = pool
        self.mints = mints
        self.accounts = accounts
        self.table = table
    }

    /// What a swap would do, and the prices around it.
    public mutating func quote(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolQuote {
        let before = table.spot(direction, at: 0, time: time)
        let trade = try table.settle(direction, amount, at: 0, time: time)
        let after = table.spot(direction, at: 0, time: time)
        return PoolQuote(direction, trade, before: before, after: after)
    }

    private static func mints(
        _ kind: PoolKind, _ pool: PublicKey, _ known: KnownAccounts
    ) throws(PoolSnapshotFault) -> PoolMints {
        let account = PoolAccount(key: pool, role: .pool)
        do throws(AccountError) {
            let mints = try known.decoded(pool) { (data, owner) throws(AccountError) in
                try PoolMints(kind, data, owner: owner)
            }
            guard let mints else { throw .missing }
            return mints
        } catch {
            throw PoolSnapshotFault(account: account, error: error)
        }
    }

    private static func plan(
        _ kind: PoolKind, _ pool: PublicKey, _ known: KnownAccounts
    ) throws(PoolSnapshotFault) -> [PoolAccount] {
        let plan: [PoolAccount]
        do throws(AccountError) {
            plan = try PoolPlan.accounts(kind, pool, known)
        } catch {
            if let lost = missing(kind, pool, known) {
                throw PoolSnapshotFault(account: lost, error: .missing)
            }
            throw PoolSnapshotFault(account: PoolAccount(key: pool, role: .pool), error: error)
        }
        for account in plan where !account.mayBeMissing {
            if case .missing = known[account.key] {
                throw PoolSnapshotFault(account: account, error: .missing)
            }
        }
        return plan
    }

    /// The account that the pool cannot do without and that is not there, if one is: plans are made
    /// from what is there, as far as that leads.
    private static func missing(
        _ kind: PoolKind, _ pool: PublicKey, _ known: KnownAccounts
    ) -> PoolAccount? {
        var present = KnownAccounts()
        var count = 0
        while true {
            let plan: [PoolAccount]
            do throws(AccountError) {
                plan = try PoolPlan.accounts(kind, pool, present)
            } catch {
                return nil
            }
            for account in plan {
                if case .missing = known[account.key], !account.mayBeMissing { return account }
                present[account.key] = known[account.key]
            }
            guard plan.count > count else { return nil }
            count = plan.count
        }
    }

    private static func read(
        _ account: PoolAccount, _ known: KnownAccounts, into watch: inout PoolWatch
    ) throws(PoolSnapshotFault) {
        var failure: AccountError?
        do throws(AccountError) {
            guard case .present(let owner, let data) = known[account.key] else {
                return try watch.readMissing(account)
            }
            // A closure cannot borrow the watch and throw by type; the bytes outlive the call.
            unsafe data.withUnsafeBytes { bytes in
                do throws(AccountError) {
                    try unsafe watch.read(account, AccountBytes(bytes), owner: owner)
                } catch {
                    failure = error
                }
            }
        } catch {
            failure = error
        }
        if let failure { throw PoolSnapshotFault(account: account, error: failure) }
    }
}

/// Why a pool cannot be read: which of its accounts, and what is wrong with it.
public struct PoolSnapshotFault: Error, Sendable {
    public let account: PoolAccount
    public let error: AccountError

    public init(account: PoolAccount, error: AccountError) {
        self.account = account
        self.error = error
    }
}

extension PoolSnapshotFault: CustomStringConvertible {
    public var description: String { "\(account.name): \(error)" }
}
