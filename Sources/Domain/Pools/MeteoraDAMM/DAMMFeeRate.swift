import Numbers

/// Rates of fee as whole numbers in 10⁻⁹, and what they take.
enum DAMMFeeRate {
    /// The whole: 10⁹ parts.
    static var whole: UInt64 { @_noLocks get { 1_000_000_000 } }
    /// The whole in basis points.
    static var basisPoints: UInt64 { @_noLocks get { 10_000 } }

    /// A rate from basis points.
    @_noLocks static func rate(basisPoints count: UInt32) -> UInt64 {
        UInt64(count) &* (whole / basisPoints)
    }

    /// ⌈amount·rate⌉.
    @_noLocks static func part(
        _ rate: UInt64, of amount: UInt64
    ) throws(DAMMError) -> UInt64 {
        guard let part = ConstantProduct.scaledUp(amount, by: rate, over: whole) else {
            throw .typeCastFailed
        }
        return part
    }

    /// What stays of an amount after the fee.
    @_noLocks static func kept(
        of amount: UInt64, rate: UInt64
    ) throws(DAMMError) -> UInt64 {
        let part = try part(rate, of: amount)
        guard part <= amount else { throw .mathOverflow }
        return amount &- part
    }

    /// The least amount of which `kept` stays after the fee.
    @_noLocks static func before(
        _ kept: UInt64, rate: UInt64
    ) throws(DAMMError) -> UInt64 {
        guard rate < whole else { throw .mathOverflow }
        guard let before = ConstantProduct.scaledUp(kept, by: whole, over: whole &- rate) else {
            throw .typeCastFailed
        }
        return before
    }

    /// The rate at which `amount` pays `part`, rounded up.
    @_noLocks static func rate(
        paying part: UInt64, of amount: UInt64
    ) throws(DAMMError) -> UInt64 {
        guard amount != 0 else { throw .mathOverflow }
        guard let rate = ConstantProduct.scaledUp(part, by: whole, over: amount) else {
            throw .typeCastFailed
        }
        return rate
    }
}

/// The amount that a swap's fee is asked for.
enum DAMMFeeBasis: BitwiseCopyable {
    /// The fee is still in it.
    case withFee(UInt64)
    /// The fee comes on top.
    case withoutFee(UInt64)
}
