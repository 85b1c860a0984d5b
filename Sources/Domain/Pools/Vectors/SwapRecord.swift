import Numbers

/// A trace that keeps what the vectors ask for beyond a quote: the growth of the fee per unit of
/// liquidity, and the ticks crossed, in order.
struct SwapRecord: SwapTrace {
    /// Q64.64, wrapping, as the pool account keeps it for the input token.
    var feeGrowth: UInt128
    let protocolShare: BasisPoints
    var crossed: [Int32] = []

    init(feeGrowth: UInt128, protocolShare: BasisPoints) {
        self.feeGrowth = feeGrowth
        self.protocolShare = protocolShare
    }

    mutating func stepped(_ step: SwapStep, liquidity: UInt128) {
        let lpFee = step.fee - step.fee.partPerTenThousand(protocolShare)
        guard liquidity > 0 else { return }
        feeGrowth &+= UInt128(lpFee) << 64 / liquidity
    }

    mutating func crossed(_ tick: Int32) { crossed.append(tick) }
}
