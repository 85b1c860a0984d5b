import Numbers

/// The arithmetic of fees, in 10⁻⁹ of an amount. Rates are at most a tenth, so no fee exceeds the
/// amount that it is taken from.
enum DLMMFee {
    static var whole: UInt64 { @_noLocks @inline(__always) get { 1_000_000_000 } }
    static var rateMax: UInt64 { @_noLocks @inline(__always) get { 100_000_000 } }

    /// The fee that is part of `gross`.
    @_noLocks @inline(__always)
    static func contained(in gross: UInt64, rate: UInt64) -> UInt64 {
        mulDiv(gross, rate, by: whole, rounding: .up)
    }

    /// The fee that comes on top of `net`.
    @_noLocks @inline(__always)
    static func onTop(of net: UInt64, rate: UInt64) -> UInt64 {
        mulDiv(net, rate, by: whole &- rate, rounding: .up)
    }

    /// `net` and the fee on top of it.
    @_noLocks @inline(__always)
    static func gross(_ net: UInt64, rate: UInt64) throws(DLMMError) -> UInt64 {
        let (sum, over) = net.addingReportingOverflow(onTop(of: net, rate: rate))
        if over { throw .typeCastFailed }
        return sum
    }
}
