public import Solana

/// Where a DLMM pair's numbers stand in its accounts (meteora.md sections 1.1 and 1.2).
public enum DLMMLayout {
    /// The length of a pair's account.
    public static var pairBytes: Int { @_noLocks @inlinable get { 904 } }
    /// The length of a bin array.
    public static var binArrayBytes: Int { @_noLocks @inlinable get { 10_136 } }
    /// The length of the bitmap beyond the pair's own.
    public static var bitmapBytes: Int { @_noLocks @inlinable get { 1_576 } }

    static var pair: AccountShape {
        @_noLocks get { AccountShape(mark: 0x0DB1_65B5_6231_0B21, length: pairBytes) }
    }
    static var binArray: AccountShape {
        @_noLocks get { AccountShape(mark: 0xB546_9405_DC5C_8E5C, length: binArrayBytes) }
    }
    static var bitmap: AccountShape {
        @_noLocks get { AccountShape(mark: 0x0512_ED37_717C_6F50, length: bitmapBytes) }
    }

    /// LBUZKhRxPF3XUpBCjp4YzTKgLccjZhTSDM9YuVaPwxo
    public static var program: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0x26E8_84BC_2FE1_E904, 0xCE0C_64E2_E9CC_32C9, 0x92B0_7362_1C0C_5915,
                0xBCB0_2085_3BBA_0857)
        }
    }
}

/// A view of a pair's account, checked once.
public struct DLMMPairAccount {
    /// What a swap reads.
    public let pair: DLMMPair
    public let mintX: PublicKey
    public let mintY: PublicKey
    public let reserveX: PublicKey
    public let reserveY: PublicKey
    public let oracle: PublicKey
    let data: AccountBytes

    /// Checks owner, kind and length, and that the pair is one that can trade.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try DLMMLayout.pair.check(data, isOwned: owner == DLMMLayout.program)
        pair = try DLMMPair(data)
        mintX = data.key(at: 88)
        mintY = data.key(at: 120)
        reserveX = data.key(at: 152)
        reserveY = data.key(at: 184)
        oracle = data.key(at: 552)
        self.data = data
    }

    /// The pair's two mints.
    var mints: (x: PublicKey, y: PublicKey) { (mintX, mintY) }
    /// The programs that move the pair's tokens.
    public var tokenProgramX: PublicKey { tokenProgram(data.load(UInt8.self, at: 880)) }
    public var tokenProgramY: PublicKey { tokenProgram(data.load(UInt8.self, at: 881)) }

    private func tokenProgram(_ flag: UInt8) -> PublicKey {
        flag == 0 ? TokenAccount.program : TokenAccount.program2022
    }

    /// 64 of the pair's own bits, which begin with array −512 (0 ... 15).
    @_noLocks func bitmapWord(_ word: Int) -> UInt64 {
        data.load(UInt64.self, at: 584 &+ 8 &* word)
    }
}

extension DLMMPair {
    /// From an account's data, whose length has been checked.
    @_noLocks init(_ data: AccountBytes) throws(AccountError) {
        self.init()
        baseFactor = data.load(UInt16.self, at: 8)
        filterPeriod = data.load(UInt16.self, at: 10)
        decayPeriod = data.load(UInt16.self, at: 12)
        reductionFactor = data.load(UInt16.self, at: 14)
        variableFeeControl = data.load(UInt32.self, at: 16)
        accumulatorMax = data.load(UInt32.self, at: 20)
        lowestBin = data.load(Int32.self, at: 24)
        highestBin = data.load(Int32.self, at: 28)
        protocolShare = data.load(UInt16.self, at: 32)
        baseFeePower = data.load(UInt8.self, at: 34)
        let function = data.load(UInt8.self, at: 35)
        let activation = data.load(UInt8.self, at: 86)
        activatesAtSlot = activation == 0
        activationPoint = data.load(UInt64.self, at: 816)
        let feeMode = data.load(UInt8.self, at: 36)
        volatility.accumulator = data.load(UInt32.self, at: 40)
        volatility.reference = data.load(UInt32.self, at: 44)
        volatility.indexReference = data.load(Int32.self, at: 48)
        volatility.lastUpdate = data.load(Int64.self, at: 56)
        activeBin = data.load(Int32.self, at: 76)
        binStep = data.load(UInt16.self, at: 80)
        isEnabled = data.load(UInt8.self, at: 82) == 0
        takesFeeInY = feeMode == 1
        let noMint = PublicKey(words: 0, 0, 0, 0)
        let hasReward = data.key(at: 264) != noMint || data.key(at: 408) != noMint
        supportsOrders = DLMMPair.supportsOrders(function: function, hasReward: hasReward)
        guard function <= 2, feeMode <= 1, activation <= 1,
            DLMMPair.canBe(step: binStep, reduction: reductionFactor, share: protocolShare),
            DLMMPair.canStand(at: activeBin, lowest: lowestBin, highest: highestBin)
        else { throw .valueOutOfRange }
    }
}

/// A view of a bin array's account, checked once; its bins are read in place.
public struct DLMMBinArray {
    /// Bins `index`·70 ... `index`·70 + 69.
    public let index: Int32
    public let pair: PublicKey
    let data: AccountBytes

    /// Checks owner, kind and length, and that a bit exists for the index.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try DLMMLayout.binArray.check(data, isOwned: owner == DLMMLayout.program)
        let index = data.load(Int64.self, at: 8)
        guard index >= Int64(DLMMState.lowestArray), index <= Int64(DLMMState.highestArray)
        else { throw .valueOutOfRange }
        self.index = Int32(truncatingIfNeeded: index)
        pair = data.key(at: 24)
        self.data = data
    }

    /// The bin at a slot (0 ... 69). An array from before limit orders holds other numbers in the
    /// fields of the orders; the program reads them as orders all the same.
    @_noLocks public func bin(slot: Int) -> DLMMBin {
        let start = 56 &+ 144 &* slot
        var bin = DLMMBin()
        bin.amountX = data.load(UInt64.self, at: start)
        bin.amountY = data.load(UInt64.self, at: start &+ 8)
        bin.price = data.load(UInt128.self, at: start &+ 16)
        bin.openOrders = data.load(UInt64.self, at: start &+ 112)
        bin.processedOrders = data.load(UInt64.self, at: start &+ 128)
        bin.ordersAreAsks = data.load(UInt8.self, at: start &+ 140) != 0
        return bin
    }
}

/// A view of the account with the bits of arrays beyond −512 ... 511, checked once.
public struct DLMMBitmapExtension {
    public let pair: PublicKey
    let data: AccountBytes

    /// Checks owner, kind and length.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try DLMMLayout.bitmap.check(data, isOwned: owner == DLMMLayout.program)
        pair = data.key(at: 8)
        self.data = data
    }

    /// Word 0 ... 207 of the whole bitmap, which begins with array −6,656. The pair's own words (96
    /// ... 111) are not in this account: for them, 0.
    @_noLocks func word(_ word: Int) -> UInt64 {
        if word >= 112 { return data.load(UInt64.self, at: 40 &+ 8 &* (word &- 112)) }
        guard word < 96 else { return 0 }
        // Bit 0 of the lower half's first word is array −513: mirrored, it is the highest bit.
        return mirrored(data.load(UInt64.self, at: 808 &+ 8 &* (95 &- word)))
    }

    /// The bits in the opposite order.
    @_noLocks private func mirrored(_ word: UInt64) -> UInt64 {
        var bits = word.byteSwapped
        bits = (bits &>> 4) & 0x0F0F_0F0F_0F0F_0F0F | (bits & 0x0F0F_0F0F_0F0F_0F0F) &<< 4
        bits = (bits &>> 2) & 0x3333_3333_3333_3333 | (bits & 0x3333_3333_3333_3333) &<< 2
        return (bits &>> 1) & 0x5555_5555_5555_5555 | (bits & 0x5555_5555_5555_5555) &<< 1
    }
}
