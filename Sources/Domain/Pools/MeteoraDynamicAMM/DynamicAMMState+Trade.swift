import Numbers

extension DynamicAMMState {
    /// What a swap would move at a moment.
    ///
    /// The program takes exact inputs only. For an exact output this searches, by at most 120
    /// quotes around an estimate and mostly by about ten, an input whose output covers it while one
    /// atom less would not: that input is what an instruction would carry, and `amountOut` is what
    /// it then gives, which may exceed what was asked for by what the vaults' shares round to. An
    /// output that no input covers is refused as `OutputOutOfReach`, which is our name. A swap of
    /// nothing succeeds and moves nothing, as in the program.
    @_noLocks public borrowing func trade(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        do throws(DynamicAMMError) {
            try checkOpen(at: time)
            if DynamicAMMState.isNothing(amount) { return DynamicAMMMove().trade }
            let moment = try moment(direction, at: time)
            return try move(direction, moment, amount).trade
        } catch {
            throw error.refusal
        }
    }

    /// Does what `trade` tells; a swap that is refused changes nothing.
    @_noLocks public mutating func settle(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        do throws(DynamicAMMError) {
            try checkOpen(at: time)
            if DynamicAMMState.isNothing(amount) { return DynamicAMMMove().trade }
            let moment = try moment(direction, at: time)
            let move = try move(direction, moment, amount)
            make(move, direction, moment, at: time)
            return move.trade
        } catch {
            throw error.refusal
        }
    }

    @_noLocks private func move(
        _ direction: SwapDirection, _ moment: DynamicAMMMoment, _ amount: SwapAmount
    ) throws(DynamicAMMError) -> DynamicAMMMove {
        switch amount {
        case .exactIn(let input): try move(direction, moment, input: input.count)
        case .exactOut(let output): try move(direction, moment, output: output.count)
        }
    }

    /// A swap of nothing succeeds and moves nothing.
    @_noLocks private static func isNothing(_ amount: SwapAmount) -> Bool {
        switch amount {
        case .exactIn(let input): input.count == 0
        case .exactOut(let output): output.count == 0
        }
    }

    /// How an input fares against the output that is wanted.
    private enum Fit {
        /// It buys less, or nothing.
        case less
        case covers
        /// It is more than the pool can take in.
        case beyond
    }

    @_noLocks private func fit(
        _ direction: SwapDirection, _ moment: DynamicAMMMoment, input: UInt64, _ wanted: UInt64
    ) -> Fit {
        do throws(DynamicAMMError) {
            let move = try move(direction, moment, input: input)
            return move.withdrawn < wanted ? .less : .covers
        } catch {
            return error.isTooMuch ? .beyond : .less
        }
    }

    /// The search of `trade`. Rounding in the vaults can make an output fall by an atom or so where
    /// the input grows by one, so what it finds is a place where the output rises past what is
    /// wanted; a cheaper one could lie at most a few atoms below.
    @_noLocks private func move(
        _ direction: SwapDirection, _ moment: DynamicAMMMoment, output wanted: UInt64
    ) throws(DynamicAMMError) -> DynamicAMMMove {
        guard wanted < moment.reserves.output, wanted <= moment.sideOut.balance else {
            throw .outputOutOfReach
        }
        var low: UInt64 = 0
        var high = try firstGuess(direction, moment, wanted)
        var step: UInt64 = 4
        while case .less = fit(direction, moment, input: high, wanted) {
            guard high < .max else { throw .outputOutOfReach }
            low = high
            high = high > .max &- step ? .max : high &+ step
            step = step > .max / 8 ? .max : step &* 8
        }
        step = 4
        while low == 0, high > step {
            let below = high &- step
            if case .less = fit(direction, moment, input: below, wanted) {
                low = below
            } else {
                high = below
                step = step > .max / 8 ? .max : step &* 8
            }
        }
        while high &- low > 1 {
            let middle = low &+ (high &- low) / 2
            if case .less = fit(direction, moment, input: middle, wanted) {
                low = middle
            } else {
                high = middle
            }
        }
        guard case .covers = fit(direction, moment, input: high, wanted) else {
            throw .outputOutOfReach
        }
        return try move(direction, moment, input: high)
    }

    /// Where the search begins: what the curve asks for, and the fees on it.
    @_noLocks private func firstGuess(
        _ direction: SwapDirection, _ moment: DynamicAMMMoment, _ wanted: UInt64
    ) throws(DynamicAMMError) -> UInt64 {
        let net = try terms.curve.guess(
            for: wanted, direction, moment.reserves, price: moment.price)
        guard let net, net > 0 else { return max(wanted, 1) }
        if terms.tradeNumerator == 0 { return net }
        guard terms.tradeNumerator < terms.tradeDenominator,
            let gross = ConstantProduct.scaledUp(
                net, by: terms.tradeDenominator,
                over: terms.tradeDenominator &- terms.tradeNumerator)
        else { return net }
        return gross
    }
}

extension DynamicAMMMove {
    var trade: PoolTrade {
        @_noLocks get {
            PoolTrade(
                amountIn: Atoms(amountIn), amountOut: Atoms(withdrawn),
                fee: poolFee &+ protocolFee)
        }
    }
}
