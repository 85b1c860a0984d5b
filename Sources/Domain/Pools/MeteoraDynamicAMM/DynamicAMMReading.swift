import Markets
public import Solana

// What a pool's accounts say, as numbers. A swap changes seven of them at once; the pool's own
// account and the stake pool's say nothing that a swap's other accounts would have to follow.

extension DynamicAMMLayout {
    /// A pool of this kind has no arrays.
    public static func room() -> PoolDiffRoom {
        PoolDiffRoom(arrays: 1, slots: 1, holdsBins: false, startUnit: 1, step: 1)
    }

    /// Whether a change of this account alone leaves the pool's picture whole.
    @_noLocks public static func tellsWhole(_ role: PoolRole) -> Bool {
        switch role {
        case .pool, .config: true
        default: false
        }
    }

    /// Checks an account and writes what it says. An account that is refused changes nothing.
    ///
    /// - Throws: besides what the account's own check throws, `.poolUnknown` for a stake pool that
    ///   comes before its pool, and `.wrongPool` for an account that no such pool needs.
    @_noLocks public static func read(
        _ account: PoolAccount, _ data: AccountBytes, owner: PublicKey,
        into diff: inout PoolDiff
    ) throws(AccountError) {
        switch account.role {
        case .pool: write(try DynamicAMMPool(data, owner: owner).terms, into: &diff)
        case .reserveA: write(try DynamicAMMVault(data, owner: owner), isA: true, into: &diff)
        case .reserveB: write(try DynamicAMMVault(data, owner: owner), isA: false, into: &diff)
        case .sharesA: try read(.shares, isA: true, data, owner, into: &diff)
        case .sharesB: try read(.shares, isA: false, data, owner, into: &diff)
        case .vaultA: try read(.balance, isA: true, data, owner, into: &diff)
        case .vaultB: try read(.balance, isA: false, data, owner, into: &diff)
        case .shareMintA: try read(.supply, isA: true, data, owner, into: &diff)
        case .shareMintB: try read(.supply, isA: false, data, owner, into: &diff)
        case .config: try readStake(data, into: &diff)
        default: throw .wrongPool
        }
    }

    /// No account of such a pool may be missing.
    @_noLocks public static func readMissing(
        _ account: PoolAccount, into diff: inout PoolDiff
    ) throws(AccountError) {
        throw .missing
    }

    @_noLocks private static func write(_ terms: DynamicAMMTerms, into diff: inout PoolDiff) {
        diff.set(
            DynamicAMMNumbers.fees,
            to: Event.Words(
                terms.tradeNumerator, terms.tradeDenominator, terms.protocolNumerator,
                terms.protocolDenominator))
        diff.set(
            DynamicAMMNumbers.rules,
            to: Event.Words(terms.flags, terms.activationPoint, terms.curve.amplification))
        diff.set(
            DynamicAMMNumbers.scale,
            to: Event.Words(
                terms.curve.multiplierA, terms.curve.multiplierB, terms.curve.virtualPrice,
                terms.curve.priceUpdated))
    }

    @_noLocks private static func write(
        _ vault: DynamicAMMVault, isA: Bool, into diff: inout PoolDiff
    ) {
        diff.set(
            isA ? DynamicAMMNumbers.vaultA : DynamicAMMNumbers.vaultB,
            to: Event.Words(
                vault.total, vault.lockedProfit, vault.lastReport, vault.degradation))
        let number = isA ? DynamicAMMNumbers.holdingsA : DynamicAMMNumbers.holdingsB
        var words = diff.number(number)
        words.w3 &= DynamicAMMNumbers.seenAll
        words.w3 |= vault.takesDeposits ? DynamicAMMNumbers.takesDeposits : 0
        diff.set(number, to: words)
    }

    private enum Holding {
        case shares, supply, balance
    }

    /// One of the three amounts that a side's group of numbers collects.
    @_noLocks private static func read(
        _ holding: Holding, isA: Bool, _ data: AccountBytes, _ owner: PublicKey,
        into diff: inout PoolDiff
    ) throws(AccountError) {
        let number = isA ? DynamicAMMNumbers.holdingsA : DynamicAMMNumbers.holdingsB
        var words = diff.number(number)
        switch holding {
        case .shares:
            words.w0 = try amount(data, owner)
            words.w3 |= DynamicAMMNumbers.seenShares
        case .supply:
            words.w1 = try DynamicAMMShareMint(data, owner: owner).supply
            words.w3 |= DynamicAMMNumbers.seenSupply
        case .balance:
            words.w2 = try amount(data, owner)
            words.w3 |= DynamicAMMNumbers.seenBalance
        }
        diff.set(number, to: words)
    }

    /// A token account's amount. Both programs know the Token program alone. A frozen account lets
    /// nothing in or out.
    @_noLocks private static func amount(
        _ data: AccountBytes, _ owner: PublicKey
    ) throws(AccountError) -> UInt64 {
        guard owner == TokenAccount.program else { throw .wrongOwner }
        let account = try TokenAccount(data, owner: owner)
        guard !account.isFrozen else { throw .valueOutOfRange }
        return account.amount
    }

    /// The stake pool's price, by the rule that the pool's account names.
    @_noLocks private static func readStake(
        _ data: AccountBytes, into diff: inout PoolDiff
    ) throws(AccountError) {
        guard diff.knows(DynamicAMMNumbers.rules) else { throw .poolUnknown }
        var terms = DynamicAMMTerms()
        guard terms.take(flags: diff.number(DynamicAMMNumbers.rules).w0) else {
            throw .poolUnknown
        }
        let stake = try DynamicAMMStake(data, terms.curve.depeg)
        diff.set(DynamicAMMNumbers.stake, to: Event.Words(stake.virtualPrice))
    }
}
