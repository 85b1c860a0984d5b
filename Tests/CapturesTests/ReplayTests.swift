import Testing

@testable import Captures

@Suite("Recorded swaps")
struct ReplayTests {
    @Test("the whole table", .enabled(if: RecordedData.isThere))
    func whole() throws {
        let table = try CaptureReplay.table(of: RecordedData.directory)
        for row in table.rows {
            print(row.kind, row.pool, row.swaps, row.single, row.ranged, row.mismatches,
                row.unchecked.map { "\($0.key): \($0.value)" })
        }
        for one in table.first { print(one) }
    }
}
