import Markets
public import Solana

// A pool is one account. A mint of Token-2022 is followed besides, for as long as it takes no fee
// from transfers; quotes leave such a fee out.

extension DAMMLayout {
    /// The pool has no arrays.
    public static func room() -> PoolDiffRoom {
        PoolDiffRoom(arrays: 1, slots: 1, holdsBins: false, startUnit: 1, step: 1)
    }

    /// Checks an account and takes what it says. An account that is refused changes nothing.
    @_noLocks public static func read(
        _ account: PoolAccount, _ data: AccountBytes, owner: PublicKey, into diff: inout PoolDiff
    ) throws(AccountError) {
        switch account.role {
        case .pool:
            guard account.key == diff.pool else { throw .wrongPool }
            take(try DAMMAccount(data, owner: owner), into: &diff)
        case .mintA, .mintB:
            try DAMMMint.check(data, owner: owner)
        default: throw .wrongPool
        }
    }

    /// No account of a pool may be missing.
    @_noLocks public static func readMissing(
        _ account: PoolAccount, into diff: inout PoolDiff
    ) throws(AccountError) {
        throw .missing
    }

    /// The pool, and as soon as it is known, those of its mints that belong to Token-2022.
    public static func plan(
        _ pool: PublicKey, _ known: KnownAccounts
    ) throws(AccountError) -> [PoolAccount] {
        var accounts = [PoolAccount(key: pool, role: .pool)]
        let decoded = try known.decode(pool) { data, owner throws(AccountError) in
            try DAMMAccount(data, owner: owner)
        }
        guard let decoded else { return accounts }
        if decoded.isToken2022A { accounts.append(PoolAccount(key: decoded.mintA, role: .mintA)) }
        if decoded.isToken2022B { accounts.append(PoolAccount(key: decoded.mintB, role: .mintB)) }
        for mint in accounts.dropFirst() {
            _ = try known.decode(mint.key) { data, owner throws(AccountError) in
                try DAMMMint.check(data, owner: owner)
            }
        }
        return accounts
    }

    /// Whether a change of this account alone leaves the pool's picture whole: always.
    @_noLocks public static func tellsWhole(_ role: PoolRole) -> Bool { true }

    @_noLocks private static func take(_ account: DAMMAccount, into diff: inout PoolDiff) {
        diff.set(DAMMGroup.range, to: account.range)
        diff.set(DAMMGroup.terms, to: account.termsWords)
        diff.set(DAMMGroup.baseFee, to: account.baseFeeWords)
        diff.set(DAMMGroup.dynamicFee, to: account.dynamicFee)
        diff.set(DAMMGroup.bins, to: account.bins)
        diff.set(DAMMGroup.volatility, to: account.volatility)
        diff.set(DAMMGroup.reserves, to: account.reserves)
        var price = PoolPrice()
        price.sqrtPrice = account.sqrtPrice
        price.liquidity = account.liquidity
        diff.set(price)
    }
}

extension KnownAccounts {
    /// What an account says, decoded; nil where it was not asked for yet.
    fileprivate func decode<Value>(
        _ key: PublicKey,
        _ decoder: (AccountBytes, PublicKey) throws(AccountError) -> Value
    ) throws(AccountError) -> Value? {
        switch self[key] {
        case .unknown: return nil
        case .missing: throw .missing
        case .present(let owner, let data):
            let result = unsafe data.withUnsafeBytes { raw -> Result<Value, AccountError> in
                Result { () throws(AccountError) in
                    try unsafe decoder(AccountBytes(raw), owner)
                }
            }
            return try result.get()
        }
    }
}
