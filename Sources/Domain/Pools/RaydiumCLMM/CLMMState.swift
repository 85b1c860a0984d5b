public import Numbers
public import Solana

/// One Raydium CLMM pool as a swap sees it: price, liquidity, rates, the bitmap of tick arrays, and
/// the known arrays in flat memory that is taken once. Accounts are loaded into it; `quote` reads
/// it. The dynamic fee and limit orders of newer builds are not priced: an account that uses them
/// is refused when it is loaded.
@safe
public struct CLMMState: ~Copyable {
    /// Slots in one tick array.
    public static var slotsPerArray: Int { @_noLocks @inlinable get { 60 } }

    /// The addresses of the pool and of the configuration that it names, once it was loaded.
    public internal(set) var address = PublicKey(words: 0, 0, 0, 0)
    public internal(set) var config = PublicKey(words: 0, 0, 0, 0)
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
    /// Fee per unit of liquidity since ever, per input token, Q64.64.
    public internal(set) var feeGrowth0: UInt128 = 0
    public internal(set) var feeGrowth1: UInt128 = 0
    public internal(set) var isSwapEnabled = true
    /// Whether the swap would be given the bitmap's extension account.
    public internal(set) var hasExtension = false

    let capacity: Int
    let spans: UnsafeMutablePointer<CLMMSpan>
    let rows: UnsafeMutablePointer<TickRow>
    /// One bit an array, of the pool and of both sides of the extension, from the lowest start up.
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
        unsafe bitmap = .allocate(capacity: CLMMState.bitmapWords)
        unsafe spans.initialize(repeating: CLMMSpan(), count: capacity)
        unsafe rows.initialize(repeating: TickRow(price: 0, net: 0), count: rowCount)
        unsafe bitmap.initialize(repeating: 0, count: CLMMState.bitmapWords)
    }

    deinit {
        unsafe spans.deallocate()
        unsafe rows.deallocate()
        unsafe bitmap.deallocate()
    }

    /// Forgets the pool, its bitmap and all of its arrays; the rates stay.
    @_noLocks public mutating func forget() {
        sqrtPrice = SqrtPrice(bits: 0)
        liquidity = 0
        tick = TickIndex(0)
        tickSpacing = 0
        hasExtension = false
        for index in 0..<capacity { unsafe spans[index] = CLMMSpan() }
        for word in 0..<CLMMState.bitmapWords { unsafe bitmap[word] = 0 }
        locate()
    }
}

/// One known tick array: which of its slots hold an initialised tick, and where the bitmap leads.
struct CLMMSpan: BitwiseCopyable {
    /// The first tick of the array.
    var start: Int32
    var isKnown: Bool
    /// The places of the next arrays down and up, or a `CLMMLink` where none can be entered.
    var below: Int32
    var above: Int32
    /// Bit i: slot i holds an initialised tick.
    var slots: UInt64

    /// A place that holds no array.
    @_noLocks init() {
        start = 0
        isKnown = false
        below = CLMMLink.unknown
        above = CLMMLink.unknown
        slots = 0
    }

    @_noLocks init(start: Int32) {
        self.init()
        self.start = start
        isKnown = true
    }
}

/// Why there is no place to go on: negative, so that a link is one number.
enum CLMMLink {
    /// The bitmap names an array that is not known.
    static var unknown: Int32 { @_noLocks @_transparent get { -1 } }
    /// The bitmap names no further array.
    static var exhausted: Int32 { @_noLocks @_transparent get { -2 } }
    /// The search leaves the pool's own bitmap, and the extension is not there.
    static var extensionMissing: Int32 { @_noLocks @_transparent get { -3 } }
    /// The current tick lies beyond the pool's own bitmap, and the extension is not there.
    static var adrift: Int32 { @_noLocks @_transparent get { -4 } }
    /// The array that the bitmap names holds no initialised tick.
    static var empty: Int32 { @_noLocks @_transparent get { -5 } }

    /// The program's error for a swap that cannot begin.
    @_noLocks static func firstError(_ link: Int32) -> CLMMError {
        switch link {
        case exhausted: .insufficientLiquidityForDirection
        case extensionMissing: .missingTickArrayBitmapExtensionAccount
        case adrift: .aborted
        case empty: .invalidTickArray
        default: .invalidFirstTickArrayAccount
        }
    }

    /// The program's error for a swap that cannot go on.
    @_noLocks static func nextError(_ link: Int32) -> CLMMError {
        switch link {
        case exhausted: .liquidityInsufficient
        case extensionMissing: .missingTickArrayBitmapExtensionAccount
        case empty: .invalidTickArray
        default: .notEnoughTickArrayAccount
        }
    }
}

/// A place in the walk along initialised ticks: the array, and the slot that is looked at next
/// (outside 0 ... 59 when the array is used up).
struct CLMMPlace: BitwiseCopyable {
    /// A `CLMMLink` where there is none.
    var span: Int32
    var slot: Int32

    @_noLocks @inline(__always) init(span: Int32, slot: Int32) {
        self.span = span
        self.slot = slot
    }

    static var none: CLMMPlace {
        @_noLocks get { CLMMPlace(span: CLMMLink.unknown, slot: 0) }
    }
}
