import Testing

@testable import Benches

@Suite("Benchmarks of pools, a quick round", .serialized)
struct PoolBenchTests {
    @Test("every kind is quoted, across as many ticks, bins or levels as its rows say")
    func quotes() throws {
        let report = try BenchKind.quote.run(BenchPlan.quick)
        #expect(!report.notes.contains { $0.contains("no amounts") })
        let rows = try BenchReportTests.rows(report, "quote")
        var counts: [String: Int] = [:]
        var crossings: [String: Set<Int>] = [:]
        for row in rows {
            #expect(try #require(row["median_ns"] as? Double) > 0)
            #expect(try #require(row["calls"] as? Int) >= 3 * 64)
            let pool = try #require(row["pool"] as? String)
            counts[pool, default: 0] += 1
            crossings[pool, default: []].insert(try #require(row["crossings"] as? Int))
        }
        let walking = [
            "Whirlpool", "Whirlpool, adaptive fee", "Raydium CLMM", "Meteora DLMM", "Phoenix",
        ]
        let plain = [
            "Raydium CPMM": 2, "Raydium CPMM, creator paid of the input": 2,
            "Raydium CPMM, creator paid of the output": 2, "Raydium AMM v4": 2,
            "Raydium AMM v4, on an order book": 2, "Meteora DAMM v2, fixed fee": 4,
            "Meteora DAMM v2, dynamic fee": 4, "Meteora DAMM v2, compounding": 4,
            "Meteora Dynamic AMM": 2, "Meteora Dynamic AMM, stable": 2,
        ]
        #expect(Set(counts.keys) == Set(walking).union(plain.keys))
        for pool in walking {
            #expect(counts[pool] == 16)
            #expect(crossings[pool] == [0, 1, 3, 10])
        }
        for (pool, count) in plain { #expect(counts[pool] == count && crossings[pool] == [0]) }
        // Four for each of the three that stand beside the Rust loop, ten of constant product.
        #expect(report.bars.count == 22)
    }

    @Test("arrays are read and updates evaluated, each change told and each cycle alone")
    func pools() throws {
        let report = try BenchKind.pools.run(BenchPlan.quick)
        let arrays = try BenchReportTests.rows(report, "arrays")
        let changed = arrays.compactMap { $0["changed"] as? Int }
        #expect(changed == [0, 1, 88, 0, 1, 60, 0, 1, 70])
        let updates = try BenchReportTests.rows(report, "updates")
        #expect(updates.compactMap { $0["pools"] as? Int } == [10, 1_000, 10, 1_000])
        for row in arrays + updates { #expect(try #require(row["median_ns"] as? Double) > 0) }
        #expect(report.bars.count == 5)
        #expect(report.text.hasPrefix("bench pools\n"))
    }
}
