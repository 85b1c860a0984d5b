/// √x of a normal positive number, to the last bit or two, by Newton's method: the library's own is
/// a call that a turn may not make. For a search that integers confirm.
@_noLocks func approximateRoot(_ x: Double) -> Double {
    // Halving the exponent is within 7 %; each step squares the error.
    var root = Double(bitPattern: (x.bitPattern &>> 1) &+ 0x1FF8_0000_0000_0000)
    root = 0.5 * (root + x / root)
    root = 0.5 * (root + x / root)
    root = 0.5 * (root + x / root)
    root = 0.5 * (root + x / root)
    return root
}

/// The nearest Double, or its neighbour.
@_noLocks func approximate(_ x: UInt128) -> Double {
    Double(UInt64(truncatingIfNeeded: x &>> 64)) * 0x1p64 + Double(UInt64(truncatingIfNeeded: x))
}
