/// Every recorded swap of a folder of captures, by pool.
public struct ReplayTable: Sendable {
    public private(set) var rows: [ReplayRow] = []
    /// Captures that are not there, or hold no swap to check.
    public internal(set) var notes: [String] = []

    init() {}

    /// Adds rows; those of one capture, kind and pool become one.
    mutating func add(_ more: [ReplayRow]) {
        for row in more {
            let place = rows.firstIndex {
                $0.capture == row.capture && $0.kind == row.kind && $0.pool == row.pool
            }
            if let place { rows[place].add(row) } else { rows.append(row) }
        }
    }

    public var swaps: Int { rows.reduce(0) { $0 + $1.swaps } }
    public var checked: Int { rows.reduce(0) { $0 + $1.checked } }
    public var mismatches: Int { rows.reduce(0) { $0 + $1.mismatches } }
    public var unchecked: [ReplayReason: Int] { ReplayTable.unchecked(rows) }
    public var first: [ReplayMismatch] {
        Array(rows.flatMap(\.first).prefix(ReplayRow.firstMax))
    }

    /// The rows of each kind as one, in the order of their first.
    public var kinds: [ReplayRow] {
        var sums: [ReplayRow] = []
        for row in rows {
            let place = sums.firstIndex { $0.kind == row.kind }
            var sum =
                place.map { sums[$0] }
                ?? ReplayRow(capture: "all", kind: row.kind, pool: "all")
            sum.add(row)
            if let place { sums[place] = sum } else { sums.append(sum) }
        }
        return sums
    }

    private static func unchecked(_ rows: [ReplayRow]) -> [ReplayReason: Int] {
        rows.reduce(into: [:]) { $0.merge($1.unchecked) { $0 + $1 } }
    }

    /// How a state before a swap was known: what the numbers mean.
    public static let legend = [
        """
        A swap counts as checked only if the state before it was known without the amounts that \
        are compared.
        """,
        """
        The day: from each pool's account at the end of the day its history is undone, \
        instruction by instruction. Of a swap only the amount that its sender named is used: the \
        √prices before it from which our quote ends at the √price after it form a range, found \
        by halving, because a swap's end rises with its beginning. Changes of liquidity are \
        undone with the positions' ranges; the range of a position that was closed that day is \
        the only one whose tokens are what was transferred then. From the earliest range the day \
        is replayed forward from both ends of it, until they meet in one state ("single"); until \
        then a swap counts ("ranged") if both ends give the same amounts and no tick is crossed, \
        as then everything between them does too. A pool created that day is replayed forward \
        from its creation.
        """,
        """
        The block: Raydium's constant-product programs log the reserves before each swap; these, \
        the amount that the swap's sender named and the fee are the state. Swaps of transactions \
        that failed later count too: the program computed them.
        """,
    ]
}
