public import Numbers

/// One Whirlpool as a swap sees it: price, liquidity, fee, and the known tick arrays in flat
/// memory that is taken once. Events keep it equal to the chain; `quote` reads it.
///
/// Where an event does not fit (a tick outside its array, more arrays than there is room for) the
/// state forgets everything it knew: a quote then fails until the next snapshot.
@safe
public struct WhirlpoolState: ~Copyable {
    /// Slots in one tick array.
    public static var slotsPerArray: Int { @_noLocks @inlinable get { 88 } }

    public internal(set) var sqrtPrice = SqrtPrice(bits: 0)
    public internal(set) var liquidity: UInt128 = 0
    /// As the account stores it; after an a→b swap that stopped exactly on an initialised tick it
    /// is one below the price's own tick.
    public internal(set) var tick = TickIndex(0)
    /// 0 while the pool's fee and spacing are unknown.
    public internal(set) var tickSpacing: UInt16 = 0
    public internal(set) var feeRate = HundredthsOfBasisPoint(0)
    public internal(set) var protocolShare = BasisPoints(0)
    /// Equal to the spacing exactly when the fee is static.
    public internal(set) var feeTierIndex: UInt16 = 0
    /// Of an adaptive fee.
    public internal(set) var feeConstants = WhirlpoolFeeConstants()
    public internal(set) var feeVariables = WhirlpoolFeeVariables()
    /// Seconds since 1970; where the fee adapts, a swap before it fails.
    public internal(set) var tradeEnabled: UInt64 = 0
    /// What transfers of the two tokens cost.
    public internal(set) var transferFeesA = TransferFees.none
    public internal(set) var transferFeesB = TransferFees.none
    /// Bit i: group i of the pool's numbers has come.
    var numbersKnown: UInt8 = 0
    /// How many events did not fit, ever.
    public internal(set) var misfits: UInt64 = 0

    let capacity: Int
    let spans: UnsafeMutablePointer<TickSpan>
    let rows: UnsafeMutablePointer<TickRow>
    /// Where a swap begins, per direction.
    var firstDown = TickPlace.none
    var firstUp = TickPlace.none

    /// An empty state with room for `capacity` tick arrays.
    public init(capacity: Int = 8) {
        precondition(capacity >= 1 && capacity <= 4096, "a pool holds 1 ... 4096 tick arrays")
        self.capacity = capacity
        unsafe spans = .allocate(capacity: capacity)
        unsafe rows = .allocate(capacity: capacity * WhirlpoolState.slotsPerArray)
        unsafe spans.initialize(repeating: TickSpan(), count: capacity)
        unsafe rows.initialize(
            repeating: TickRow(price: 0, net: 0),
            count: capacity * WhirlpoolState.slotsPerArray)
    }

    deinit {
        unsafe spans.deallocate()
        unsafe rows.deallocate()
    }

    /// Whether the pool's price and all its numbers are known, so that it can be quoted as far as
    /// its arrays reach.
    public var isKnown: Bool {
        @_noLocks get {
            let needed = isAdaptive ? WhirlpoolNumbers.ofAdaptive : WhirlpoolNumbers.ofStatic
            return sqrtPrice.bits != 0 && numbersKnown & needed == needed
        }
    }

    /// Whether the fee adapts to volatility.
    public var isAdaptive: Bool { @_noLocks @inline(__always) get { feeTierIndex != tickSpacing } }

    /// Makes this state equal to another one with the same capacity.
    @_noLocks public mutating func copy(from other: borrowing WhirlpoolState) {
        precondition(capacity == other.capacity, "a copy has the capacity of its original")
        sqrtPrice = other.sqrtPrice
        liquidity = other.liquidity
        tick = other.tick
        tickSpacing = other.tickSpacing
        feeRate = other.feeRate
        protocolShare = other.protocolShare
        feeTierIndex = other.feeTierIndex
        feeConstants = other.feeConstants
        feeVariables = other.feeVariables
        tradeEnabled = other.tradeEnabled
        transferFeesA = other.transferFeesA
        transferFeesB = other.transferFeesB
        numbersKnown = other.numbersKnown
        misfits = other.misfits
        firstDown = other.firstDown
        firstUp = other.firstUp
        unsafe UnsafeMutableRawPointer(spans).copyMemory(
            from: UnsafeRawPointer(other.spans),
            byteCount: capacity * MemoryLayout<TickSpan>.stride)
        unsafe UnsafeMutableRawPointer(rows).copyMemory(
            from: UnsafeRawPointer(other.rows),
            byteCount: capacity * WhirlpoolState.slotsPerArray * MemoryLayout<TickRow>.stride)
    }
}

/// A place in the walk along initialised ticks: the array, the slot that is looked at next (outside
/// 0 ... 87 when the array is used up), and how many more arrays the swap may enter.
struct TickPlace: BitwiseCopyable {
    /// −1: there is none.
    var span: Int32
    var slot: Int32
    var arraysLeft: Int32

    @_noLocks @inline(__always) init(span: Int32, slot: Int32, arraysLeft: Int32) {
        self.span = span
        self.slot = slot
        self.arraysLeft = arraysLeft
    }

    static var none: TickPlace {
        @_noLocks get { TickPlace(span: -1, slot: 0, arraysLeft: 0) }
    }
}
