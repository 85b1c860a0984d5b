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

/// Through which instruction a swap goes.
@frozen public enum AMMv4Route: Sendable {
    /// The one of 2025 that names no order book; it refuses pools on one.
    case plain
    /// The older one, which names the order book's accounts. It takes every pool that swaps.
    case orderBook
}

extension AMMv4State {
    /// What a swap would do at a moment (seconds since 1970). The program checks, in this order:
    /// its status, that something goes in, the reserves, the other end. A frozen vault fails last:
    /// it is the token program that refuses, when the rest is done.
    ///
    /// That a pool on an order book, which has nothing there, swaps what its vaults hold is read
    /// from source, not executed.
    @_noLocks public func quote(
        _ direction: SwapDirection, _ amount: SwapAmount, unixTime: UInt64,
        through route: AMMv4Route = .plain
    ) throws(AMMv4Error) -> AMMv4Result {
        guard known.contains(.swap) else { throw .poolUnknown }
        try checkStatus(route, unixTime)
        let result: AMMv4Result
        switch amount {
        case .exactIn(let input):
            guard input.count > 0 else { throw .invalidInput }
            result = try quote(direction, input: input.count)
        case .exactOut(let output):
            guard output.count > 0 else { throw .invalidInput }
            result = try quote(direction, output: output.count)
        }
        if isVaultFrozen { throw .accountFrozen }
        return result
    }

    /// Does a swap: the vaults take all that is paid and give what is received. A pool that waited
    /// for trade waits no longer.
    @_noLocks @discardableResult public mutating func swap(
        _ direction: SwapDirection, _ amount: SwapAmount, unixTime: UInt64,
        through route: AMMv4Route = .plain
    ) throws(AMMv4Error) -> AMMv4Result {
        let result = try quote(direction, amount, unixTime: unixTime, through: route)
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
        if case .waitingTrade = status { status = .swapOnly }
        return result
    }

    /// Whether people may swap. A pool that is only on the order book never swaps here: releases
    /// before July 2026 let it from a time on, later ones do not.
    @_noLocks @inline(__always)
    func checkStatus(_ route: AMMv4Route, _ unixTime: UInt64) throws(AMMv4Error) {
        switch status {
        case .swapOnly: return
        case .waitingTrade:
            guard unixTime >= openTime else { throw .invalidStatus }
        case .initialised:
            guard case .orderBook = route else { throw .invalidStatus }
            guard known.contains(.book) else { throw .poolUnknown }
            guard bookCoin | bookPC == 0 else { throw .fundsOnOrderBook }
        case .uninitialised, .disabled, .withdrawOnly, .liquidityOnly, .orderBookOnly:
            throw .invalidStatus
        }
    }

    @_noLocks @inline(__always)
    private func quote(
        _ direction: SwapDirection, input: UInt64
    ) throws(AMMv4Error) -> AMMv4Result {
        let reserves = try self.reserves(direction)
        guard feeNumerator <= feeDenominator,
            let fee = fee.denominator.quotient(input, feeNumerator, rounding: .up),
            let output = ConstantProduct.output(
                of: input &- fee, reserveIn: reserves.input, reserveOut: reserves.output)
        else { throw .aborted }
        if output == 0 { throw .invalidInput }
        guard output < reserves.output else { throw .insufficientFunds }
        return AMMv4Result(amountIn: Atoms(input), amountOut: Atoms(output), fee: Atoms(fee))
    }

    @_noLocks @inline(__always)
    private func quote(
        _ direction: SwapDirection, output: UInt64
    ) throws(AMMv4Error) -> AMMv4Result {
        let reserves = try self.reserves(direction)
        guard
            let net = ConstantProduct.input(
                for: output, reserveIn: reserves.input, reserveOut: reserves.output),
            let input = fee.left.quotient(net, feeDenominator, rounding: .up)
        else { throw .aborted }
        if input == 0 { throw .invalidInput }
        return AMMv4Result(
            amountIn: Atoms(input), amountOut: Atoms(output), fee: Atoms(input &- net))
    }
}
