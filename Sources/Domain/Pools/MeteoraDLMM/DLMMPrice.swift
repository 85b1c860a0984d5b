/// The price of a bin: (1 + step ÷ 10,000)^id, rounded where the program rounds.
public enum DLMMPrice {
    /// Exponents have 19 bits.
    static var exponentEnd: UInt32 { @_noLocks get { 1 << 19 } }

    /// Token Y per token X in atoms, Q64.64; nil where the price has no bits left, or the id has
    /// more than 19. `binStep` is in 1/10,000.
    ///
    /// The power is taken of a base below one and inverted at the end if need be, so that no
    /// product exceeds 128 bits.
    @_noLocks public static func price(ofBin id: Int32, binStep: UInt16) -> UInt128? {
        let one: UInt128 = 1 << 64
        if id == 0 { return one }
        let exponent = id.magnitude
        guard exponent < exponentEnd else { return nil }
        let base = one &+ (UInt128(binStep) &<< 64) / 10_000
        var square = UInt128.max / base
        var power = one
        var rest = exponent
        while rest != 0 {
            if rest & 1 != 0 { power = (power &* square) &>> 64 }
            square = (square &* square) &>> 64
            rest &>>= 1
        }
        guard power != 0 else { return nil }
        return id < 0 ? power : UInt128.max / power
    }
}
