public import Numbers
public import Solana

/// A view of a tick array's account, checked once; its ticks are read in place. A fixed array has
/// 88 slots of 113 bytes; a dynamic one has 113 bytes for an initialised tick and one byte for any
/// other, and a bitmap that says which is which.
public struct WhirlpoolTickArray {
    public let start: TickIndex
    public let whirlpool: PublicKey
    /// Whether the account's length depends on its ticks.
    public let isDynamic: Bool
    /// Bit i: slot i holds an initialised tick.
    let bitmap: UInt128
    let data: AccountBytes

    /// Checks owner, kind and length, and that each of the 88 flags is one.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        let isOwned = WhirlpoolLayout.isProgram(owner)
        self.data = data
        if isOwned, data.count >= 8,
            data.load(UInt64.self, at: 0) == WhirlpoolLayout.dynamicArrayMark
        {
            guard data.count >= WhirlpoolLayout.dynamicArrayBytesMin else { throw .truncated }
            guard data.count <= WhirlpoolLayout.dynamicArrayBytesMax else { throw .wrongLength }
            isDynamic = true
            start = TickIndex(data.load(Int32.self, at: 8))
            whirlpool = data.key(at: 12)
            bitmap = data.load(UInt128.self, at: 44)
            try WhirlpoolTickArray.checkDynamic(data, bitmap)
        } else {
            try WhirlpoolLayout.tickArray.check(data, isOwned: isOwned)
            isDynamic = false
            start = TickIndex(data.load(Int32.self, at: 8))
            whirlpool = data.key(at: 9_956)
            bitmap = try WhirlpoolTickArray.fixedBitmap(data)
        }
    }

    @_noLocks private static func fixedBitmap(_ data: AccountBytes) throws(AccountError) -> UInt128 {
        var bitmap: UInt128 = 0
        for slot in 0..<WhirlpoolState.slotsPerArray {
            let flag = data.load(UInt8.self, at: 12 &+ 113 &* slot)
            guard flag <= 1 else { throw .valueOutOfRange }
            bitmap |= UInt128(flag) &<< UInt128(truncatingIfNeeded: slot)
        }
        return bitmap
    }

    /// The bitmap and the byte before each tick agree, and all of them lie within the data.
    @_noLocks private static func checkDynamic(
        _ data: AccountBytes, _ bitmap: UInt128
    ) throws(AccountError) {
        guard bitmap &>> 88 == 0 else { throw .valueOutOfRange }
        var offset = 60
        for slot in 0..<WhirlpoolState.slotsPerArray {
            let bit = UInt8(truncatingIfNeeded: bitmap &>> UInt128(truncatingIfNeeded: slot)) & 1
            let length = bit == 1 ? 113 : 1
            guard offset &+ length <= data.count else { throw .truncated }
            guard data.load(UInt8.self, at: offset) == bit else { throw .valueOutOfRange }
            offset = offset &+ length
        }
    }

    /// Whether the slot (0 ... 87) holds an initialised tick.
    @_noLocks public func isInitialised(slot: Int) -> Bool {
        bitmap & (1 &<< UInt128(truncatingIfNeeded: slot)) != 0
    }

    /// The liquidity that joins when the price rises through the slot's tick; 0 where that isn't
    /// initialised.
    @_noLocks public func net(slot: Int) -> Int128 {
        isInitialised(slot: slot) ? data.load(Int128.self, at: offset(slot)) : 0
    }

    /// The liquidity that refers to the slot's tick; 0 where that isn't initialised.
    @_noLocks public func gross(slot: Int) -> UInt128 {
        isInitialised(slot: slot) ? data.load(UInt128.self, at: offset(slot) &+ 16) : 0
    }

    /// Where the numbers of an initialised tick begin.
    @_noLocks private func offset(_ slot: Int) -> Int {
        guard isDynamic else { return 13 &+ 113 &* slot }
        let below: UInt128 = (1 &<< UInt128(truncatingIfNeeded: slot)) &- 1
        return 61 &+ slot &+ 112 &* (bitmap & below).nonzeroBitCount
    }
}
