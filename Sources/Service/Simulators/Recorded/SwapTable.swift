import Pools

/// One swap that really happened.
struct RecordedSwap: Equatable, Sendable {
    var slot: UInt64
    /// Seconds since 1970.
    var seconds: UInt64
    var direction: SwapDirection
    var amountIn: UInt64
    var amountOut: UInt64
}

/// A table of swaps: slot, block_time, tx_index, ix, pool, a_to_b, amount_in, amount_out,
/// signature.
enum SwapTable {
    /// The swaps of one pool, in order.
    static func swaps(of pool: String, in path: String) throws(ScenarioError) -> [RecordedSwap] {
        var swaps: [RecordedSwap] = []
        try TextTable.lines(of: path) { number, line throws(ScenarioError) in
            let fields = TextTable.fields(line)
            guard number > 1 else { return }
            guard fields.count >= 8 else { throw .dataMalformed(file: path, line: number) }
            guard fields[4].elementsEqual(pool.utf8) else { return }
            guard let slot = TextTable.unsigned(fields[0]),
                let seconds = TextTable.unsigned(fields[1]),
                let isDown = TextTable.unsigned(fields[5]),
                let amountIn = TextTable.unsigned(fields[6]),
                let amountOut = TextTable.unsigned(fields[7]),
                slot >= swaps.last?.slot ?? 0, amountIn > 0
            else { throw .dataMalformed(file: path, line: number) }
            swaps.append(
                RecordedSwap(
                    slot: slot, seconds: seconds, direction: isDown == 1 ? .aToB : .bToA,
                    amountIn: amountIn, amountOut: amountOut))
        }
        guard !swaps.isEmpty else { throw .nothingRecorded("the pool \(pool)", file: path) }
        return swaps
    }
}
