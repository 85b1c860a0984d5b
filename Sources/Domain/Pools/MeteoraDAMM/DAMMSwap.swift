import Numbers

// One swap as the program does it (meteora.md sections 2.2 and 2.3). All of it was executed: every
// fee, mode and layout, errors and the pool afterwards, in the program's build of March 2026
// (0.2.0); version 0.2.1 swaps alike, by its source. The program's running totals of fees are taken
// not to overflow.

extension DAMMState {
    /// What a swap would do.
    @_noLocks public func quote(
        _ direction: SwapDirection, _ mode: DAMMSwapMode, _ amount: UInt64, at time: ChainTime
    ) throws(DAMMError) -> DAMMResult {
        var pool = self
        return try pool.run(direction, mode, amount, time)
    }

    /// What a swap would do.
    @_noLocks public func quote(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(DAMMError) -> DAMMResult {
        switch amount {
        case .exactIn(let input): try quote(direction, .exactIn, input.count, at: time)
        case .exactOut(let output): try quote(direction, .exactOut, output.count, at: time)
        }
    }

    /// Does a swap: price, reserves and volatility become what the chain has after it. Of a swap
    /// that fails nothing stays.
    @_noLocks @discardableResult public mutating func swap(
        _ direction: SwapDirection, _ mode: DAMMSwapMode, _ amount: UInt64, at time: ChainTime
    ) throws(DAMMError) -> DAMMResult {
        var pool = self
        let result = try pool.run(direction, mode, amount, time)
        self = pool
        return result
    }

    /// Does a swap.
    @_noLocks @discardableResult public mutating func swap(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(DAMMError) -> DAMMResult {
        switch amount {
        case .exactIn(let input): try swap(direction, .exactIn, input.count, at: time)
        case .exactOut(let output): try swap(direction, .exactOut, output.count, at: time)
        }
    }

    /// A swap on a copy of the pool, which is thrown away if this throws.
    @_noLocks private mutating func run(
        _ direction: SwapDirection, _ mode: DAMMSwapMode, _ amount: UInt64, _ time: ChainTime
    ) throws(DAMMError) -> DAMMResult {
        guard isKnown else { throw .poolUnknown }
        guard terms.isOpen(at: time) else { throw .poolDisabled }
        try findReserves()
        guard amount != 0 else { throw .amountIsZero }
        try volatility.begin(price: sqrtPrice.bits, seconds: time.seconds)
        let moment = moment(direction, time)
        let flow =
            switch mode {
            case .exactIn: try flow(paying: amount, moment)
            case .partialFill: try flow(payingUpTo: amount, moment)
            case .exactOut: try flow(receiving: amount, moment)
            }
        return try settle(flow, direction, time)
    }

    @_noLocks func moment(_ direction: SwapDirection, _ time: ChainTime) -> DAMMFeeMoment {
        DAMMFeeMoment(
            direction: direction, point: terms.point(of: time), activation: terms.activation,
            price: sqrtPrice.bits, firstPrice: firstPrice.bits)
    }

    /// The whole fee in 10⁻⁹: base fee and dynamic fee, up to the highest.
    @_noLocks func feeRate(
        _ basis: DAMMFeeBasis, _ moment: DAMMFeeMoment
    ) throws(DAMMError) -> UInt64 {
        let base = try baseFee.rate(basis, moment)
        let (sum, over) = try volatility.rate().addingReportingOverflow(UInt128(base))
        if over { throw .mathOverflow }
        guard sum.highWord == 0 else { throw .typeCastFailed }
        return min(sum.lowWord, terms.feeMax)
    }

    /// The first swap in an account of the older layout finds what the pool holds.
    @_noLocks private mutating func findReserves() throws(DAMMError) {
        guard !terms.keepsReserves else { return }
        terms.keepsReserves = true
        guard !terms.feeMode.isCompounding else { return }
        let price = sqrtPrice.bits
        let amountA = try DAMMCurve.amountA(
            from: price, to: highestPrice.bits, liquidity: liquidity, rounding: .up)
        guard let amountA else { throw .mathOverflow }
        let amountB = try DAMMCurve.amountB(
            from: lowestPrice.bits, to: price, liquidity: liquidity, rounding: .up)
        guard let amountB else { throw .mathOverflow }
        reserveA = amountA
        reserveB = amountB
    }

    /// What the fee is split into, and what the pool becomes.
    @_noLocks private mutating func settle(
        _ flow: DAMMFlow, _ direction: SwapDirection, _ time: ChainTime
    ) throws(DAMMError) -> DAMMResult {
        let protocolFee = mulDiv(
            flow.fee, UInt64(terms.protocolPercent), by: 100, rounding: .down)
        let compoundingFee = mulDiv(
            flow.fee &- protocolFee, UInt64(terms.compounding), by: 10_000, rounding: .down)
        guard liquidity != 0 else { throw .mathOverflow }
        let old = sqrtPrice.bits
        try move(flow, direction, compoundingFee)
        if terms.feeMode.isCompounding {
            guard reserveA != 0 else { throw .mathOverflow }
            sqrtPrice = SqrtPrice(bits: reservePrice())
        } else {
            sqrtPrice = SqrtPrice(bits: flow.price)
        }
        try volatility.end(from: old, to: sqrtPrice.bits, seconds: time.seconds)
        var flow = flow
        flow.price = sqrtPrice.bits
        return DAMMResult(flow, protocolFee: protocolFee, compoundingFee: compoundingFee)
    }

    /// ⌊√(B ÷ A)⌋ of what a compounding pool holds, which must have some A.
    @_noLocks func reservePrice() -> UInt128 {
        let ratio = UInt256(high: UInt128(reserveB), low: 0).quotient(
            dividingBy: UInt256(high: 0, low: UInt128(reserveA)))
        return DAMMCurve.root(of: ratio.value)
    }

    /// What the pool holds after what came in and went out, and what of the fee stays.
    @_noLocks private mutating func move(
        _ flow: DAMMFlow, _ direction: SwapDirection, _ compoundingFee: UInt64
    ) throws(DAMMError) {
        let reserves =
            direction.isDown
            ? SwapReserves(input: reserveA, output: reserveB)
            : SwapReserves(input: reserveB, output: reserveA)
        let (input, over) = reserves.input.addingReportingOverflow(flow.input)
        let (output, under) = reserves.output.subtractingReportingOverflow(flow.output)
        if over || under { throw .mathOverflow }
        reserveA = direction.isDown ? input : output
        let (reserveB, overB) = (direction.isDown ? output : input)
            .addingReportingOverflow(compoundingFee)
        if overB { throw .mathOverflow }
        self.reserveB = reserveB
    }
}
