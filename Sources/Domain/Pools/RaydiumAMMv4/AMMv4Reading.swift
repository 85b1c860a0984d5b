import Markets
import Numbers
public import Solana

extension AMMv4Layout {
    /// What a `PoolDiff` of this kind holds: numbers, no arrays.
    public static func room() -> PoolDiffRoom {
        PoolDiffRoom(arrays: 1, slots: 1, holdsBins: false, startUnit: 1, step: 1)
    }

    /// Whether a change of this account alone leaves the pool's picture whole. A swap changes the
    /// pool's account and both vaults, and may change what lies on an order book.
    @_noLocks public static func tellsWhole(_ role: PoolRole) -> Bool {
        switch role {
        case .pool, .vaultA, .vaultB, .openOrders: false
        default: true
        }
    }

    /// Takes what an account says. The pool's own account comes first, since it names the others.
    @_noLocks public static func read(
        _ account: PoolAccount, _ data: AccountBytes, owner: PublicKey, into diff: inout PoolDiff
    ) throws(AccountError) {
        switch account.role {
        case .pool: try read(pool: account.key, data, owner, &diff)
        case .vaultA: try read(vault: account.key, isFirst: true, data, owner, &diff)
        case .vaultB: try read(vault: account.key, isFirst: false, data, owner, &diff)
        case .openOrders: try read(openOrders: account.key, data, owner, &diff)
        default: throw .wrongDiscriminator
        }
    }

    /// Takes that an address holds no account: none of an AMM v4 pool's may be missing.
    @_noLocks public static func readMissing(
        _ account: PoolAccount, into diff: inout PoolDiff
    ) throws(AccountError) {
        throw .missing
    }

    @_noLocks private static func read(
        pool key: PublicKey, _ data: AccountBytes, _ owner: PublicKey, _ diff: inout PoolDiff
    ) throws(AccountError) {
        guard key == diff.pool else { throw .wrongPool }
        let pool = try AMMv4Account(data, owner: owner)
        diff.set(
            AMMv4Numbers.pool,
            to: Event.Words(pool.status.number, pool.owedCoin, pool.owedPC, pool.openTime))
        diff.set(AMMv4Numbers.fee, to: Event.Words(pool.feeNumerator, pool.feeDenominator))
        diff.set(AMMv4Numbers.coinVaultKey, to: Event.Words(key: pool.coinVault))
        diff.set(AMMv4Numbers.pcVaultKey, to: Event.Words(key: pool.pcVault))
        diff.set(AMMv4Numbers.openOrdersKey, to: Event.Words(key: pool.openOrders))
        diff.set(AMMv4Numbers.marketKey, to: Event.Words(key: pool.market))
        diff.set(AMMv4Numbers.marketProgramKey, to: Event.Words(key: pool.marketProgram))
    }

    @_noLocks private static func read(
        vault key: PublicKey, isFirst: Bool, _ data: AccountBytes, _ owner: PublicKey,
        _ diff: inout PoolDiff
    ) throws(AccountError) {
        let number = isFirst ? AMMv4Numbers.coinVaultKey : AMMv4Numbers.pcVaultKey
        guard diff.knows(number) else { throw .poolUnknown }
        guard key == diff.number(number).key else { throw .wrongPool }
        // The program takes no other token program's accounts.
        guard owner == TokenAccount.program else { throw .wrongOwner }
        let vault = try TokenAccount(data, owner: owner)
        diff.set(
            AMMv4Numbers.vaults,
            to: diff.number(AMMv4Numbers.vaults).setting(isFirst: isFirst, vault: vault))
    }

    @_noLocks private static func read(
        openOrders key: PublicKey, _ data: AccountBytes, _ owner: PublicKey,
        _ diff: inout PoolDiff
    ) throws(AccountError) {
        guard diff.knows(AMMv4Numbers.openOrdersKey) else { throw .poolUnknown }
        guard key == diff.number(AMMv4Numbers.openOrdersKey).key else { throw .wrongPool }
        guard owner == diff.number(AMMv4Numbers.marketProgramKey).key else { throw .wrongOwner }
        let orders = try OpenOrdersAccount(data)
        guard orders.market == diff.number(AMMv4Numbers.marketKey).key else { throw .wrongPool }
        diff.set(AMMv4Numbers.book, to: Event.Words(orders.coinTotal, orders.pcTotal))
    }

    /// Every account that pricing needs, as far as the known accounts name them, the pool first.
    /// What lies on an order book is asked for only where swaps count it.
    ///
    /// - Throws: why the pool cannot be priced: an account that is missing or refused.
    public static func plan(
        _ pool: PublicKey, _ known: KnownAccounts
    ) throws(AccountError) -> [PoolAccount] {
        var plan = [PoolAccount(key: pool, role: .pool)]
        let decoded = try known.decoded(pool) { (data, owner) throws(AccountError) in
            try AMMv4Account(data, owner: owner)
        }
        guard let account = decoded else { return plan }
        plan += [
            PoolAccount(key: account.coinVault, role: .vaultA),
            PoolAccount(key: account.pcVault, role: .vaultB),
        ]
        if account.status.isOnOrderBook {
            plan.append(PoolAccount(key: account.openOrders, role: .openOrders))
        }
        var diff = PoolDiff(instrument: InstrumentID(0), pool: pool, room: room())
        for place in plan {
            _ = try known.decoded(place.key) { (data, owner) throws(AccountError) in
                try read(place, data, owner: owner, into: &diff)
            }
        }
        return plan
    }
}
