import Markets
import Numbers
public import Solana

// What a Whirlpool's accounts say, as a diff of its numbers, its price and its ticks.

extension WhirlpoolLayout {
    /// What a diff of one pool holds. The step between ticks is learnt from the pool's account.
    public static func room(arrays: Int = 8) -> PoolDiffRoom {
        PoolDiffRoom(
            arrays: arrays, slots: WhirlpoolState.slotsPerArray, holdsBins: false, startUnit: 1,
            step: 1)
    }

    /// Checks an account and writes what it says into the diff. The pool's own account comes
    /// first. An account that is refused changes nothing.
    @_noLocks public static func read(
        _ account: PoolAccount, _ data: AccountBytes, owner: PublicKey, into diff: inout PoolDiff
    ) throws(AccountError) {
        switch account.role {
        case .pool: try readPool(account, data, owner, &diff)
        case .oracle: try readOracle(data, owner, &diff)
        case .array: try readArray(account, data, owner, &diff)
        case .mintA:
            let mint = try MintAccount(data, owner: owner)
            diff.set(WhirlpoolNumbers.transferA, to: mint.transferFees.words)
        case .mintB:
            let mint = try MintAccount(data, owner: owner)
            diff.set(WhirlpoolNumbers.transferB, to: mint.transferFees.words)
        default: throw .wrongDiscriminator
        }
    }

    /// Notes that the account's address holds no account: a tick array that nobody opened counts
    /// as one without ticks, anything else is `missing`.
    @_noLocks public static func readMissing(
        _ account: PoolAccount, into diff: inout PoolDiff
    ) throws(AccountError) {
        guard case .array = account.role else { throw .missing }
        let spacing = try spacing(in: diff)
        guard isStart(account.start, spacing: spacing) else { throw .misplacedArray }
        try diff.uninitialised(account.start)
    }

    /// Whether a change of this account alone leaves the pool's picture whole. A swap tells all in
    /// the pool's own account, and where the fee adapts in the oracle's too; a position that opens
    /// or closes shows in two arrays, and in the pool's account when it is in range.
    @_noLocks public static func tellsWhole(_ role: PoolRole) -> Bool {
        switch role {
        case .pool, .mintA, .mintB: true
        default: false
        }
    }

    @_noLocks private static func readPool(
        _ account: PoolAccount, _ data: AccountBytes, _ owner: PublicKey, _ diff: inout PoolDiff
    ) throws(AccountError) {
        guard account.key == diff.pool else { throw .wrongPool }
        let pool = try WhirlpoolAccount(data, owner: owner)
        if diff.knows(WhirlpoolNumbers.fee) {
            let known = diff.number(WhirlpoolNumbers.fee)
            guard known.w2 == UInt64(pool.tickSpacing), known.w3 == UInt64(pool.feeTierIndex)
            else { throw .valueOutOfRange }
        }
        diff.room.step = Int32(pool.tickSpacing)
        diff.set(
            WhirlpoolNumbers.fee,
            to: Event.Words(
                UInt64(pool.feeRate.count), UInt64(pool.protocolShare.count),
                UInt64(pool.tickSpacing), UInt64(pool.feeTierIndex)))
        diff.set(PoolPrice(pool))
    }

    @_noLocks private static func readOracle(
        _ data: AccountBytes, _ owner: PublicKey, _ diff: inout PoolDiff
    ) throws(AccountError) {
        let oracle = try WhirlpoolOracle(data, owner: owner)
        guard oracle.whirlpool == diff.pool else { throw .wrongPool }
        let spacing = try spacing(in: diff)
        guard oracle.isSound(spacing: spacing) else { throw .valueOutOfRange }
        diff.set(
            WhirlpoolNumbers.constants,
            to: oracle.constants.words(tradeEnabled: oracle.tradeEnabled))
        diff.set(WhirlpoolNumbers.variables, to: oracle.variables.words)
    }

    @_noLocks private static func readArray(
        _ account: PoolAccount, _ data: AccountBytes, _ owner: PublicKey, _ diff: inout PoolDiff
    ) throws(AccountError) {
        let array = try WhirlpoolTickArray(data, owner: owner)
        guard array.whirlpool == diff.pool else { throw .wrongPool }
        let spacing = try spacing(in: diff)
        let start = array.start.count
        guard start == account.start, isStart(start, spacing: spacing) else {
            throw .misplacedArray
        }
        for slot in 0..<WhirlpoolState.slotsPerArray where array.isInitialised(slot: slot) {
            let tick = start &+ Int32(truncatingIfNeeded: slot) &* Int32(spacing)
            guard tick >= TickMath.tickMin.count, tick <= TickMath.tickMax.count else {
                throw .valueOutOfRange
            }
        }
        let place = try diff.present(start)
        for slot in 0..<WhirlpoolState.slotsPerArray {
            let isThere = array.isInitialised(slot: slot)
            diff.set(
                row: slot, of: place, to: isThere ? WatchedRow(net: array.net(slot: slot)) : nil)
        }
    }

    /// The pool's spacing, once its own account has been read.
    @_noLocks private static func spacing(
        in diff: borrowing PoolDiff
    ) throws(AccountError) -> UInt16 {
        guard diff.knows(WhirlpoolNumbers.fee) else { throw .poolUnknown }
        return UInt16(truncatingIfNeeded: diff.number(WhirlpoolNumbers.fee).w2)
    }
}

extension WhirlpoolLayout {
    /// Every account that pricing a pool needs, as far as what is known names them, the pool's own
    /// first: then both mints, the oracle where the fee adapts, and the tick arrays around the
    /// price, one more on each side than a swap can use. Ask again with those that it named.
    public static func plan(
        _ pool: PublicKey, _ known: KnownAccounts
    ) throws(AccountError) -> [PoolAccount] {
        var accounts = [PoolAccount(key: pool, role: .pool)]
        switch known[pool] {
        case .unknown: return accounts
        case .missing: throw .missing
        case .present(let owner, let data):
            let account = try decodePool(data, owner)
            accounts.append(PoolAccount(key: account.mintA, role: .mintA))
            accounts.append(PoolAccount(key: account.mintB, role: .mintB))
            if account.isAdaptive, let oracle = oracleAddress(pool: pool, program: owner) {
                accounts.append(PoolAccount(key: oracle, role: .oracle))
            }
            let starts = tickArrayStarts(
                around: account.tick, spacing: account.tickSpacing, steps: -3...4)
            for start in starts {
                let key = tickArrayAddress(pool: pool, start: start, program: owner)
                guard let key else { continue }
                accounts.append(
                    PoolAccount(key: key, role: .array, start: start.count, mayBeMissing: true))
            }
            return accounts
        }
    }

    private static func decodePool(
        _ data: [UInt8], _ owner: PublicKey
    ) throws(AccountError) -> WhirlpoolAccount {
        let decoded = unsafe data.withUnsafeBytes { bytes -> Result<WhirlpoolAccount, AccountError> in
            Result { () throws(AccountError) in
                try unsafe WhirlpoolAccount(AccountBytes(bytes), owner: owner)
            }
        }
        return try decoded.get()
    }
}
