import Numbers

extension CPMMState {
    /// What a swap would do at a moment (seconds since 1970), before any transfer fee of a token.
    /// The program checks, in this order: that it may trade, that something goes in, the reserves.
    /// A frozen vault fails last: it is the token program that refuses, when the rest is done.
    ///
    /// Inlined, so that who asks for less than the whole result does not wait for its shares.
    @_noLocks @inline(__always) public func quote(
        _ direction: SwapDirection, _ amount: SwapAmount, unixTime: UInt64
    ) throws(CPMMError) -> CPMMResult {
        guard isKnown else { throw .poolUnknown }
        guard !isSwapDisabled, unixTime >= openTime else { throw .notApproved }
        switch amount {
        case .exactIn(let input):
            guard input.count > 0 else { throw .requireGtViolated }
            return try quote(direction, input: input.count)
        case .exactOut(let output):
            guard output.count > 0 else { throw .requireGtViolated }
            return try quote(direction, output: output.count)
        }
    }

    /// Does a swap: the vaults take what is paid and give what is received, and owe the fees.
    @_noLocks @discardableResult public mutating func swap(
        _ direction: SwapDirection, _ amount: SwapAmount, unixTime: UInt64
    ) throws(CPMMError) -> CPMMResult {
        let result = try quote(direction, amount, unixTime: unixTime)
        let owedIn =
            result.protocolFee.count &+ result.fundFee.count &+ result.creatorFeeIn.count
        let before = direction.isDown ? vault0 : vault1
        let (after, overflow) = before.addingReportingOverflow(result.amountIn.count)
        if overflow { throw .aborted }
        if direction.isDown {
            vault0 = after
            owed0 &+= owedIn
            vault1 &-= result.amountOut.count
            owed1 &+= result.creatorFeeOut.count
        } else {
            vault1 = after
            owed1 &+= owedIn
            vault0 &-= result.amountOut.count
            owed0 &+= result.creatorFeeOut.count
        }
        return result
    }

    @_noLocks @inline(__always)
    private func quote(
        _ direction: SwapDirection, input: UInt64
    ) throws(CPMMError) -> CPMMResult {
        let reserves = try self.reserves(direction)
        let isCreatorIn = fees.creatorSide.isInput(direction)
        let fee = try CPMMState.part(inputRate(isCreatorIn), of: input)
        let bought = ConstantProduct.output(
            of: input &- fee, reserveIn: reserves.input, reserveOut: reserves.output)
        guard let bought else { throw .aborted }
        let creatorOut =
            isCreatorIn ? 0 : try CPMMState.part(UInt64(fees.creator.count), of: bought)
        guard bought > creatorOut else { throw .requireGtViolated }
        return try result(
            amountIn: input, amountOut: bought &- creatorOut, fee: fee,
            creatorIn: isCreatorIn ? creatorPart(of: fee) : 0, creatorOut: creatorOut)
    }

    @_noLocks @inline(__always)
    private func quote(
        _ direction: SwapDirection, output: UInt64
    ) throws(CPMMError) -> CPMMResult {
        let reserves = try self.reserves(direction)
        let isCreatorIn = fees.creatorSide.isInput(direction)
        let bought =
            isCreatorIn ? output : try CPMMState.beforeFee(output, left: rates.afterCreator)
        let net = ConstantProduct.input(
            for: bought, reserveIn: reserves.input, reserveOut: reserves.output)
        guard let net else { throw .aborted }
        let input = try CPMMState.beforeFee(
            net, left: isCreatorIn ? rates.afterBoth : rates.afterTrade)
        let fee = input &- net
        return try result(
            amountIn: input, amountOut: output, fee: fee,
            creatorIn: isCreatorIn ? creatorPart(of: fee) : 0, creatorOut: bought &- output)
    }

    /// The rate of all fees in the input token.
    @_noLocks @inline(__always)
    private func inputRate(_ isCreatorIn: Bool) -> UInt64 {
        UInt64(fees.trade.count) &+ (isCreatorIn ? UInt64(fees.creator.count) : 0)
    }

    /// The creator's part of the fee in the input token, which both rates made together.
    @_noLocks @inline(__always)
    private func creatorPart(of fee: UInt64) -> UInt64 {
        let creator = UInt64(fees.creator.count)
        guard creator != 0 else { return 0 }
        return mulDiv(fee, creator, by: UInt64(fees.trade.count) &+ creator, rounding: .down)
    }

    @_noLocks @inline(__always)
    private func result(
        amountIn: UInt64, amountOut: UInt64, fee: UInt64, creatorIn: UInt64, creatorOut: UInt64
    ) throws(CPMMError) -> CPMMResult {
        let trade = fee &- creatorIn
        let protocolShare = UInt64(fees.protocolShare.count)
        let fundShare = UInt64(fees.fundShare.count)
        let whole = HundredthsOfBasisPoint.whole
        guard protocolShare &+ fundShare <= whole else { throw .aborted }
        if isVaultFrozen { throw .accountFrozen }
        return CPMMResult(
            amountIn: Atoms(amountIn), amountOut: Atoms(amountOut), tradeFee: Atoms(trade),
            protocolFee: Atoms(mulDiv(trade, protocolShare, by: whole, rounding: .down)),
            fundFee: Atoms(mulDiv(trade, fundShare, by: whole, rounding: .down)),
            creatorFeeIn: Atoms(creatorIn), creatorFeeOut: Atoms(creatorOut))
    }

    /// ⌈amount·rate⌉; rates beyond the whole abort.
    @_noLocks @inline(__always)
    private static func part(_ rate: UInt64, of amount: UInt64) throws(CPMMError) -> UInt64 {
        let whole = HundredthsOfBasisPoint.whole
        guard rate <= whole else { throw .aborted }
        return mulDiv(amount, rate, by: whole, rounding: .up)
    }

    /// The least amount of which `net` stays after a fee that leaves so much of the whole.
    @_noLocks @inline(__always)
    private static func beforeFee(
        _ net: UInt64, left: FixedDivisor
    ) throws(CPMMError) -> UInt64 {
        guard let gross = left.quotient(net, HundredthsOfBasisPoint.whole, rounding: .up) else {
            throw .aborted
        }
        return gross
    }
}
