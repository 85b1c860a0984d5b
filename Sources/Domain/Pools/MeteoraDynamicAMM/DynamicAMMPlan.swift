public import Solana

extension DynamicAMMLayout {
    /// Every account that pricing a pool needs, as far as the known ones name them, the pool's own
    /// first. Mints of the tokens are not among them: the Token program alone takes part, and it
    /// knows no transfer fee.
    ///
    /// - Throws: what the pool's or a vault's account is refused for; `.wrongPool` where a vault
    ///   holds another token than the pool's, or an account another token than its vault's.
    public static func plan(
        _ pool: PublicKey, _ known: KnownAccounts
    ) throws(AccountError) -> [PoolAccount] {
        var accounts = [PoolAccount(key: pool, role: .pool)]
        guard let account = try decoded(known[pool], DynamicAMMPool.init(_:owner:)) else {
            return accounts
        }
        if let stake = account.stake { accounts.append(PoolAccount(key: stake, role: .config)) }
        accounts += [
            PoolAccount(key: account.vaultA, role: .reserveA),
            PoolAccount(key: account.vaultB, role: .reserveB),
            PoolAccount(key: account.sharesA, role: .sharesA),
            PoolAccount(key: account.sharesB, role: .sharesB),
        ]
        accounts += try further(
            known, vault: account.vaultA, mint: account.mintA, shares: account.sharesA,
            roles: (.shareMintA, .vaultA))
        accounts += try further(
            known, vault: account.vaultB, mint: account.mintB, shares: account.sharesB,
            roles: (.shareMintB, .vaultB))
        return accounts
    }

    /// What a known vault names: the mint of its shares and where its tokens lie.
    private static func further(
        _ known: KnownAccounts, vault: PublicKey, mint: PublicKey, shares: PublicKey,
        roles: (PoolRole, PoolRole)
    ) throws(AccountError) -> [PoolAccount] {
        guard let account = try decoded(known[vault], DynamicAMMVault.init(_:owner:)) else {
            return []
        }
        guard account.mint == mint,
            try decoded(known[shares], TokenAccount.init(_:owner:))?.mint ?? account.shareMint
                == account.shareMint,
            try decoded(known[account.tokenVault], TokenAccount.init(_:owner:))?.mint ?? mint
                == mint
        else { throw .wrongPool }
        return [
            PoolAccount(key: account.shareMint, role: roles.0),
            PoolAccount(key: account.tokenVault, role: roles.1),
        ]
    }

    /// Nil for an account that was not asked for yet.
    private static func decoded<Account>(
        _ entry: KnownAccounts.Entry,
        _ decode: (AccountBytes, PublicKey) throws(AccountError) -> Account
    ) throws(AccountError) -> Account? {
        switch entry {
        case .unknown: return nil
        case .missing: throw .missing
        case .present(let owner, let data):
            let result = unsafe data.withUnsafeBytes { bytes -> Result<Account, AccountError> in
                do throws(AccountError) {
                    return .success(try decode(unsafe AccountBytes(bytes), owner))
                } catch {
                    return .failure(error)
                }
            }
            return try result.get()
        }
    }
}
