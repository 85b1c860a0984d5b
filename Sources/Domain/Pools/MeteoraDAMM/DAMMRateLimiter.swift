public import Numbers

/// A base fee that grows with the size of a purchase (B → A) for a while after the activation: the
/// first `reference` atoms pay the first rate, the next as many one increment more, and so on up to
/// the highest rate.
@frozen public struct DAMMRateLimiter: BitwiseCopyable, Sendable {
    /// In 10⁻⁹.
    public var cliff: UInt64
    public var increment: BasisPoints
    public var highest: BasisPoints
    /// In atoms of B.
    public var reference: UInt64
    /// From the activation, in its unit.
    public var duration: UInt32

    @_noLocks init(
        cliff: UInt64, increment: BasisPoints, highest: BasisPoints, reference: UInt64,
        duration: UInt32
    ) {
        self.cliff = cliff
        self.increment = increment
        self.highest = highest
        self.reference = reference
        self.duration = duration
    }

    /// The increment in 10⁻⁹.
    var step: UInt64 { @_noLocks get { DAMMFeeRate.rate(basisPoints: increment.count) } }
    /// The highest rate in 10⁻⁹.
    var ceiling: UInt64 { @_noLocks get { DAMMFeeRate.rate(basisPoints: highest.count) } }

    /// Whether the fee depends on the size of this swap.
    @_noLocks func applies(
        _ direction: SwapDirection, at point: UInt64, activation: UInt64
    ) -> Bool {
        let isNone =
            reference == 0 && duration == 0 && highest.count == 0 && increment.count == 0
        guard !isNone, !direction.isDown, point >= activation else { return false }
        return point &- activation <= UInt64(duration)
    }

    /// How many increments fit below the highest rate.
    @_noLocks func stepsMax() throws(DAMMError) -> UInt64 {
        guard ceiling >= cliff, step != 0 else { throw .mathOverflow }
        return (ceiling &- cliff) / step
    }

    /// The rate in 10⁻⁹ that an input pays on the whole, the fee included in the input.
    @_noLocks func rate(withFee amount: UInt64) throws(DAMMError) -> UInt64 {
        guard amount > reference else { return cliff }
        guard reference != 0 else { throw .aborted }
        let fee = try fee(of: amount)
        return try DAMMFeeRate.rate(paying: fee, of: amount)
    }

    /// ⌈Σ tranche·rate⌉ for an input beyond the first tranche.
    @_noLocks private func fee(of amount: UInt64) throws(DAMMError) -> UInt64 {
        let (full, rest) = (amount &- reference).quotientAndRemainder(dividingBy: reference)
        let most = try stepsMax()
        let steps = min(full, most)
        // Beyond the first: `steps` whole tranches, one rate more each; cliff·(steps + 1) +
        // step·steps·(steps + 1) ÷ 2 is their sum. What is left pays one rate.
        let sum = UInt128(product: steps, steps &+ 1) &>> 1
        let rates =
            UInt256(product: sum, UInt128(step))
            &+ UInt256(product: UInt128(cliff), UInt128(steps) &+ 1)
        var total = UInt256(product: rates, word: reference)
        if full < most {
            let last = UInt128(cliff) &+ UInt128(product: step, full &+ 1)
            total = total &+ UInt256(product: UInt128(rest), last)
        } else {
            let left = UInt128(product: full &- most, reference) &+ UInt128(rest)
            total = total &+ UInt256(product: left, UInt128(ceiling))
        }
        let quotient = total.quotient(
            dividingBy: UInt256(high: 0, low: UInt128(DAMMFeeRate.whole)))
        let fee = quotient.value &+ UInt256(high: 0, low: quotient.isExact ? 0 : 1)
        guard fee.high == 0, fee.low.highWord == 0 else { throw .typeCastFailed }
        return fee.low.lowWord
    }
}

// The way back: from what the fee leaves to the rate. The program solves a quadratic equation for
// the tranches that are full, and adds the last one.

extension DAMMRateLimiter {
    /// The rate in 10⁻⁹ of an input of which `amount` stays after the fee.
    @_noLocks func rate(withoutFee amount: UInt64) throws(DAMMError) -> UInt64 {
        let referenceKept = try kept(of: reference)
        if amount <= referenceKept { return cliff }
        let most = try stepsMax()
        let (tranches, over) = most.addingReportingOverflow(1)
        let edge = tranches.multipliedReportingOverflow(by: reference)
        let isBeyond = over || edge.overflow
        let full = isBeyond ? UInt64.max : edge.partialValue
        let fullKept = try kept(of: full)
        if amount == fullKept { return try rate(withFee: full) }
        let input: UInt64
        if amount < fullKept {
            input = try self.input(keeping: amount)
        } else {
            if isBeyond { throw .mathOverflow }
            let rest = try DAMMFeeRate.before(amount &- fullKept, rate: ceiling)
            let (sum, over) = rest.addingReportingOverflow(full)
            if over { throw .mathOverflow }
            input = sum
        }
        guard input >= amount else { throw .mathOverflow }
        let rate = try DAMMFeeRate.rate(paying: input &- amount, of: input)
        guard rate >= cliff else { throw .undetermined }
        return rate
    }

    @_noLocks private func kept(of amount: UInt64) throws(DAMMError) -> UInt64 {
        try DAMMFeeRate.kept(of: amount, rate: try rate(withFee: amount))
    }

    /// The input whose fee leaves `amount`, below the highest rate: the smaller root of
    /// step·x² − y·x + z with y = reference·(2·10⁹ + step − 2·cliff) and
    /// z = 2·10⁹·amount·reference, and what the last tranche needs on top.
    @_noLocks private func input(keeping amount: UInt64) throws(DAMMError) -> UInt64 {
        let reference = UInt256(high: 0, low: UInt128(reference))
        let twice = UInt128(2 &* DAMMFeeRate.whole)
        let y =
            UInt256(wrappingProduct: reference, twice &+ UInt128(step))
            &- UInt256(wrappingProduct: reference, 2 &* UInt128(cliff))
        let z = UInt256(wrappingProduct: reference, twice &* UInt128(amount))
        let square = DAMMRateLimiter.wrappingSquare(y)
        let discriminant = square &- UInt256(wrappingProduct: z, 4 &* UInt128(step))
        let root = UInt256(high: 0, low: DAMMCurve.root(of: discriminant))
        let quotient = (y &- root).quotient(
            dividingBy: UInt256(high: 0, low: 2 &* UInt128(step)))
        guard self.reference != 0 else { throw .mathOverflow }
        guard quotient.value.high == 0, quotient.value.low.highWord == 0 else {
            throw .typeCastFailed
        }
        let first = quotient.value.low.lowWord
        let firstKept = try kept(of: first)
        guard firstKept <= amount else { throw .mathOverflow }
        let tranches = first / self.reference
        let last = UInt128(cliff) &+ UInt128(product: step, tranches)
        guard last.highWord == 0 else { throw .typeCastFailed }
        let rest = try DAMMFeeRate.before(amount &- firstKept, rate: last.lowWord)
        let (input, over) = first.addingReportingOverflow(rest)
        if over { throw .typeCastFailed }
        return input
    }

    /// value² modulo 2²⁵⁶, as the program's numbers wrap.
    @_noLocks private static func wrappingSquare(_ value: UInt256) -> UInt256 {
        let low = UInt256(product: value.low, value.low)
        return UInt256(high: low.high &+ 2 &* value.high &* value.low, low: low.low)
    }
}
