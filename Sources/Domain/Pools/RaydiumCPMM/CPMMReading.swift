import Markets
import Numbers
public import Solana

extension CPMMLayout {
    /// What a `PoolDiff` of this kind holds: numbers, no arrays.
    public static func room() -> PoolDiffRoom {
        PoolDiffRoom(arrays: 1, slots: 1, holdsBins: false, startUnit: 1, step: 1)
    }

    /// Whether a change of this account alone leaves the pool's picture whole. A swap changes the
    /// pool's account and both vaults.
    @_noLocks public static func tellsWhole(_ role: PoolRole) -> Bool {
        switch role {
        case .pool, .vaultA, .vaultB: false
        default: true
        }
    }

    /// Takes what an account says. The pool's own account comes first, since it names the others.
    @_noLocks public static func read(
        _ account: PoolAccount, _ data: AccountBytes, owner: PublicKey, into diff: inout PoolDiff
    ) throws(AccountError) {
        switch account.role {
        case .pool: try read(pool: account.key, data, owner, &diff)
        case .config: try read(config: account.key, data, owner, &diff)
        case .vaultA: try read(vault: account.key, isFirst: true, data, owner, &diff)
        case .vaultB: try read(vault: account.key, isFirst: false, data, owner, &diff)
        case .mintA, .mintB: try CPMMMint.check(data, owner: owner)
        default: throw .wrongDiscriminator
        }
    }

    /// Takes that an address holds no account: none of a CPMM pool's may be missing.
    @_noLocks public static func readMissing(
        _ account: PoolAccount, into diff: inout PoolDiff
    ) throws(AccountError) {
        throw .missing
    }

    @_noLocks private static func read(
        pool key: PublicKey, _ data: AccountBytes, _ owner: PublicKey, _ diff: inout PoolDiff
    ) throws(AccountError) {
        guard key == diff.pool else { throw .wrongPool }
        let pool = try CPMMAccount(data, owner: owner)
        diff.set(
            CPMMNumbers.pool,
            to: Event.Words(pool.owed0, pool.owed1, pool.openTime, CPMMTerms(pool).word))
        diff.set(CPMMNumbers.configKey, to: Event.Words(key: pool.config))
        diff.set(CPMMNumbers.vault0Key, to: Event.Words(key: pool.vault0))
        diff.set(CPMMNumbers.vault1Key, to: Event.Words(key: pool.vault1))
    }

    @_noLocks private static func read(
        config key: PublicKey, _ data: AccountBytes, _ owner: PublicKey, _ diff: inout PoolDiff
    ) throws(AccountError) {
        guard diff.knows(CPMMNumbers.configKey) else { throw .poolUnknown }
        guard key == diff.number(CPMMNumbers.configKey).key else { throw .wrongPool }
        diff.set(CPMMNumbers.config, to: try CPMMConfig(data, owner: owner).words)
    }

    @_noLocks private static func read(
        vault key: PublicKey, isFirst: Bool, _ data: AccountBytes, _ owner: PublicKey,
        _ diff: inout PoolDiff
    ) throws(AccountError) {
        let number = isFirst ? CPMMNumbers.vault0Key : CPMMNumbers.vault1Key
        guard diff.knows(number) else { throw .poolUnknown }
        guard key == diff.number(number).key else { throw .wrongPool }
        let vault = try TokenAccount(data, owner: owner)
        guard !vault.hasTransferFee else { throw .unsupportedExtension }
        diff.set(
            CPMMNumbers.vaults,
            to: diff.number(CPMMNumbers.vaults).setting(isFirst: isFirst, vault: vault))
    }

    /// Every account that pricing needs, as far as the known accounts name them, the pool first. A
    /// mint is read once, of the Token-2022 program alone: its extensions are laid down before its
    /// first token.
    ///
    /// - Throws: why the pool cannot be priced: an account that is missing or refused.
    public static func plan(
        _ pool: PublicKey, _ known: KnownAccounts
    ) throws(AccountError) -> [PoolAccount] {
        var plan = [PoolAccount(key: pool, role: .pool)]
        let decoded = try known.decoded(pool) { (data, owner) throws(AccountError) in
            try CPMMAccount(data, owner: owner)
        }
        guard let account = decoded else { return plan }
        plan += [
            PoolAccount(key: account.config, role: .config),
            PoolAccount(key: account.vault0, role: .vaultA),
            PoolAccount(key: account.vault1, role: .vaultB),
        ]
        if account.tokenProgram0 == TokenAccount.program2022 {
            plan.append(PoolAccount(key: account.mint0, role: .mintA))
        }
        if account.tokenProgram1 == TokenAccount.program2022 {
            plan.append(PoolAccount(key: account.mint1, role: .mintB))
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
