import Numbers

extension DynamicAMMCurve {
    /// What `net` of the input token buys, in atoms of the output token, before the vault rounds
    /// it.
    ///
    /// - Parameter price: token B's worth in token A, in 10⁻⁶; used where a stake pool prices B.
    @_noLocks func output(
        of net: UInt64, _ direction: SwapDirection, _ reserves: SwapReserves, price: UInt64
    ) throws(DynamicAMMError) -> UInt64 {
        isStable
            ? try stableOutput(of: net, direction, reserves, price: price)
            : try DynamicAMMCurve.productOutput(of: net, reserves)
    }

    /// out − ⌈in·out ÷ (in + net)⌉; an output of 0 fails, and so does one that leaves less than
    /// a whole atom.
    @_noLocks private static func productOutput(
        of net: UInt64, _ reserves: SwapReserves
    ) throws(DynamicAMMError) -> UInt64 {
        let product = UInt128(product: reserves.input, reserves.output)
        let after = UInt128(reserves.input) &+ UInt128(net)
        guard after != 0 else { throw .curveExhausted }
        let (quotient, rest) = product.quotientAndRemainder(dividingBy: after)
        guard quotient != 0 else { throw .curveExhausted }
        let left = rest == 0 ? quotient : quotient &+ 1
        guard left < UInt128(reserves.output) else { throw .nothingBought }
        return reserves.output &- left.lowWord
    }

    /// As the stable curve has it, one less, and rounded down to whole atoms.
    @_noLocks private func stableOutput(
        of net: UInt64, _ direction: SwapDirection, _ reserves: SwapReserves, price: UInt64
    ) throws(DynamicAMMError) -> UInt64 {
        let isDown = direction.isDown
        guard let source = scaled(net, isA: isDown, price: price),
            let input = scaled(reserves.input, isA: isDown, price: price),
            let output = scaled(reserves.output, isA: !isDown, price: price)
        else { throw .curveExhausted }
        let invariant = try DynamicAMMInvariant.invariant(
            amplification: amplification, input, output)
        let (after, overflow) = input.addingReportingOverflow(source)
        if overflow { throw .curveExhausted }
        let left = try DynamicAMMInvariant.other(
            amplification: amplification, x: after, invariant: invariant)
        guard left < output else { throw .nothingBought }
        guard let bought = unscaled(output &- left &- 1, isA: !isDown, price: price) else {
            throw .curveExhausted
        }
        return bought
    }

    /// An amount as the stable curve counts it: times its multiplier, and times 10⁶ for A and the
    /// price for B where a stake pool prices B.
    @_noLocks func scaled(_ amount: UInt64, isA: Bool, price: UInt64) -> UInt128? {
        let once = UInt128(product: amount, isA ? multiplierA : multiplierB)
        if depeg.isNone { return once }
        let factor = isA ? DynamicAMMCurve.pricePrecision : price
        let twice = UInt256(product: once, UInt128(factor))
        return twice.high == 0 ? twice.low : nil
    }

    /// The reverse, rounded down by one factor and then by the other; nil beyond 64 bits.
    @_noLocks func unscaled(_ amount: UInt128, isA: Bool, price: UInt64) -> UInt64? {
        let multiplier = isA ? multiplierA : multiplierB
        guard multiplier != 0 else { return nil }
        var atoms = amount / UInt128(multiplier)
        if !depeg.isNone {
            let factor = isA ? DynamicAMMCurve.pricePrecision : price
            guard factor != 0 else { return nil }
            atoms = atoms / UInt128(factor)
        }
        return atoms.highWord == 0 ? atoms.lowWord : nil
    }

    /// About what must go in, net of fees, for `output` to come out: where a search begins. Nil
    /// where the curve does not reach so far; throws as a swap.
    @_noLocks func guess(
        for output: UInt64, _ direction: SwapDirection, _ reserves: SwapReserves, price: UInt64
    ) throws(DynamicAMMError) -> UInt64? {
        guard isStable else {
            return ConstantProduct.input(
                for: output, reserveIn: reserves.input, reserveOut: reserves.output)
        }
        let isDown = direction.isDown
        guard let input = scaled(reserves.input, isA: isDown, price: price),
            let all = scaled(reserves.output, isA: !isDown, price: price),
            let wanted = scaled(output, isA: !isDown, price: price), wanted < all
        else { return nil }
        let invariant = try DynamicAMMInvariant.invariant(
            amplification: amplification, input, all)
        let after = try DynamicAMMInvariant.other(
            amplification: amplification, x: all &- wanted, invariant: invariant)
        guard after >= input else { return nil }
        return unscaled(after &- input, isA: isDown, price: price)
    }
}
