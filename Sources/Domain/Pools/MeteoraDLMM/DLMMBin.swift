import Numbers

/// One bin: a price, and what is for sale at it.
@frozen public struct DLMMBin: BitwiseCopyable, Sendable {
    /// Token Y per token X in atoms, Q64.64. A bin with liquidity but without a price makes a swap
    /// fail.
    public var price: UInt128 = 0
    /// What market makers hold.
    public var amountX: UInt64 = 0
    public var amountY: UInt64 = 0
    /// Limit orders that nobody has traded with yet.
    public var openOrders: UInt64 = 0
    /// What is left of limit orders that were traded with.
    public var processedOrders: UInt64 = 0
    /// Whether the limit orders sell X; else they sell Y.
    public var ordersAreAsks = false

    @_noLocks public init() {}

    /// What a swap can take, in the order in which it is taken.
    @_noLocks @inline(__always)
    func layers(isDown: Bool, withOrders: Bool) -> DLMMLayers {
        let counts = withOrders && ordersAreAsks != isDown
        return DLMMLayers(
            making: isDown ? amountY : amountX,
            processed: counts ? processedOrders : 0,
            open: counts ? openOrders : 0)
    }

    /// ⌈input that buys `output`⌉.
    @_noLocks @inline(__always)
    func input(for output: UInt64, isDown: Bool) throws(DLMMError) -> UInt64 {
        isDown
            ? try divided(output, rounding: .up) : try multiplied(output, rounding: .up)
    }

    /// ⌊output that `input` buys⌋.
    @_noLocks @inline(__always)
    func output(for input: UInt64, isDown: Bool) throws(DLMMError) -> UInt64 {
        isDown
            ? try multiplied(input, rounding: .down) : try divided(input, rounding: .down)
    }

    @_noLocks @inline(__always)
    private func multiplied(
        _ amount: UInt64, rounding: Rounding
    ) throws(DLMMError) -> UInt64 {
        guard price != 0 else { throw .mathOverflow }
        let low = UInt128(product: price.lowWord, amount)
        let high = UInt128(product: price.highWord, amount) &+ UInt128(low.highWord)
        guard high.highWord == 0 else { throw .typeCastFailed }
        guard rounding.isUp && low.lowWord != 0 else { return high.lowWord }
        let (rounded, over) = high.lowWord.addingReportingOverflow(1)
        if over { throw .typeCastFailed }
        return rounded
    }

    @_noLocks @inline(__always)
    private func divided(_ amount: UInt64, rounding: Rounding) throws(DLMMError) -> UInt64 {
        guard price != 0 else { throw .mathOverflow }
        let (quotient, rest) = (UInt128(amount) &<< 64).quotientAndRemainder(dividingBy: price)
        guard quotient.highWord == 0 else { throw .typeCastFailed }
        guard rounding.isUp && rest != 0 else { return quotient.lowWord }
        let (rounded, over) = quotient.lowWord.addingReportingOverflow(1)
        if over { throw .typeCastFailed }
        return rounded
    }
}

/// What a bin sells to one direction.
struct DLMMLayers: BitwiseCopyable {
    var making: UInt64
    var processed: UInt64
    var open: UInt64

    @_noLocks @inline(__always)
    init(making: UInt64, processed: UInt64, open: UInt64) {
        self.making = making
        self.processed = processed
        self.open = open
    }

    var isEmpty: Bool { @_noLocks @inline(__always) get { making | processed | open == 0 } }

    @_noLocks @inline(__always)
    func isAll(of held: DLMMLayers) -> Bool {
        making == held.making && processed == held.processed && open == held.open
    }

    @_noLocks @inline(__always)
    func total() throws(DLMMError) -> UInt64 {
        let (some, over) = making.addingReportingOverflow(processed)
        let (all, overToo) = some.addingReportingOverflow(open)
        if over || overToo { throw .mathOverflow }
        return all
    }
}
