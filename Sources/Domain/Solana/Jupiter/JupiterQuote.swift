public import Numbers

/// What Jupiter's quote API answers: a price, and the pools that it would go through. Cold: a
/// second opinion comes a few times a minute at most.
///
/// Source: the Swap v1 description of August 2026, and four answers of 2024 that were published in
/// documentation and tests; never called live.
public struct JupiterQuote: Equatable, Sendable {
    /// Longer answers are refused, in bytes.
    public static var bytesMax: Int { 1 << 20 }
    /// Longer routes are refused.
    public static var legsMax: Int { 64 }
    /// Longer labels are refused, in bytes.
    public static var labelMax: Int { 64 }

    public let inputMint: PublicKey
    public let outputMint: PublicKey
    /// Atoms of the input mint.
    public let inAmount: UInt64
    /// Atoms of the output mint, after the venues' fees and Jupiter's own, before slippage.
    public let outAmount: UInt64
    /// The least that may come out (exact in) or the most that may go in (exact out).
    public let threshold: UInt64
    public let mode: JupiterMode
    public let slippage: BasisPoints
    /// What Jupiter or its caller keeps; nil when nobody does.
    public let platformFee: JupiterPlatformFee?
    /// 1 to `legsMax`. Legs of the same input mint share it; others follow each other by mint.
    public let legs: [JupiterLeg]
    /// The slot of the state that was priced.
    public let contextSlot: Slot

    /// The first thing in which this answers something else than was asked; nil when it does not.
    public func firstDifference(from question: JupiterQuestion) -> JupiterField? {
        if inputMint != question.inputMint { return .inputMint }
        if outputMint != question.outputMint { return .outputMint }
        if mode != question.mode { return .swapMode }
        switch mode {
        case .exactIn: return inAmount == question.amount ? nil : .inAmount
        case .exactOut: return outAmount == question.amount ? nil : .outAmount
        }
    }
}

/// A fee beside those of the pools.
public struct JupiterPlatformFee: Equatable, Sendable {
    /// Atoms; the API does not say of which mint. In the published answer that has one they are of
    /// the output mint, and missing from `outAmount`.
    public let amount: UInt64
    public let share: BasisPoints
}

/// One swap of a route.
public struct JupiterLeg: Equatable, Sendable {
    /// The pool's address; of an order book, its market's.
    public let pool: PublicKey
    /// The venue's name, for people; what no terminal should be given is U+FFFD.
    public let label: String
    public let inputMint: PublicKey
    public let outputMint: PublicKey
    public let inAmount: UInt64
    public let outAmount: UInt64
    /// The venue's fee, where it is said; the API calls both fields deprecated.
    public let feeAmount: UInt64?
    public let feeMint: PublicKey?
    /// How much of the split goes this way; nil where it is not said.
    public let share: BasisPoints?
}
