import Testing

@testable import Captures

@Suite("Recorded swaps")
struct ReplayTests {
    /// The expected counts are not from our code: swaps per pool and day are counted in the files;
    /// how many have one state before, or a range of them, a second program (integers without
    /// bounds, in another language, its own swap) found by the same rules.
    @Test("the whole table", .enabled(if: RecordedData.isThere))
    func whole() throws {
        let table = try CaptureReplay.table(of: RecordedData.directory)
        #expect(table.mismatches == 0, "\(table.first)")
        let day = table.rows.filter { $0.capture == "2022-04-06" }
        let counts = Dictionary(
            uniqueKeysWithValues: day.map { ($0.pool.prefix(6), [$0.swaps, $0.single, $0.ranged]) })
        #expect(
            counts == [
                "65shmp": [4692, 4627, 60], "FSBDeu": [930, 919, 10], "24WZto": [3813, 3769, 42],
                "HJPjoW": [14, 1, 0], "AiMZS5": [12, 0, 12], "5Z66YY": [2, 0, 2],
                "HyBtxW": [1, 1, 0], "4fuUiY": [2, 2, 0],
            ])
        #expect(day.reduce(0) { $0 + $1.swaps } == 9466)
        #expect(day.allSatisfy { Set($0.unchecked.keys).isSubset(of: [.severalStates]) })

        // 23 and 12 lines `ray_log`, 15 events of the CPMM of which one pays a creator.
        let block = table.rows.filter { $0.capture == "2025-08-22" }
        #expect(block.filter { $0.kind == "raydium-amm-v4" }.map(\.checked) == [35])
        let cpmm = block.filter { $0.kind == "raydium-cpmm" }
        #expect(cpmm.reduce(0) { $0 + $1.checked } == 14)
        #expect(cpmm.reduce(0) { $0 + $1.unchecked[.olderRule, default: 0] } == 1)
        let seen = ["whirlpool": 53, "raydium-clmm": 42, "meteora-dlmm": 72]
        for (kind, swaps) in seen {
            let rows = block.filter { $0.kind == kind }
            #expect(rows.reduce(0) { $0 + $1.swaps } == swaps)
            #expect(rows.allSatisfy { $0.checked == 0 })
        }
        #expect(table.notes.count == 3)
    }

    @Test("every swap is checked or has a reason", .enabled(if: RecordedData.isThere))
    func complete() throws {
        let rows = try RecordedBlock.rows(
            archive: RecordedData.directory + "/rpc/sava/getBlock.json.zip",
            entry: "getBlock.json", capture: "block")
        for row in rows {
            #expect(row.swaps == row.checked + row.unchecked.values.reduce(0, +))
        }
    }

    @Test("rows of one kind are summed, and a folder without captures is refused")
    func sums() {
        var table = ReplayTable()
        var one = ReplayRow(capture: "c", kind: "k", pool: "p")
        one.skip(.noFees, 2)
        one.single = 3
        one.swaps += 3
        var two = one
        two.pool = "q"
        table.add([one, two, one])
        #expect(table.rows.map(\.swaps) == [10, 5])
        #expect(table.kinds.map(\.swaps) == [15])
        #expect(table.checked == 9)
        #expect(table.unchecked == [.noFees: 6])
        #expect(throws: CaptureError.nothing(folder: "/nowhere")) {
            try CaptureReplay.table(of: "/nowhere")
        }
    }
}
