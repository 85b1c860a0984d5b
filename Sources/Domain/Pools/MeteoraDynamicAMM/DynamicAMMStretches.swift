import Numbers

/// How far a walk along a pool's prices has come. Good for the state it was taken from, until an
/// event or a swap changes that.
public struct DynamicAMMStretchCursor: BitwiseCopyable, Sendable {
    /// Stretches that one walk has at most.
    public static var stretchesMax: Int { @_noLocks get { 96 } }

    let isDown: Bool
    let isStable: Bool
    /// Amounts of the output and the input side at the stretch's beginning, as the curve counts.
    var output: Double = 0
    var input: Double = 0
    /// What the output side held when the walk began, and what it must keep.
    var outputStart: Double = 0
    var outputLeast: Double = 0
    /// Twice the amplification, and the invariant.
    var lever: Double = 0
    var invariant: Double = 0
    /// The curve's units that an atom is, on either side.
    var inputUnit: Double = 1
    var outputUnit: Double = 1
    var inputKept: Double = 1
    /// What the next stretch takes from the output side, if the curve bends little enough there.
    var step: Double = 0
    var count = 0
    var isDone = true

    @_noLocks init(_ direction: SwapDirection, isStable: Bool) {
        isDown = direction.isDown
        self.isStable = isStable
    }

    /// The input side's amount where the output side's is `y`.
    @_noLocks func input(at y: Double) -> Double {
        guard isStable else { return invariant / y }
        // x² + (y + D/n − D)·x = D³ ÷ (4·n·y), where n·(x+y) + D = n·D + D³ ÷ (4·x·y).
        let b = y + invariant / lever - invariant
        let c = invariant * invariant / (4 * lever * y) * invariant
        let root = DynamicAMMStretchCursor.root(b * b + 4 * c)
        return b > 0 ? 2 * c / (b + root) : (root - b) / 2
    }

    /// √(B atoms per A atom) where the sides hold these amounts.
    @_noLocks func root(input x: Double, output y: Double) -> Double {
        var slope = y / x
        if isStable {
            let p = invariant / x * (invariant / y) * invariant / 4
            slope = (lever + p / x) / (lever + p / y)
        }
        // Atoms of the output for one of the input.
        let price = slope * inputUnit / outputUnit
        return DynamicAMMStretchCursor.root(isDown ? price : 1 / price)
    }

    /// √x of a normal positive number, to the last bit or two, by Newton's method: the library's
    /// own is a call that a turn may not make.
    @_noLocks static func root(_ x: Double) -> Double {
        // Half the exponent is within 7 %, and each step squares the error.
        var root = Double(bitPattern: (x.bitPattern &>> 1) &+ 0x1FF8_0000_0000_0000)
        for _ in 0..<4 { root = 0.5 * (root + x / root) }
        return root
    }

    /// The stretch between two amounts of the output side; nil where Doubles can't tell them apart.
    @_noLocks func stretch(to y: Double) -> PoolStretch? {
        let x = input(at: y)
        let from = root(input: input, output: output)
        let to = root(input: x, output: y)
        let moved = (output - y) / outputUnit * ((x - input) / inputUnit)
        let square = moved / (abs(from - to) * abs(1 / from - 1 / to))
        guard square.isFinite, square > 0, from.isFinite, to.isFinite, to > 0 else { return nil }
        return PoolStretch(
            from: from, to: to, depth: DynamicAMMStretchCursor.root(square), inputKept: inputKept)
    }

    /// Halves the step until its two halves are about as deep as each other, or differ in price by
    /// less than a percent: where one stretch stands for both.
    @_noLocks mutating func fitStep() {
        for _ in 0..<16 {
            let middle = max(output - step / 2, outputLeast)
            guard let first = stretch(to: middle) else { return }
            var rest = self
            rest.output = middle
            rest.input = input(at: middle)
            guard let second = rest.stretch(to: max(output - step, outputLeast)) else { return }
            let price = second.to / first.from
            if price > 0.995 && price < 1.005 { return }
            let depth = second.depth / first.depth
            if depth > 0.85 && depth < 1.18 { return }
            step = step / 2
        }
    }
}

extension DynamicAMMState {
    /// √price and what the fee leaves, where a swap would begin; nil where none can.
    @_noLocks public borrowing func spot(
        _ direction: SwapDirection, at time: ChainTime
    ) -> PoolStretch? {
        let cursor = stretchCursor(direction, at: time)
        guard !cursor.isDone else { return nil }
        let root = cursor.root(input: cursor.input, output: cursor.output)
        guard root.isFinite, root > 0 else { return nil }
        return PoolStretch(from: root, to: root, depth: 0, inputKept: cursor.inputKept)
    }

    /// A walk from the current price outward; it is done where no swap can happen.
    @_noLocks public borrowing func stretchCursor(
        _ direction: SwapDirection, at time: ChainTime
    ) -> DynamicAMMStretchCursor {
        var cursor = DynamicAMMStretchCursor(direction, isStable: terms.curve.isStable)
        do throws(DynamicAMMError) {
            try fill(&cursor, direction, at: time)
        } catch {
            cursor.isDone = true
        }
        return cursor
    }

    @_noLocks private borrowing func fill(
        _ cursor: inout DynamicAMMStretchCursor, _ direction: SwapDirection, at time: ChainTime
    ) throws(DynamicAMMError) {
        try checkOpen(at: time)
        let found = try moment(direction, at: time)
        let (reserves, terms) = (found.reserves, self.terms)
        guard reserves.input > 0, reserves.output > 0 else { throw .nothingBought }
        guard found.sideIn.takesDeposits else { throw .vaultDisabled }
        if terms.tradeNumerator != 0 {
            guard terms.tradeNumerator < terms.tradeDenominator else { throw .feeCalculation }
            cursor.inputKept = 1 - Double(terms.tradeNumerator) / Double(terms.tradeDenominator)
        }
        if terms.curve.isStable {
            cursor.invariant = try terms.curve.units(&cursor, reserves, price: found.price)
        } else {
            cursor.input = Double(reserves.input)
            cursor.output = Double(reserves.output)
            cursor.invariant = cursor.input * cursor.output
        }
        cursor.outputStart = cursor.output
        cursor.step = cursor.output
        let reach = min(found.sideOut.balance, reserves.output)
        cursor.outputLeast =
            cursor.output * (Double(reserves.output &- reach) / Double(reserves.output))
        cursor.isDone = reach == 0
    }

    /// The next stretch. The constant product is one; the stable curve is cut after each sixteenth
    /// of what the output side held, after halves of what is left towards its end, and finer where
    /// it bends. The cuts' prices lie on the curve; between them it is drawn as a constant
    /// liquidity, which is nearly so: a search along stretches is followed by a quote in integers.
    @_noLocks public borrowing func nextStretch(
        _ cursor: inout DynamicAMMStretchCursor
    ) -> PoolStretch? {
        while !cursor.isDone {
            if cursor.isStable {
                let step = min(cursor.step * 2, cursor.outputStart / 16)
                cursor.step = min(step, cursor.output / 2)
                cursor.fitStep()
            } else {
                cursor.step = cursor.outputStart * (1 - 0x1p-32)
            }
            let output = max(cursor.output - cursor.step, cursor.outputLeast)
            let stretch = cursor.stretch(to: output)
            cursor.input = cursor.input(at: output)
            cursor.output = output
            cursor.count &+= 1
            cursor.isDone =
                !cursor.isStable || output <= cursor.outputLeast
                || output < cursor.outputStart * 0x1p-13
                || cursor.count >= DynamicAMMStretchCursor.stretchesMax
            if let stretch { return stretch }
        }
        return nil
    }
}

extension DynamicAMMCurve {
    /// Fills in a walk's amounts as the stable curve counts them, and returns their invariant;
    /// throws as a swap.
    @_noLocks func units(
        _ cursor: inout DynamicAMMStretchCursor, _ reserves: SwapReserves, price: UInt64
    ) throws(DynamicAMMError) -> Double {
        let isDown = cursor.isDown
        guard let input = scaled(reserves.input, isA: isDown, price: price),
            let output = scaled(reserves.output, isA: !isDown, price: price)
        else { throw .curveExhausted }
        let invariant = try DynamicAMMInvariant.invariant(
            amplification: amplification, input, output)
        cursor.input = DynamicAMMCurve.double(input)
        cursor.output = DynamicAMMCurve.double(output)
        // The curve's units an atom: its amounts are whole multiples of the atoms.
        cursor.inputUnit = cursor.input / Double(reserves.input)
        cursor.outputUnit = cursor.output / Double(reserves.output)
        cursor.lever = Double(amplification) * 2
        return DynamicAMMCurve.double(invariant.low)
            + DynamicAMMCurve.double(invariant.high) * 0x1p128
    }

    @_noLocks private static func double(_ value: UInt128) -> Double {
        Double(value.highWord) * 0x1p64 + Double(value.lowWord)
    }
}
