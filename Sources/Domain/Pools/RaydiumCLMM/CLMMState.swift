import Markets
public import Numbers

/// One Raydium CLMM pool as a swap sees it: price, liquidity, rates, the bitmap of tick arrays, and
/// the known arrays in flat memory that is taken once. Events keep it equal to the chain; `quote`
/// reads it.
///
/// Where an event does not fit, the state forgets everything it knew: a quote then fails until the
/// next snapshot.
@safe
public struct CLMMState: ~Copyable {
    /// Slots in one tick array.
    public static var slotsPerArray: Int { @_noLocks @inlinable get { 60 } }

    public internal(set) var sqrtPrice = SqrtPrice(bits: 0)
    public internal(set) var liquidity: UInt128 = 0
    /// As the account stores it; after a fall that stopped exactly on an initialised tick it is one
    /// below the price's own tick.
    public internal(set) var tick = TickIndex(0)
    /// 0 while the pool is unknown.
    public internal(set) var tickSpacing: UInt16 = 0
    public internal(set) var feeRate = HundredthsOfBasisPoint(0)
    /// Shares of the fee, together at most the whole; the rest is the liquidity providers'.
    public internal(set) var protocolShare = HundredthsOfBasisPoint(0)
    public internal(set) var fundShare = HundredthsOfBasisPoint(0)
    /// Fee per unit of liquidity since ever, per token, Q64.64.
    public internal(set) var feeGrowth0: UInt128 = 0
    public internal(set) var feeGrowth1: UInt128 = 0
    /// Which token fees are taken from: 0 the input, 1 token 0, 2 token 1.
    public internal(set) var feeSide: UInt8 = 0
    public internal(set) var feeRule = CLMMFeeRule()
    public internal(set) var feeMemory = CLMMFeeMemory()
    public internal(set) var isSwapEnabled = true
    /// Seconds since 1970; a swap must come after it.
    public internal(set) var openTime: UInt64 = 0
    /// Whether the swap would be given the bitmap's extension account.
    public internal(set) var hasExtension = false
    /// How many events did not fit, ever.
    public internal(set) var misfits: UInt64 = 0

    var hasRates = false
    /// Whether it is known that the extension exists, or that it does not.
    var hasAskedExtension = false
    /// What is known of vaults and mints, as `CLMMNumber.tokens` tells it.
    var tokens = CLMMTokens()
    /// Whether a swap needs no rule that came after May 2026.
    var isPlain = true

    let capacity: Int
    let spans: UnsafeMutablePointer<CLMMSpan>
    let rows: UnsafeMutablePointer<TickRow>
    /// What rests at each row's tick in limit orders, in atoms of what they sell.
    let orders: UnsafeMutablePointer<UInt64>
    /// As `CLMMBitmap` orders it.
    let bitmap: UnsafeMutablePointer<UInt64>
    /// Where a swap begins, per direction.
    var firstDown = CLMMPlace.none
    var firstUp = CLMMPlace.none

    /// An empty state with room for `capacity` tick arrays.
    public init(capacity: Int = 16) {
        precondition(capacity >= 1 && capacity <= 4096, "a pool holds 1 ... 4096 tick arrays")
        self.capacity = capacity
        let rowCount = capacity * CLMMState.slotsPerArray
        unsafe spans = .allocate(capacity: capacity)
        unsafe rows = .allocate(capacity: rowCount)
        unsafe orders = .allocate(capacity: rowCount)
        unsafe bitmap = .allocate(capacity: CLMMBitmap.words)
        unsafe spans.initialize(repeating: CLMMSpan(), count: capacity)
        unsafe rows.initialize(repeating: TickRow(price: 0, net: 0), count: rowCount)
        unsafe orders.initialize(repeating: 0, count: rowCount)
        unsafe bitmap.initialize(repeating: 0, count: CLMMBitmap.words)
    }

    deinit {
        unsafe spans.deallocate()
        unsafe rows.deallocate()
        unsafe orders.deallocate()
        unsafe bitmap.deallocate()
    }

    /// Whether the pool itself is known, so that it can be quoted as far as its arrays reach.
    public var isKnown: Bool {
        @_noLocks get {
            tickSpacing != 0 && sqrtPrice.bits != 0 && hasRates && hasAskedExtension
                && tokens.isWhole
        }
    }

    /// Forgets the pool, its bitmap and all of its arrays.
    @_noLocks public mutating func forget() {
        sqrtPrice = SqrtPrice(bits: 0)
        liquidity = 0
        tick = TickIndex(0)
        tickSpacing = 0
        feeRate = HundredthsOfBasisPoint(0)
        protocolShare = HundredthsOfBasisPoint(0)
        fundShare = HundredthsOfBasisPoint(0)
        feeGrowth0 = 0
        feeGrowth1 = 0
        feeSide = 0
        feeRule = CLMMFeeRule()
        feeMemory = CLMMFeeMemory()
        isSwapEnabled = true
        openTime = 0
        hasExtension = false
        hasRates = false
        hasAskedExtension = false
        tokens = CLMMTokens()
        for index in 0..<capacity { unsafe spans[index] = CLMMSpan() }
        for word in 0..<CLMMBitmap.words { unsafe bitmap[word] = 0 }
        locate()
    }

    /// Makes this state equal to another one with the same capacity.
    @_noLocks public mutating func copy(from other: borrowing CLMMState) {
        precondition(capacity == other.capacity, "a copy has the capacity of its original")
        sqrtPrice = other.sqrtPrice
        liquidity = other.liquidity
        tick = other.tick
        tickSpacing = other.tickSpacing
        feeRate = other.feeRate
        protocolShare = other.protocolShare
        fundShare = other.fundShare
        feeGrowth0 = other.feeGrowth0
        feeGrowth1 = other.feeGrowth1
        feeSide = other.feeSide
        feeRule = other.feeRule
        feeMemory = other.feeMemory
        isSwapEnabled = other.isSwapEnabled
        openTime = other.openTime
        hasExtension = other.hasExtension
        misfits = other.misfits
        hasRates = other.hasRates
        hasAskedExtension = other.hasAskedExtension
        tokens = other.tokens
        isPlain = other.isPlain
        firstDown = other.firstDown
        firstUp = other.firstUp
        let rowCount = capacity &* CLMMState.slotsPerArray
        unsafe UnsafeMutableRawPointer(spans).copyMemory(
            from: UnsafeRawPointer(other.spans),
            byteCount: capacity &* MemoryLayout<CLMMSpan>.stride)
        unsafe UnsafeMutableRawPointer(rows).copyMemory(
            from: UnsafeRawPointer(other.rows),
            byteCount: rowCount &* MemoryLayout<TickRow>.stride)
        unsafe UnsafeMutableRawPointer(orders).copyMemory(
            from: UnsafeRawPointer(other.orders), byteCount: rowCount &* 8)
        unsafe UnsafeMutableRawPointer(bitmap).copyMemory(
            from: UnsafeRawPointer(other.bitmap), byteCount: CLMMBitmap.words &* 8)
    }
}

/// What is known of a pool's two vaults and two mints: 0 nothing, 1 it is as swaps need it, 2 it is
/// a frozen vault, from which nothing can be paid.
struct CLMMTokens: BitwiseCopyable {
    var vault0: UInt64
    var vault1: UInt64
    var mint0: UInt64
    var mint1: UInt64

    @_noLocks init() {
        self.init(Event.Words())
    }

    /// As its event carries it.
    @_noLocks init(_ words: Event.Words) {
        vault0 = words.w0
        vault1 = words.w1
        mint0 = words.w2
        mint1 = words.w3
    }

    var words: Event.Words { @_noLocks get { Event.Words(vault0, vault1, mint0, mint1) } }

    var isWhole: Bool {
        @_noLocks get { vault0 != 0 && vault1 != 0 && mint0 != 0 && mint1 != 0 }
    }
    var isFrozen: Bool { @_noLocks get { vault0 == 2 || vault1 == 2 } }
}
