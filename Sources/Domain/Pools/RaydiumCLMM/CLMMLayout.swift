public import Numbers
public import Solana

/// Where a Raydium CLMM pool's numbers stand in its accounts (raydium.md section 3.1). Older builds
/// of the program have the same layouts, with zeros in the fields of newer ones.
public enum CLMMLayout {
    /// The lengths of the four kinds of account.
    public static var poolBytes: Int { @_noLocks @inlinable get { 1_544 } }
    public static var configBytes: Int { @_noLocks @inlinable get { 117 } }
    public static var tickArrayBytes: Int { @_noLocks @inlinable get { 10_240 } }
    public static var bitmapBytes: Int { @_noLocks @inlinable get { 1_832 } }

    static var pool: AccountShape {
        @_noLocks get { AccountShape(mark: 0x46DE_C3D7_F5E3_EDF7, length: poolBytes) }
    }
    static var config: AccountShape {
        @_noLocks get { AccountShape(mark: 0x6F2B_CBCB_6821_F4DA, length: configBytes) }
    }
    static var tickArray: AccountShape {
        @_noLocks get { AccountShape(mark: 0x2A81_F931_CD55_9BC0, length: tickArrayBytes) }
    }
    static var bitmap: AccountShape {
        @_noLocks get { AccountShape(mark: 0x998B_8061_DB24_963C, length: bitmapBytes) }
    }

    /// CAMMCzo5YL8w4VFF8KVHrK22GGUsp5VTaW7grrKgrWqK
    public static var program: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0xB55D_CF04_9ECA_D5A5, 0xB12C_E32F_BA14_B790, 0x22B7_92C1_C13F_1359,
                0x1E40_B09C_D307_FD57)
        }
    }
}

/// A decoded pool account; its bitmap is read in place.
public struct CLMMAccount {
    public let config: PublicKey
    public let mint0: PublicKey
    public let mint1: PublicKey
    public let vault0: PublicKey
    public let vault1: PublicKey
    public let observation: PublicKey
    public let tickSpacing: UInt16
    public let liquidity: UInt128
    public let sqrtPrice: SqrtPrice
    public let tick: TickIndex
    /// Q64.64
    public let feeGrowth0: UInt128
    public let feeGrowth1: UInt128
    public let isSwapEnabled: Bool
    /// Which token fees are taken from: 0 the input, 1 token 0, 2 token 1.
    public let feeSide: UInt8
    public let feeRule: CLMMFeeRule
    public let feeMemory: CLMMFeeMemory
    /// Seconds since 1970; a swap must come after it.
    public let openTime: UInt64
    let data: AccountBytes

    /// Decodes a pool account.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try CLMMLayout.pool.check(data, isOwned: owner == CLMMLayout.program)
        self.data = data
        config = data.key(at: 9)
        mint0 = data.key(at: 73)
        mint1 = data.key(at: 105)
        vault0 = data.key(at: 137)
        vault1 = data.key(at: 169)
        observation = data.key(at: 201)
        tickSpacing = data.load(UInt16.self, at: 235)
        liquidity = data.load(UInt128.self, at: 237)
        sqrtPrice = SqrtPrice(bits: data.load(UInt128.self, at: 253))
        tick = TickIndex(data.load(Int32.self, at: 269))
        feeGrowth0 = data.load(UInt128.self, at: 277)
        feeGrowth1 = data.load(UInt128.self, at: 293)
        isSwapEnabled = data.load(UInt8.self, at: 389) & 0x10 == 0
        openTime = data.load(UInt64.self, at: 1_080)
        feeSide = data.load(UInt8.self, at: 390)
        feeRule = CLMMFeeRule(
            filterPeriod: data.load(UInt16.self, at: 1_096),
            decayPeriod: data.load(UInt16.self, at: 1_098),
            reduction: data.load(UInt16.self, at: 1_100),
            control: data.load(UInt32.self, at: 1_102),
            accumulatorMax: data.load(UInt32.self, at: 1_106))
        feeMemory = CLMMFeeMemory(
            updated: data.load(UInt64.self, at: 1_122), index: data.load(Int32.self, at: 1_110),
            reference: data.load(UInt32.self, at: 1_114),
            accumulator: data.load(UInt32.self, at: 1_118))
        guard tickSpacing > 0, CLMMState.isConsistent(tick: tick, sqrtPrice), feeSide <= 2,
            feeRule.isValid(spacing: tickSpacing) || !CLMMAccount.hasFeeRule(data)
        else { throw .valueOutOfRange }
    }

    /// Whether any of the 80 bytes that a dynamic fee takes is set: the program's own test.
    @_noLocks private static func hasFeeRule(_ data: AccountBytes) -> Bool {
        var bits: UInt64 = 0
        for word in 0..<10 { bits |= data.load(UInt64.self, at: 1_096 &+ 8 &* word) }
        return bits != 0
    }

    /// 64 bits of the bitmap of the 1024 arrays around tick 0; `word` is 0 ... 15.
    @_noLocks public func bitmapWord(_ word: Int) -> UInt64 {
        data.load(UInt64.self, at: 904 &+ 8 &* word)
    }
}

/// A decoded configuration: the rates of all pools that name it.
public struct CLMMConfig: BitwiseCopyable, Hashable, Sendable {
    public var index: UInt16
    public var tickSpacing: UInt16
    public var feeRate: HundredthsOfBasisPoint
    /// Shares of the fee.
    public var protocolShare: HundredthsOfBasisPoint
    public var fundShare: HundredthsOfBasisPoint

    /// Decodes a configuration account.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try CLMMLayout.config.check(data, isOwned: owner == CLMMLayout.program)
        index = data.load(UInt16.self, at: 9)
        tickSpacing = data.load(UInt16.self, at: 51)
        feeRate = HundredthsOfBasisPoint(data.load(UInt32.self, at: 47))
        protocolShare = HundredthsOfBasisPoint(data.load(UInt32.self, at: 43))
        fundShare = HundredthsOfBasisPoint(data.load(UInt32.self, at: 53))
        let shares = UInt64(protocolShare.count) &+ UInt64(fundShare.count)
        guard tickSpacing > 0, UInt64(feeRate.count) < HundredthsOfBasisPoint.whole,
            shares <= HundredthsOfBasisPoint.whole
        else { throw .valueOutOfRange }
    }
}

/// A view of a tick array's account, checked once; its ticks are read in place.
public struct CLMMTickArray {
    public let start: TickIndex
    public let pool: PublicKey
    let data: AccountBytes

    /// Checks owner, kind and length.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try CLMMLayout.tickArray.check(data, isOwned: owner == CLMMLayout.program)
        pool = data.key(at: 8)
        start = TickIndex(data.load(Int32.self, at: 40))
        self.data = data
    }

    /// The tick that the slot (0 ... 59) says it is.
    @_noLocks public func tick(slot: Int) -> TickIndex {
        TickIndex(data.load(Int32.self, at: 44 &+ 168 &* slot))
    }

    /// The liquidity that joins when the price rises through the slot's tick.
    @_noLocks public func net(slot: Int) -> Int128 {
        data.load(Int128.self, at: 48 &+ 168 &* slot)
    }

    /// The liquidity that refers to the slot's tick; the tick is initialised where there is some,
    /// or where orders rest.
    @_noLocks public func gross(slot: Int) -> UInt128 {
        data.load(UInt128.self, at: 64 &+ 168 &* slot)
    }

    /// The limit orders at the slot's tick, in atoms of what they sell: those that nothing was
    /// taken from yet, and the rest of those that are being filled. Zeros in older builds.
    @_noLocks public func orders(slot: Int) -> (whole: UInt64, partial: UInt64) {
        (
            data.load(UInt64.self, at: 168 &+ 168 &* slot),
            data.load(UInt64.self, at: 176 &+ 168 &* slot)
        )
    }
}

/// A view of the account that continues a pool's bitmap on both sides, checked once.
public struct CLMMExtension {
    public let pool: PublicKey
    let data: AccountBytes

    /// Checks owner, kind and length.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try CLMMLayout.bitmap.check(data, isOwned: owner == CLMMLayout.program)
        pool = data.key(at: 8)
        self.data = data
    }

    /// 64 bits of the arrays above the pool's own bitmap, `word` 0 ... 111 from the nearest up.
    @_noLocks public func wordAbove(_ word: Int) -> UInt64 {
        data.load(UInt64.self, at: 40 &+ 8 &* word)
    }

    /// 64 bits of the arrays below it, `word` 0 ... 111 from the lowest start up: the account keeps
    /// blocks of 512 bits from the nearest down, each of them ascending.
    @_noLocks public func wordBelow(_ word: Int) -> UInt64 {
        data.load(UInt64.self, at: 936 &+ 64 &* (13 &- word &>> 3) &+ 8 &* (word & 7))
    }
}
