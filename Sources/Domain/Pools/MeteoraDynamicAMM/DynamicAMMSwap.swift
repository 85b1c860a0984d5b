public import Numbers

/// What a swap does, to the atom.
@frozen public struct DynamicAMMResult: BitwiseCopyable, Hashable, Sendable {
    /// Paid by the taker, both fees included.
    public var amountIn: Atoms<InputToken>
    /// Received by the taker.
    public var amountOut: Atoms<OutputToken>
    /// The part of `amountIn` that liquidity providers earn.
    public var poolFee: Atoms<InputToken>
    /// The part of `amountIn` that the protocol takes; it never enters the vault.
    public var protocolFee: Atoms<InputToken>

    @_noLocks @inlinable @inline(__always)
    public init(
        amountIn: Atoms<InputToken>, amountOut: Atoms<OutputToken>,
        poolFee: Atoms<InputToken>, protocolFee: Atoms<InputToken>
    ) {
        self.amountIn = amountIn
        self.amountOut = amountOut
        self.poolFee = poolFee
        self.protocolFee = protocolFee
    }
}

/// All that a swap moves.
struct DynamicAMMMove: BitwiseCopyable {
    var amountIn: UInt64 = 0
    var poolFee: UInt64 = 0
    var protocolFee: UInt64 = 0
    /// What enters the one vault, and the shares that it mints for it.
    var deposited: UInt64 = 0
    var minted: UInt64 = 0
    /// What leaves the other vault, and the shares that it burns for it.
    var withdrawn: UInt64 = 0
    var burnt: UInt64 = 0

    @_noLocks init() {}

    var result: DynamicAMMResult {
        @_noLocks get {
            DynamicAMMResult(
                amountIn: Atoms(amountIn), amountOut: Atoms(withdrawn), poolFee: Atoms(poolFee),
                protocolFee: Atoms(protocolFee))
        }
    }
}

/// What a swap finds at one moment, before any amount is named.
struct DynamicAMMMoment: BitwiseCopyable {
    /// Whether the pool's memory of the stake pool's price is too old.
    var readsStake: Bool
    /// Token B's worth in token A, in 10⁻⁶; no matter where no stake pool says it.
    var price: UInt64
    var sideIn: DynamicAMMSide
    var sideOut: DynamicAMMSide
    /// What the vaults' shares are worth now.
    var unlockedIn: UInt64
    var unlockedOut: UInt64
    /// What the pool owns of them.
    var reserves: SwapReserves
}

extension DynamicAMMState {
    /// What a swap would do at a moment. The program takes an exact input only; an input of 0 is a
    /// swap that moves nothing.
    @_noLocks public func quote(
        _ direction: SwapDirection, input: Atoms<InputToken>, at time: ChainTime
    ) throws(DynamicAMMError) -> DynamicAMMResult {
        try checkOpen(at: time)
        if input.count == 0 { return DynamicAMMMove().result }
        let moment = try moment(direction, at: time)
        return try move(direction, moment, input: input.count).result
    }

    /// Does a swap: shares of one vault are minted for the pool, shares of the other one burnt.
    @_noLocks @discardableResult public mutating func swap(
        _ direction: SwapDirection, input: Atoms<InputToken>, at time: ChainTime
    ) throws(DynamicAMMError) -> DynamicAMMResult {
        try checkOpen(at: time)
        if input.count == 0 { return DynamicAMMMove().result }
        let moment = try moment(direction, at: time)
        let move = try move(direction, moment, input: input.count)
        make(move, direction, moment, at: time)
        return move.result
    }

    /// Moves what a swap moves; `move` has shown that nothing wraps.
    @_noLocks mutating func make(
        _ move: DynamicAMMMove, _ direction: SwapDirection, _ moment: DynamicAMMMoment,
        at time: ChainTime
    ) {
        var (sideIn, sideOut) = (moment.sideIn, moment.sideOut)
        sideIn.balance &+= move.deposited
        sideIn.total &+= move.deposited
        sideIn.supply &+= move.minted
        sideIn.shares &+= move.minted
        sideOut.balance &-= move.withdrawn
        sideOut.total &-= move.withdrawn
        sideOut.supply &-= move.burnt
        sideOut.shares &-= move.burnt
        sideA = direction.isDown ? sideIn : sideOut
        sideB = direction.isDown ? sideOut : sideIn
        if moment.readsStake {
            terms.curve.virtualPrice = moment.price
            terms.curve.priceUpdated = time.seconds
        }
    }

    /// Whether a swap may happen at all.
    @_noLocks func checkOpen(at time: ChainTime) throws(DynamicAMMError) {
        guard isKnown else { throw .unknown }
        guard terms.isEnabled, terms.isActive(at: time) else { throw .poolDisabled }
    }

    /// What a swap that may happen finds.
    @_noLocks func moment(
        _ direction: SwapDirection, at time: ChainTime
    ) throws(DynamicAMMError) -> DynamicAMMMoment {
        let sideIn = direction.isDown ? sideA : sideB
        let sideOut = direction.isDown ? sideB : sideA
        guard let unlockedIn = sideIn.unlocked(at: time.seconds),
            let unlockedOut = sideOut.unlocked(at: time.seconds),
            let reserveIn = sideIn.reserve(unlocked: unlockedIn),
            let reserveOut = sideOut.reserve(unlocked: unlockedOut)
        else { throw .mathOverflow }
        let readsStake = try terms.curve.isMemoryStale(at: time.seconds)
        return DynamicAMMMoment(
            readsStake: readsStake, price: readsStake ? stakePrice : terms.curve.virtualPrice,
            sideIn: sideIn, sideOut: sideOut, unlockedIn: unlockedIn, unlockedOut: unlockedOut,
            reserves: SwapReserves(input: reserveIn, output: reserveOut))
    }

    /// All that an input moves: the fees leave it, the rest becomes shares of the one vault, what
    /// the curve gives for their worth becomes shares of the other one, and those become tokens.
    @_noLocks func move(
        _ direction: SwapDirection, _ moment: DynamicAMMMoment, input: UInt64
    ) throws(DynamicAMMError) -> DynamicAMMMove {
        var move = DynamicAMMMove()
        move.amountIn = input
        let fee = try DynamicAMMState.fee(
            terms.tradeNumerator, terms.tradeDenominator, of: input)
        move.protocolFee = try DynamicAMMState.fee(
            terms.protocolNumerator, terms.protocolDenominator, of: fee)
        guard move.protocolFee <= fee, move.protocolFee <= input else { throw .feeCalculation }
        move.poolFee = fee &- move.protocolFee
        move.deposited = input &- move.protocolFee
        let net = try deposit(&move, moment)
        let bought = try terms.curve.output(
            of: net, direction, moment.reserves, price: moment.price)
        try withdraw(bought, &move, moment)
        return move
    }

    /// What the deposit is worth in shares, less the fee: what goes into the curve.
    @_noLocks private func deposit(
        _ move: inout DynamicAMMMove, _ moment: DynamicAMMMoment
    ) throws(DynamicAMMError) -> UInt64 {
        let side = moment.sideIn
        guard move.deposited > 0 else { throw .nothingDeposited }
        guard side.takesDeposits else { throw .vaultDisabled }
        let (_, totalOver) = side.total.addingReportingOverflow(move.deposited)
        let (_, balanceOver) = side.balance.addingReportingOverflow(move.deposited)
        if totalOver || balanceOver { throw .vaultOverflow }
        guard
            let minted = DynamicAMMSide.part(
                move.deposited, of: side.supply, in: moment.unlockedIn)
        else { throw .mathOverflow }
        let (shares, sharesOver) = side.shares.addingReportingOverflow(minted)
        let (supply, supplyOver) = side.supply.addingReportingOverflow(minted)
        // The unlocked part of the total grows by the deposit, and is at most the total.
        let unlocked = moment.unlockedIn &+ move.deposited
        if sharesOver || supplyOver { throw .supplyOverflow }
        guard let after = DynamicAMMSide.part(shares, of: unlocked, in: supply) else {
            throw .mathOverflow
        }
        let (gained, lost) = after.subtractingReportingOverflow(moment.reserves.input)
        let (net, under) = gained.subtractingReportingOverflow(move.poolFee)
        if lost || under { throw .inputTooSmall }
        move.minted = minted
        return net
    }

    /// The whole shares that what was bought is worth, and what they are worth.
    @_noLocks private func withdraw(
        _ bought: UInt64, _ move: inout DynamicAMMMove, _ moment: DynamicAMMMoment
    ) throws(DynamicAMMError) {
        let side = moment.sideOut
        guard
            let burnt = DynamicAMMSide.part(bought, of: side.supply, in: moment.unlockedOut),
            burnt <= side.shares, burnt <= side.supply,
            let withdrawn = DynamicAMMSide.part(
                burnt, of: moment.unlockedOut, in: side.supply)
        else { throw .mathOverflow }
        guard withdrawn <= side.balance else { throw .insufficientFunds }
        move.burnt = burnt
        move.withdrawn = withdrawn
    }

    /// ⌊amount·numerator ÷ denominator⌋, but at least 1 where neither factor is 0.
    @_noLocks @inline(__always)
    private static func fee(
        _ numerator: UInt64, _ denominator: UInt64, of amount: UInt64
    ) throws(DynamicAMMError) -> UInt64 {
        if numerator == 0 || amount == 0 { return 0 }
        guard let fee = DynamicAMMSide.part(amount, of: numerator, in: denominator) else {
            throw .feeCalculation
        }
        return max(fee, 1)
    }
}

extension DynamicAMMCurve {
    /// Whether a swap reads the stake pool instead of the pool's memory.
    @_noLocks func isMemoryStale(at seconds: UInt64) throws(DynamicAMMError) -> Bool {
        if depeg.isNone { return false }
        let (end, overflow) = priceUpdated.addingReportingOverflow(DynamicAMMCurve.memorySeconds)
        if overflow { throw .mathOverflow }
        return seconds > end
    }
}
