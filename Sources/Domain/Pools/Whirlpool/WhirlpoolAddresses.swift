public import Numbers
public import Solana

// The addresses that the program derives for a pool (whirlpool.md section 3). Which of the two
// deployments derives them is always the owner of the pool's account.

extension WhirlpoolLayout {
    /// A pool's address. `mintA` is the smaller key.
    public static func poolAddress(
        config: PublicKey, mintA: PublicKey, mintB: PublicKey, feeTierIndex: UInt16,
        program: PublicKey
    ) -> PublicKey? {
        let index = [UInt8(feeTierIndex & 0xFF), UInt8(feeTierIndex >> 8)]
        return ProgramAddress(
            seeds: [Array("whirlpool".utf8), config.bytes, mintA.bytes, mintB.bytes, index],
            program: program)?.key
    }

    /// The address of the tick array that starts at `start`.
    public static func tickArrayAddress(
        pool: PublicKey, start: TickIndex, program: PublicKey
    ) -> PublicKey? {
        ProgramAddress(
            seeds: [Array("tick_array".utf8), pool.bytes, Array(String(start.count).utf8)],
            program: program)?.key
    }

    /// The starts of all arrays that a swap may use while the pool stands at `tick`, ascending: two
    /// below the current array, itself, and three above, as far as they exist.
    public static func tickArrayStarts(around tick: TickIndex, spacing: UInt16) -> [TickIndex] {
        let width = 88 * Int64(spacing)
        let (quotient, rest) = Int64(tick.count).quotientAndRemainder(dividingBy: width)
        let base = rest < 0 ? quotient - 1 : quotient
        return (-2...3).compactMap { (step: Int64) -> TickIndex? in
            let start = (base + step) * width
            let isLegal =
                start <= Int64(TickMath.tickMax.count)
                && start > Int64(TickMath.tickMin.count) - width
            return isLegal ? TickIndex(Int32(start)) : nil
        }
    }
}
