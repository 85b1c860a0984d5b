/// One Raydium AMM v4 pool as a swap sees it. The coin is the A of `SwapDirection`, the PC its B.
/// Events keep it equal to the chain; `quote` reads it.
///
/// Where an event does not fit, the state forgets everything it knew: a quote then fails until the
/// next snapshot.
public struct AMMv4State: BitwiseCopyable, Sendable {
    /// Balances of the vaults, in atoms.
    public internal(set) var coinVault: UInt64
    public internal(set) var pcVault: UInt64
    /// Profit that the vaults owe, in atoms: no part of the reserves.
    public internal(set) var owedCoin: UInt64
    public internal(set) var owedPC: UInt64
    /// What the pool has on its order book, in atoms; asked for only where the status is
    /// `initialised`.
    public internal(set) var bookCoin: UInt64 = 0
    public internal(set) var bookPC: UInt64 = 0
    /// The fee as a fraction of the input.
    public var feeNumerator: UInt64 { @_noLocks get { fee.numerator } }
    public var feeDenominator: UInt64 { @_noLocks get { fee.denominator.divisor } }
    public internal(set) var status: AMMv4Status
    /// Seconds since 1970; while the pool waits for trade, a swap before it fails.
    public internal(set) var openTime: UInt64
    /// A vault is frozen by its mint's authority: no transfer succeeds.
    public internal(set) var isVaultFrozen = false
    /// How many events did not fit, ever.
    public internal(set) var misfits: UInt64 = 0

    var fee: AMMv4Fee
    var known: AMMv4Parts

    /// A pool from its numbers, with nothing on an order book.
    @_noLocks public init(
        coinVault: UInt64, pcVault: UInt64, owedCoin: UInt64, owedPC: UInt64,
        feeNumerator: UInt64, feeDenominator: UInt64, status: AMMv4Status, openTime: UInt64 = 0
    ) {
        self.coinVault = coinVault
        self.pcVault = pcVault
        self.owedCoin = owedCoin
        self.owedPC = owedPC
        self.status = status
        self.openTime = openTime
        fee = AMMv4Fee(feeNumerator, of: feeDenominator)
        known = AMMv4Parts(bits: AMMv4Parts.swap.bits | AMMv4Parts.book.bits)
    }

    /// A pool of which nothing is known.
    @_noLocks public init() {
        self.init(
            coinVault: 0, pcVault: 0, owedCoin: 0, owedPC: 0, feeNumerator: 0, feeDenominator: 1,
            status: .uninitialised)
        known = AMMv4Parts(bits: 0)
    }

    /// Whether all that a quote needs is known.
    public var isKnown: Bool {
        @_noLocks get {
            known.contains(.swap) && (!status.isOnOrderBook || known.contains(.book))
        }
    }

    /// Makes this state equal to another one.
    @_noLocks public mutating func copy(from other: AMMv4State) { self = other }

    /// What trades against each other.
    @_noLocks @inline(__always)
    func reserves(_ direction: SwapDirection) throws(AMMv4Error) -> SwapReserves {
        let (coin, coinUnder) = coinVault.subtractingReportingOverflow(owedCoin)
        let (pc, pcUnder) = pcVault.subtractingReportingOverflow(owedPC)
        if coinUnder || pcUnder { throw .checkedSubOverflow }
        return direction.isDown
            ? SwapReserves(input: coin, output: pc) : SwapReserves(input: pc, output: coin)
    }
}

/// A fee as a fraction of the input, with what divides by it: computed when the fee changes, not in
/// a quote.
struct AMMv4Fee: BitwiseCopyable {
    let numerator: UInt64
    let denominator: FixedDivisor
    /// What the fee leaves of the denominator; 0 when it leaves nothing.
    let left: FixedDivisor

    @_noLocks init(_ numerator: UInt64, of denominator: UInt64) {
        self.numerator = numerator
        self.denominator = FixedDivisor(denominator)
        left = FixedDivisor(numerator < denominator ? denominator &- numerator : 0)
    }
}

/// Which parts of a pool are known.
struct AMMv4Parts: BitwiseCopyable {
    var bits: UInt8

    @_noLocks init(bits: UInt8) { self.bits = bits }

    static var pool: AMMv4Parts { @_noLocks get { AMMv4Parts(bits: 1) } }
    static var fee: AMMv4Parts { @_noLocks get { AMMv4Parts(bits: 2) } }
    static var vaults: AMMv4Parts { @_noLocks get { AMMv4Parts(bits: 4) } }
    /// All that a swap needs of a pool without an order book.
    static var swap: AMMv4Parts { @_noLocks get { AMMv4Parts(bits: 7) } }
    static var book: AMMv4Parts { @_noLocks get { AMMv4Parts(bits: 8) } }

    @_noLocks func contains(_ other: AMMv4Parts) -> Bool { bits & other.bits == other.bits }
    @_noLocks mutating func insert(_ other: AMMv4Parts) { bits |= other.bits }
    @_noLocks mutating func remove(_ other: AMMv4Parts) { bits &= ~other.bits }
}
