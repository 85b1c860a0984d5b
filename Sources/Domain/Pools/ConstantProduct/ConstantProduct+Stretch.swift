extension ConstantProduct {
    /// The whole curve as one stretch, from the price of the reserves to the end of all prices. Nil
    /// when a reserve is empty.
    @_noLocks static func stretch(
        _ direction: SwapDirection, _ reserves: SwapReserves, inputKept: Double,
        outputKept: Double = 1
    ) -> PoolStretch? {
        guard reserves.input != 0, reserves.output != 0 else { return nil }
        let input = Double(reserves.input)
        // √(output ÷ input), which is √price down and its inverse up; times the input it is the
        // root of the reserves' product.
        let root = root(of: Double(reserves.output) / input)
        return PoolStretch(
            from: direction.isDown ? root : 1 / root, to: direction.isDown ? 0x1p-64 : 0x1p64,
            depth: input * root, inputKept: inputKept, outputKept: outputKept)
    }

    /// √x of a normal positive number, to the last bit or two, by Newton's method: the library's
    /// own is a call that a turn may not make.
    @_noLocks static func root(of x: Double) -> Double {
        // Halving the exponent is within 7 %; each step squares the error.
        var root = Double(bitPattern: (x.bitPattern &>> 1) &+ 0x1FF8_0000_0000_0000)
        for _ in 0..<4 { root = 0.5 * (root + x / root) }
        return root
    }
}

/// A walk along a constant-product pool: one stretch, which is the whole curve. Good for the state
/// it was taken from, until an event or a swap changes that.
public struct ConstantProductStretchCursor: BitwiseCopyable {
    /// Nil once it has been given, or where no swap can happen.
    var stretch: PoolStretch?

    @_noLocks init(_ stretch: PoolStretch?) { self.stretch = stretch }

    @_noLocks mutating func next() -> PoolStretch? {
        defer { stretch = nil }
        return stretch
    }
}

public typealias CPMMStretchCursor = ConstantProductStretchCursor
public typealias AMMv4StretchCursor = ConstantProductStretchCursor
