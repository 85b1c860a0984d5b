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

    /// The address of the account that an adaptive fee is kept in.
    public static func oracleAddress(pool: PublicKey, program: PublicKey) -> PublicKey? {
        ProgramAddress(seeds: [Array("oracle".utf8), pool.bytes], program: program)?.key
    }

    /// Whether a tick array can start there: multiples of the width of 88 slots whose array holds
    /// at least one tick that exists.
    @_noLocks static func isStart(_ start: Int32, spacing: UInt16) -> Bool {
        let width = Int32(spacing) &* 88
        return start % width == 0 && start <= TickMath.tickMax.count
            && start > TickMath.tickMin.count &- width
    }

    /// The starts of all arrays that a swap may use while the pool stands at `tick`, ascending: two
    /// below the current array, itself, and three above, or as far as `steps` says, counted from
    /// the current one; as far as they exist.
    public static func tickArrayStarts(
        around tick: TickIndex, spacing: UInt16, steps: ClosedRange<Int64> = -2...3
    ) -> [TickIndex] {
        let width = 88 * Int64(spacing)
        let (quotient, rest) = Int64(tick.count).quotientAndRemainder(dividingBy: width)
        let base = rest < 0 ? quotient - 1 : quotient
        return steps.compactMap { (step: Int64) -> TickIndex? in
            Int32(exactly: (base + step) * width).flatMap {
                isStart($0, spacing: spacing) ? TickIndex($0) : nil
            }
        }
    }

    /// The starts of the arrays that a swap in one direction goes through, at most three, in its
    /// order. Up, it begins one array higher when the current tick lies in the last slot.
    public static func swapArrayStarts(
        from tick: TickIndex, spacing: UInt16, _ direction: SwapDirection
    ) -> [TickIndex] {
        if direction.isDown {
            return tickArrayStarts(around: tick, spacing: spacing, steps: -2...0).reversed()
        }
        let begin = TickIndex(min(tick.count, Int32.max - Int32(spacing)) + Int32(spacing))
        let isShifted =
            tickArrayStarts(around: begin, spacing: spacing, steps: 0...0)
            != tickArrayStarts(around: tick, spacing: spacing, steps: 0...0)
        return tickArrayStarts(
            around: tick, spacing: spacing, steps: isShifted ? 1...3 : 0...2)
    }
}
