import Numbers
import Pools
import Solana

/// A day of all transactions of the Whirlpool program, with its accounts at the day's end.
enum WhirlpoolDay {
    /// A row for each pool that was traded.
    static func rows(
        transactions: String, accounts: String, capture: String
    ) throws(CaptureError) -> [ReplayRow] {
        let day = try DayTransactions(path: transactions)
        let end = try DayAccounts(path: accounts)
        return day.pools.compactMap { pool in
            guard let all = day.instructions[pool], all.contains(where: { $0.name == "swap" })
            else { return nil }
            var row = ReplayRow(capture: capture, kind: "whirlpool", pool: "\(pool)")
            guard let account = end.pools[pool] else {
                row.skip(.noAccounts, all.count { $0.name == "swap" })
                return row
            }
            return replay(account, pool, all, day, end, row)
        }
    }

    private static func replay(
        _ account: WhirlpoolAccount, _ key: PublicKey, _ instructions: [DayInstruction],
        _ day: DayTransactions, _ end: DayAccounts, _ row: ReplayRow
    ) -> ReplayRow {
        let ticks = end.ticks[key] ?? [:]
        var walk = PoolDay(account, instructions, end, opened: day.opened)
        var pool = RebuiltPool(
            account, ticks: ticks, arrays: end.arrays[key] ?? [], tick: account.tick.count,
            liquidity: account.liquidity)
        let reach = walk.walkBack(&pool)
        var row = row
        row.skip(
            reach.reason ?? .noStateBefore,
            instructions[..<reach.first].count { $0.name == "swap" })
        let counted = row
        guard var forward = ForwardDay(pool, from: reach.prices, into: counted) else {
            row.skip(.noStateBefore, instructions[reach.first...].count { $0.name == "swap" })
            return row
        }
        let ranges = walk.ranges
        let isWhole = forward.run(instructions[reach.first...]) { change in
            change.position.flatMap { ranges[$0] }
        }
        row = forward.finished(account, ticks)
        if !isWhole {
            row.skip(
                .liquidityContradicts,
                instructions.count { $0.name == "swap" } - row.swaps)
        }
        return row
    }
}
