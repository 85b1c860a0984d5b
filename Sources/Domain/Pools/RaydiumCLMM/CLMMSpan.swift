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
    /// Bit i: limit orders rest at slot i.
    var ordered: UInt64
    /// Bit i: slot i is initialised by limit orders alone; no liquidity refers to it.
    var bare: UInt64

    /// A place that holds no array.
    @_noLocks init() {
        start = 0
        isKnown = false
        below = CLMMLink.unknown
        above = CLMMLink.unknown
        slots = 0
        ordered = 0
        bare = 0
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
