import Markets
import Numbers
public import Solana

extension CLMMLayout {
    /// The room for a pool of which so many tick arrays are followed.
    public static func room(arrays: Int = 9) -> PoolDiffRoom {
        // The spacing is learnt from the pool's account.
        PoolDiffRoom(
            arrays: arrays, slots: CLMMState.slotsPerArray, holdsBins: false, startUnit: 1, step: 1)
    }

    /// Whether a change of this account alone leaves the pool's picture whole. A swap changes the
    /// pool's account and no row of an array. Who adds or takes liquidity changes arrays and, in
    /// range, the pool too: its account may come later.
    @_noLocks public static func tellsWhole(_ role: PoolRole) -> Bool {
        switch role {
        case .array, .bitmap: false
        default: true
        }
    }

    /// Writes what an account says into the diff. An account that is refused changes nothing.
    @_noLocks public static func read(
        _ account: PoolAccount, _ data: AccountBytes, owner: PublicKey, into diff: inout PoolDiff
    ) throws(AccountError) {
        switch account.role {
        case .pool: try readPool(account, data, owner, &diff)
        case .config: try readConfig(data, owner, &diff)
        case .bitmap: try readBitmap(data, owner, &diff)
        case .array: try readArray(account, data, owner, &diff)
        case .vaultA, .vaultB:
            let vault = try TokenAccount(data, owner: owner)
            var tokens = CLMMTokens(diff.number(CLMMNumber.tokens))
            let state: UInt64 = vault.isFrozen ? 2 : 1
            if account.role.isSideA { tokens.vault0 = state } else { tokens.vault1 = state }
            diff.set(CLMMNumber.tokens, to: tokens.words)
        case .mintA, .mintB:
            // How the program rounds a transfer fee differs between its builds.
            try MintAccount(data, owner: owner).refuseTransferFee()
            var tokens = CLMMTokens(diff.number(CLMMNumber.tokens))
            if account.role.isSideA { tokens.mint0 = 1 } else { tokens.mint1 = 1 }
            diff.set(CLMMNumber.tokens, to: tokens.words)
        default: throw .wrongDiscriminator
        }
    }

    /// Writes that an address holds no account: an array that nobody opened, or a pool without the
    /// bitmap's extension.
    @_noLocks public static func readMissing(
        _ account: PoolAccount, into diff: inout PoolDiff
    ) throws(AccountError) {
        switch account.role {
        case .array:
            guard diff.knows(CLMMNumber.terms) else { throw .poolUnknown }
            let spacing = spacing(of: diff)
            guard CLMMBitmap.bit(ofStart: account.start, spacing: spacing) != nil else {
                throw .misplacedArray
            }
            try diff.uninitialised(account.start)
        case .bitmap:
            diff.set(CLMMNumber.hasExtension, to: Event.Words(2))
            for group in 0..<CLMMNumber.bitmapGroups where !isPoolGroup(group) {
                setBitmap(group, to: Event.Words(), &diff)
            }
        default: throw .missing
        }
    }

    @_noLocks private static func spacing(of diff: borrowing PoolDiff) -> UInt16 {
        UInt16(truncatingIfNeeded: diff.number(CLMMNumber.terms).w0)
    }

    @_noLocks private static func readPool(
        _ account: PoolAccount, _ data: AccountBytes, _ owner: PublicKey, _ diff: inout PoolDiff
    ) throws(AccountError) {
        guard account.key == diff.pool else { throw .wrongPool }
        let pool = try CLMMAccount(data, owner: owner)
        if diff.knows(CLMMNumber.terms), spacing(of: diff) != pool.tickSpacing {
            throw .valueOutOfRange
        }
        diff.room.step = Int32(pool.tickSpacing)
        let disabled: UInt64 = pool.isSwapEnabled ? 0 : 1
        diff.set(
            CLMMNumber.terms,
            to: Event.Words(
                UInt64(pool.tickSpacing) | UInt64(pool.feeSide) &<< 16 | disabled &<< 24,
                pool.openTime))
        diff.set(
            CLMMNumber.growth,
            to: Event.Words(
                pool.feeGrowth0.lowWord, pool.feeGrowth0.highWord, pool.feeGrowth1.lowWord,
                pool.feeGrowth1.highWord))
        if pool.feeRule.isOn || diff.knows(CLMMNumber.feeRule) {
            diff.set(CLMMNumber.feeRule, to: pool.feeRule.words)
            diff.set(CLMMNumber.feeMemory, to: pool.feeMemory.words)
        }
        for group in CLMMNumber.poolGroups.lowerBound..<CLMMNumber.poolGroups.upperBound {
            let word = 4 &* (group &- CLMMNumber.poolGroups.lowerBound)
            let words = Event.Words(
                pool.bitmapWord(word), pool.bitmapWord(word &+ 1), pool.bitmapWord(word &+ 2),
                pool.bitmapWord(word &+ 3))
            setBitmap(group, to: words, &diff)
        }
        var price = PoolPrice()
        price.sqrtPrice = pool.sqrtPrice
        price.liquidity = pool.liquidity
        price.tick = pool.tick
        diff.set(price)
    }

    @_noLocks private static func readConfig(
        _ data: AccountBytes, _ owner: PublicKey, _ diff: inout PoolDiff
    ) throws(AccountError) {
        let config = try CLMMConfig(data, owner: owner)
        if diff.knows(CLMMNumber.terms), spacing(of: diff) != config.tickSpacing {
            throw .wrongPool
        }
        diff.set(
            CLMMNumber.rates,
            to: Event.Words(
                UInt64(config.feeRate.count), UInt64(config.protocolShare.count),
                UInt64(config.fundShare.count)))
    }

    @_noLocks private static func readBitmap(
        _ data: AccountBytes, _ owner: PublicKey, _ diff: inout PoolDiff
    ) throws(AccountError) {
        let account = try CLMMExtension(data, owner: owner)
        guard account.pool == diff.pool else { throw .wrongPool }
        diff.set(CLMMNumber.hasExtension, to: Event.Words(1))
        for group in 0..<CLMMNumber.bitmapGroups where !isPoolGroup(group) {
            let first = 4 &* group
            let words = Event.Words(
                account.word(first), account.word(first &+ 1), account.word(first &+ 2),
                account.word(first &+ 3))
            setBitmap(group, to: words, &diff)
        }
    }

    @_noLocks private static func isPoolGroup(_ group: Int) -> Bool {
        group >= CLMMNumber.poolGroups.lowerBound && group < CLMMNumber.poolGroups.upperBound
    }

    /// A group of zeros says nothing to who has not heard of it.
    @_noLocks private static func setBitmap(
        _ group: Int, to words: Event.Words, _ diff: inout PoolDiff
    ) {
        let number = CLMMNumber.bitmap &+ group
        if words.w0 | words.w1 | words.w2 | words.w3 == 0, !diff.knows(number) { return }
        diff.set(number, to: words)
    }

    @_noLocks private static func readArray(
        _ account: PoolAccount, _ data: AccountBytes, _ owner: PublicKey, _ diff: inout PoolDiff
    ) throws(AccountError) {
        let array = try CLMMTickArray(data, owner: owner)
        guard array.pool == diff.pool else { throw .wrongPool }
        guard diff.knows(CLMMNumber.terms) else { throw .poolUnknown }
        let spacing = spacing(of: diff)
        guard array.start.count == account.start,
            CLMMBitmap.bit(ofStart: account.start, spacing: spacing) != nil
        else { throw .misplacedArray }
        for slot in 0..<CLMMState.slotsPerArray { try array.check(slot: slot, spacing: spacing) }
        let place = try diff.present(account.start)
        for slot in 0..<CLMMState.slotsPerArray {
            diff.set(row: slot, of: place, to: array.row(slot: slot))
        }
    }
}

extension PoolRole {
    /// Of the roles that there are two of: whether this is the first token's.
    fileprivate var isSideA: Bool {
        @_noLocks get {
            switch self {
            case .vaultA, .mintA: true
            default: false
            }
        }
    }
}

extension CLMMTickArray {
    /// Checks that an initialised slot is the tick that stands there, and that its orders add up.
    @_noLocks fileprivate func check(slot: Int, spacing: UInt16) throws(AccountError) {
        let orders = orders(slot: slot)
        let (resting, over) = orders.whole.addingReportingOverflow(orders.partial)
        if over { throw .valueOutOfRange }
        if gross(slot: slot) == 0 && resting == 0 { return }
        let tick = start.count &+ Int32(truncatingIfNeeded: slot) &* Int32(spacing)
        guard self.tick(slot: slot).count == tick, tick >= CLMMTickMath.tickMin.count,
            tick <= CLMMTickMath.tickMax.count
        else { throw .valueOutOfRange }
    }

    /// What the slot's tick is told as; nil: it is not initialised.
    @_noLocks fileprivate func row(slot: Int) -> WatchedRow? {
        let orders = orders(slot: slot)
        let resting = orders.whole &+ orders.partial
        let isBare = gross(slot: slot) == 0
        if isBare && resting == 0 { return nil }
        var row = WatchedRow(net: net(slot: slot))
        if isBare { row.words.w2 = 2 }
        row.words.w3 = resting
        return row
    }
}

extension CLMMExtension {
    /// A word of the bitmap as `CLMMBitmap` counts it, outside the pool's own.
    @_noLocks fileprivate func word(_ word: Int) -> UInt64 {
        word < CLMMBitmap.poolWords.lowerBound
            ? wordBelow(word) : wordAbove(word &- CLMMBitmap.poolWords.upperBound)
    }
}
