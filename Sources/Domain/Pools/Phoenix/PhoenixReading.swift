public import Solana

// From accounts to what is told of them.

extension PhoenixLayout {
    /// Takes an account: the market's own tells everything, the mints only have to be such as a
    /// market can hold. An account that is refused changes nothing.
    @_noLocks public static func read(
        _ account: PoolAccount, _ data: AccountBytes, owner: PublicKey,
        into diff: inout PhoenixDiff
    ) throws(AccountError) {
        switch account.role {
        case .pool:
            guard account.key == diff.pool else { throw .wrongPool }
            try diff.take(try PhoenixMarket(data, owner: owner))
        case .mintA, .mintB:
            try checkMint(data, owner: owner)
        default:
            throw .wrongPool
        }
    }

    /// Notes that an address holds no account: a market cannot do without any of its own.
    @_noLocks public static func readMissing(
        _ account: PoolAccount, into diff: inout PhoenixDiff
    ) throws(AccountError) {
        throw .missing
    }

    /// What pricing needs: the market's account, which alone prices it, and once that is known, the
    /// two mints.
    public static func plan(
        _ pool: PublicKey, _ known: KnownAccounts
    ) throws(AccountError) -> [PoolAccount] {
        var accounts = [PoolAccount(key: pool, role: .pool)]
        guard case .present(let owner, let data) = known[pool] else { return accounts }
        let outcome = unsafe data.withUnsafeBytes { raw -> Result<MintPair, AccountError> in
            unsafe decodedMints(AccountBytes(raw), owner: owner)
        }
        let mints = try outcome.get()
        accounts.append(PoolAccount(key: mints.base, role: .mintA))
        accounts.append(PoolAccount(key: mints.quote, role: .mintB))
        return accounts
    }

    private typealias MintPair = (base: PublicKey, quote: PublicKey)

    private static func decodedMints(
        _ data: AccountBytes, owner: PublicKey
    ) -> Result<MintPair, AccountError> {
        do throws(AccountError) {
            let market = try PhoenixMarket(data, owner: owner)
            return .success((market.baseMint, market.quoteMint))
        } catch {
            return .failure(error)
        }
    }

    /// Whether a change of this account alone leaves the pool's picture whole: always, since only
    /// the market's own account says anything.
    @_noLocks public static func tellsWhole(_ role: PoolRole) -> Bool { true }

    /// A market's vaults are accounts of the Token program, so its mints are that program's too,
    /// and no transfer of them takes a fee.
    @_noLocks private static func checkMint(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) {
        let mint = try MintAccount(data, owner: owner)
        if mint.isExtensible { throw .unsupportedExtension }
    }
}
