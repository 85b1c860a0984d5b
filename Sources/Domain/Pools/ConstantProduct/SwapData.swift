import Numbers

/// What follows the name of a Raydium swap instruction: two amounts in the program's order.
enum SwapData {
    /// For an exact input: the input, then the least output to accept. For an exact output: the
    /// greatest input to accept, then the output.
    static func amounts(_ amount: SwapAmount, limit: UInt64) -> [UInt8] {
        switch amount {
        case .exactIn(let input): bytes(input.count) + bytes(limit)
        case .exactOut(let output): bytes(limit) + bytes(output.count)
        }
    }

    /// Lowest byte first.
    static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
