import Numbers
import Pools
import Solana

/// One pool's recorded day: the walk back from the accounts at its end.
///
/// In each step only what the instruction was told, the account after it, and the tokens that
/// changes of liquidity moved are used; never what a swap paid out.
struct PoolDay {
    let account: WhirlpoolAccount
    let instructions: [DayInstruction]
    let accounts: DayAccounts
    /// The ranges of all positions that are known, more as they are found.
    private(set) var ranges: [PublicKey: TickRange]

    init(
        _ account: WhirlpoolAccount, _ instructions: [DayInstruction], _ accounts: DayAccounts,
        opened: [PublicKey: TickRange]
    ) {
        self.account = account
        self.instructions = instructions
        self.accounts = accounts
        ranges = accounts.positions.merging(opened) { open, _ in open }
    }

    /// How far back the states are known.
    struct Reach {
        /// The first instruction before which they are.
        var first: Int
        /// The √prices before it.
        var prices: PriceRange
        /// The pool was created by it.
        var isCreation = false
        /// Why not farther; nil at the beginning of the day.
        var reason: ReplayReason?
    }

    /// Undoes the day as far as it goes; `pool` stands at its end and is left at the reach.
    mutating func walkBack(_ pool: inout RebuiltPool) -> Reach {
        var reach = Reach(
            first: instructions.count, prices: PriceRange(account.sqrtPrice.bits))
        for (index, instruction) in instructions.enumerated().reversed() {
            switch instruction.name {
            case "swap":
                guard let prices = StateSearch.before(instruction, endingIn: reach.prices, &pool)
                else {
                    reach.reason = .noStateBefore
                    return reach
                }
                reach.prices = prices
            case "increaseLiquidity", "decreaseLiquidity":
                if let reason = undo(instruction, at: reach.prices, &pool) {
                    reach.reason = reason
                    return reach
                }
            case "initializeTickArray":
                pool.setArray(startingAt: instruction.start, isPresent: false)
            case "initializePool":
                let price = instruction.initialSqrtPrice
                guard reach.prices.low <= price, price <= reach.prices.high else {
                    reach.reason = .noStateBefore
                    return reach
                }
                return Reach(first: index, prices: PriceRange(price), isCreation: true)
            default:
                guard PoolDay.harmless(instruction.name) else {
                    reach.reason = .unreadInstruction
                    return reach
                }
            }
            reach.first = index
        }
        return reach
    }

    /// Whether an instruction leaves price, liquidity, ticks and fee rate as they are.
    private static func harmless(_ name: String) -> Bool {
        [
            "updateFeesAndRewards", "collectFees", "collectReward", "collectProtocolFees",
            "initializeReward", "setRewardEmissions", "setRewardAuthority",
            "setRewardAuthorityBySuperAuthority", "closePosition",
        ].contains(name) || name.hasPrefix("openPosition")
    }

    /// Takes a change of liquidity back; nil when it fits.
    private mutating func undo(
        _ change: DayInstruction, at prices: PriceRange, _ pool: inout RebuiltPool
    ) -> ReplayReason? {
        guard let range = range(of: change, at: prices) else { return .rangeUnknown }
        let rounding: Rounding = change.isIncrease ? .up : .down
        guard change.tokens.fits(change.amount, over: range, at: prices, rounding: rounding),
            pool.change(range, by: 0 &- change.delta)
        else { return .liquidityContradicts }
        return nil
    }

    private mutating func range(
        of change: DayInstruction, at prices: PriceRange
    ) -> TickRange? {
        guard let position = change.position else { return nil }
        if let known = ranges[position] { return known }
        guard let lower = change.arrayLower, let upper = change.arrayUpper,
            let first = accounts.starts[lower], let second = accounts.starts[upper],
            let found = RangeSearch.range(
                of: change, lower: first, upper: second, spacing: account.tickSpacing, at: prices)
        else { return nil }
        ranges[position] = found
        return found
    }
}

extension DayInstruction {
    /// The liquidity that joins.
    var delta: Int128 {
        let magnitude = Int128(truncatingIfNeeded: amount)
        return isIncrease ? magnitude : 0 &- magnitude
    }
}
