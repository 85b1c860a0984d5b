extension ConstantProduct {
    /// The whole curve as one stretch, from the price of the reserves to the end of all prices. Nil
    /// when a reserve is empty.
    @_noLocks static func stretch(
        _ direction: SwapDirection, _ reserves: SwapReserves, inputKept: Double,
        outputKept: Double = 1
    ) -> PoolStretch? {
        guard reserves.input != 0, reserves.output != 0 else { return nil }
        let (input, output) = (Double(reserves.input), Double(reserves.output))
        let price = direction.isDown ? output / input : input / output
        return PoolStretch(
            from: price.squareRoot(), to: direction.isDown ? 0x1p-64 : 0x1p64,
            depth: (input * output).squareRoot(), inputKept: inputKept, outputKept: outputKept)
    }
}

/// A walk along a constant-product pool: one stretch, which is the whole curve. Good for the state
/// it was taken from, until an event or a swap changes that.
public struct ConstantProductCursor: BitwiseCopyable {
    /// Nil once it has been given, or where no swap can happen.
    var stretch: PoolStretch?

    @_noLocks init(_ stretch: PoolStretch?) { self.stretch = stretch }

    @_noLocks mutating func next() -> PoolStretch? {
        defer { stretch = nil }
        return stretch
    }
}
