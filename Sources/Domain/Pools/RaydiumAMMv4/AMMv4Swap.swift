public import Numbers

/// What a swap in an AMM v4 pool does, to the atom.
@frozen public struct AMMv4Result: BitwiseCopyable, Hashable, Sendable {
    /// Paid by the taker, the fee included.
    public var amountIn: Atoms<InputToken>
    /// Received by the taker.
    public var amountOut: Atoms<OutputToken>
    /// The part of `amountIn` that is fee; all of it stays in the pool.
    public var fee: Atoms<InputToken>

    @_noLocks @inlinable @inline(__always)
    public init(
        amountIn: Atoms<InputToken>, amountOut: Atoms<OutputToken>, fee: Atoms<InputToken>
    ) {
        self.amountIn = amountIn
        self.amountOut = amountOut
        self.fee = fee
    }
}

extension AMMv4State {
    /// What a swap that names no order book would do at a moment (seconds since 1970). The program
    /// checks, in this order: its status, that something goes in, the reserves, the other end.
    @_noLocks public func quote(
        _ direction: SwapDirection, _ amount: SwapAmount, unixTime: UInt64
    ) throws(AMMv4Error) -> AMMv4Result {
        guard isSwappable, isOpen(at: unixTime) else { throw .invalidStatus }
        switch amount {
        case .exactIn(let input):
            guard input.count > 0 else { throw .invalidInput }
            return try quote(direction, input: input.count)
        case .exactOut(let output):
            guard output.count > 0 else { throw .invalidInput }
            return try quote(direction, output: output.count)
        }
    }

    /// Does a swap: the vaults take all that is paid and give what is received.
    @_noLocks @discardableResult public mutating func swap(
        _ direction: SwapDirection, _ amount: SwapAmount, unixTime: UInt64
    ) throws(AMMv4Error) -> AMMv4Result {
        let result = try quote(direction, amount, unixTime: unixTime)
        let before = direction.isDown ? coinVault : pcVault
        let (after, overflow) = before.addingReportingOverflow(result.amountIn.count)
        if overflow { throw .aborted }
        if direction.isDown {
            coinVault = after
            pcVault &-= result.amountOut.count
        } else {
            pcVault = after
            coinVault &-= result.amountOut.count
        }
        return result
    }

    /// Whether the status lets people swap, now or once the pool is open.
    var isSwappable: Bool {
        @_noLocks @inline(__always) get {
            switch status {
            case .swapOnly, .waitingTrade: true
            case .uninitialised, .initialised, .disabled, .withdrawOnly, .liquidityOnly,
                .orderBookOnly:
                false
            }
        }
    }

    @_noLocks @inline(__always)
    private func isOpen(at unixTime: UInt64) -> Bool {
        switch status {
        case .waitingTrade: unixTime >= openTime
        default: true
        }
    }

    @_noLocks @inline(__always)
    private func quote(
        _ direction: SwapDirection, input: UInt64
    ) throws(AMMv4Error) -> AMMv4Result {
        let reserves = try self.reserves(direction)
        guard feeNumerator <= feeDenominator, feeDenominator != 0 else { throw .aborted }
        let fee = mulDiv(input, feeNumerator, by: feeDenominator, rounding: .up)
        let output = ConstantProduct.output(
            of: input &- fee, reserveIn: reserves.input, reserveOut: reserves.output)
        guard let output else { throw .aborted }
        if output == 0 { throw .invalidInput }
        guard output < reserves.output else { throw .insufficientFunds }
        return AMMv4Result(amountIn: Atoms(input), amountOut: Atoms(output), fee: Atoms(fee))
    }

    @_noLocks @inline(__always)
    private func quote(
        _ direction: SwapDirection, output: UInt64
    ) throws(AMMv4Error) -> AMMv4Result {
        let reserves = try self.reserves(direction)
        guard feeNumerator < feeDenominator,
            let net = ConstantProduct.input(
                for: output, reserveIn: reserves.input, reserveOut: reserves.output),
            let input = ConstantProduct.scaledUp(
                net, by: feeDenominator, over: feeDenominator &- feeNumerator)
        else { throw .aborted }
        if input == 0 { throw .invalidInput }
        return AMMv4Result(
            amountIn: Atoms(input), amountOut: Atoms(output), fee: Atoms(input &- net))
    }
}
