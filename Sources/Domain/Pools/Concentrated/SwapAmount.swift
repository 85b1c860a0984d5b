public import Numbers

/// How much, and which end of the swap is fixed.
@frozen public enum SwapAmount: BitwiseCopyable, Hashable, Sendable {
    /// This much is paid, the fee included.
    case exactIn(Atoms<InputToken>)
    /// This much is received.
    case exactOut(Atoms<OutputToken>)
}
