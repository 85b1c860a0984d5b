import Markets
import Numbers
import Solana

/// Rows of the DLMM program: one with `bin_step` and `bin_id` asks for a price, any other for a
/// swap.
final class DLMMVectors: VectorRunner {
    private var state = DLMMState(capacity: 64)
    private var diff = PoolDiff(
        instrument: InstrumentID(0), pool: PublicKey(words: 0, 0, 0, 0),
        room: DLMMLayout.room(arrays: 64))

    func mismatch(_ row: UnsafeRawBufferPointer) throws(VectorFault) -> ColumnMismatch? {
        if let row = try unsafe DLMMPriceVector(row) { return row.mismatch() }
        return try unsafe DLMMSwapVector(row).mismatch(with: &state, &diff)
    }
}

/// A row of a bin and its price.
struct DLMMPriceVector {
    private var step: UInt16 = 0
    private var bin: Int32 = 0
    /// Nil where there is none.
    private var price: UInt128?

    /// Nil when the row has other columns.
    init?(_ row: UnsafeRawBufferPointer) throws(VectorFault) {
        var scanner = unsafe VectorScanner(row)
        let columns = try scanner.keys { (key, scanner) throws(VectorFault) in
            switch key {
            case "bin_step": step = try scanner.integer()
            case "bin_id": bin = try scanner.integer()
            case "price": if try !scanner.takeNull() { price = try scanner.integer() }
            default: try scanner.skip()
            }
        }
        try scanner.finish()
        guard columns == ["bin_step", "bin_id", "price"] else { return nil }
    }

    func mismatch() -> ColumnMismatch? {
        let found = DLMMPrice.price(ofBin: bin, binStep: step)
        var columns = ColumnComparison()
        columns.compare("price", text(price), text(found))
        return columns.first
    }

    private func text(_ price: UInt128?) -> String { price.map { "\($0)" } ?? "null" }
}
