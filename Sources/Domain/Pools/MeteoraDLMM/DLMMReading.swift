import Markets
public import Solana

// What a pair's accounts say, for the diff that turns changes into events.

extension DLMMLayout {
    /// Room for a pair with so many bin arrays.
    public static func room(arrays: Int) -> PoolDiffRoom {
        PoolDiffRoom(
            arrays: arrays, slots: DLMMState.binsPerArray, holdsBins: true,
            startUnit: Int32(DLMMState.binsPerArray), step: 1)
    }

    /// Takes what an account says. An account that is refused changes nothing. The pair's own
    /// account comes before its arrays, whose prices are checked against its step.
    @_noLocks public static func read(
        _ account: PoolAccount, _ data: AccountBytes, owner: PublicKey,
        into diff: inout PoolDiff
    ) throws(AccountError) {
        switch account.role {
        case .pool: try readPair(account, data, owner: owner, into: &diff)
        case .bitmap: try readBitmap(data, owner: owner, into: &diff)
        case .array: try readArray(account, data, owner: owner, into: &diff)
        case .mintA, .mintB: try MintAccount(data, owner: owner).refuseTransferFee()
        default: throw .wrongDiscriminator
        }
    }

    /// Takes that an address holds no account: a bin array that nobody opened, or a pair without
    /// bits beyond its own.
    @_noLocks public static func readMissing(
        _ account: PoolAccount, into diff: inout PoolDiff
    ) throws(AccountError) {
        switch account.role {
        case .array:
            guard diff.knows(DLMMNumbers.terms) else { throw .poolUnknown }
            guard DLMMState.hasBit(account.start) else { throw .misplacedArray }
            try diff.uninitialised(account.start)
        case .bitmap:
            diff.set(DLMMNumbers.reach, to: Event.Words(0))
            for group in 0..<DLMMNumbers.bitmapGroups where !DLMMNumbers.isOwn(group) {
                let number = DLMMNumbers.bitmap &+ group
                if diff.knows(number) { diff.set(number, to: Event.Words()) }
            }
        default: throw .missing
        }
    }

    /// Whether a change of this account alone leaves the pair's picture whole. A swap changes the
    /// pair and its bins; liquidity that comes or goes changes bins and, with the first and the
    /// last of an array, the bitmap.
    @_noLocks public static func tellsWhole(_ role: PoolRole) -> Bool {
        switch role {
        case .pool, .array, .bitmap: false
        default: true
        }
    }

    @_noLocks private static func readPair(
        _ account: PoolAccount, _ data: AccountBytes, owner: PublicKey,
        into diff: inout PoolDiff
    ) throws(AccountError) {
        guard account.key == diff.pool else { throw .wrongPool }
        let account = try DLMMPairAccount(data, owner: owner)
        let step = diff.number(DLMMNumbers.terms).w0 & 0xFFFF
        guard step == 0 || step == UInt64(account.pair.binStep) else { throw .valueOutOfRange }
        diff.set(DLMMNumbers.terms, to: account.pair.terms)
        diff.set(DLMMNumbers.standing, to: account.pair.standing)
        for group in 0..<DLMMNumbers.ownGroups {
            let word = group &* 4
            diff.set(
                DLMMNumbers.bitmap &+ DLMMNumbers.ownGroup &+ group,
                to: Event.Words(
                    account.bitmapWord(word), account.bitmapWord(word &+ 1),
                    account.bitmapWord(word &+ 2), account.bitmapWord(word &+ 3)))
        }
    }

    @_noLocks private static func readBitmap(
        _ data: AccountBytes, owner: PublicKey, into diff: inout PoolDiff
    ) throws(AccountError) {
        let account = try DLMMBitmapExtension(data, owner: owner)
        guard account.pair == diff.pool else { throw .wrongPool }
        diff.set(DLMMNumbers.reach, to: Event.Words(1))
        for group in 0..<DLMMNumbers.bitmapGroups where !DLMMNumbers.isOwn(group) {
            let word = group &* 4
            diff.set(
                DLMMNumbers.bitmap &+ group,
                to: Event.Words(
                    account.word(word), account.word(word &+ 1), account.word(word &+ 2),
                    account.word(word &+ 3)))
        }
    }

    @_noLocks private static func readArray(
        _ account: PoolAccount, _ data: AccountBytes, owner: PublicKey,
        into diff: inout PoolDiff
    ) throws(AccountError) {
        let array = try DLMMBinArray(data, owner: owner)
        guard array.pair == diff.pool else { throw .wrongPool }
        guard array.index == account.start else { throw .misplacedArray }
        guard diff.knows(DLMMNumbers.terms) else { throw .poolUnknown }
        let step = UInt16(truncatingIfNeeded: diff.number(DLMMNumbers.terms).w0)
        let known = diff.placeOfPresent(array.index)
        for slot in 0..<DLMMState.binsPerArray {
            let bin = array.bin(slot: slot)
            guard let row = bin.row else { continue }
            if known >= 0 && diff.holds(row, at: slot, of: known) { continue }
            let id = array.index &* 70 &+ Int32(truncatingIfNeeded: slot)
            guard let price = DLMMPrice.price(ofBin: id, binStep: step), price == bin.price
            else { throw .valueOutOfRange }
        }
        let place = try diff.present(array.index)
        for slot in 0..<DLMMState.binsPerArray {
            diff.set(row: slot, of: place, to: array.bin(slot: slot).row)
        }
    }
}

extension PoolDiff {
    /// The place of an array whose rows are known; −1 when there is none.
    @_noLocks fileprivate func placeOfPresent(_ start: Int32) -> Int {
        for place in 0..<room.arrays {
            let array = unsafe arrays[place]
            if array.isUsed && array.start == start && array.presence.isPresent { return place }
        }
        return -1
    }

    /// Whether a row equals its last copy, whose price was checked when it came.
    @_noLocks fileprivate func holds(_ row: WatchedRow, at slot: Int, of place: Int) -> Bool {
        let bit: UInt128 = 1 &<< UInt128(truncatingIfNeeded: slot)
        guard unsafe arrays[place].bitmap & bit != 0 else { return false }
        return unsafe rows[place &* room.slots &+ slot].isSame(as: row)
    }
}

extension DLMMLayout {
    /// The array that holds the active bin, by its index.
    @_noLocks static func activeArray(_ diff: borrowing PoolDiff) -> Int32 {
        let active = diff.number(DLMMNumbers.standing).w0
        return DLMMState.array(of: Int32(truncatingIfNeeded: active))
    }
}
