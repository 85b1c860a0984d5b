import Foundation
import Solana
import Testing

@testable import Pools

private let folder = "data/meteora/dlmm/sdk_commons"

@Suite("Real DLMM accounts", .enabled(if: Shared.exists(folder), "needs ../shared/data"))
struct DLMMRealAccountTests {
    static func file(_ pool: String, _ name: String) throws -> [UInt8] {
        let url = Shared.root.appendingPathComponent("\(folder)/\(pool)/\(name).bin")
        return Array(try Data(contentsOf: url))
    }

    /// A pool's accounts, from its files; the bin arrays say which they are.
    static func feed(_ pool: String) throws -> DLMMFeed {
        var feed = DLMMFeed(key(pool))
        try feed.read(.pool, file(pool, "lb_pair"))
        for name in ["bin_array_1", "bin_array_2"] {
            let bytes = try file(pool, name)
            let index = bytes[8..<12].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            try feed.read(.array, bytes, start: Int32(bitPattern: index))
        }
        feed.drain()
        return feed
    }

    @Test("an account of each pool holds what a swap's vector says of it")
    func vectors() throws {
        var pools: Set<String> = []
        for row in try Shared.rows("vectors/meteora_dlmm_fixture_swap_dev.jsonl") {
            let source = try #require(row["source"] as? [String: Any])
            let pool = try #require(source["pool"] as? String)
            guard pools.insert(pool).inserted else { continue }
            let feed = try Self.feed(pool)
            let pair = try #require(row["pair"] as? [String: Any])
            #expect(feed.state.pair.baseFactor == number(pair["base_factor"]))
            #expect(feed.state.pair.filterPeriod == number(pair["filter_period"]))
            #expect(feed.state.pair.decayPeriod == number(pair["decay_period"]))
            #expect(feed.state.pair.reductionFactor == number(pair["reduction_factor"]))
            #expect(feed.state.pair.variableFeeControl == number(pair["variable_fee_control"]))
            #expect(feed.state.pair.accumulatorMax == number(pair["max_volatility_accumulator"]))
            #expect(feed.state.pair.protocolShare == number(pair["protocol_share"]))
            #expect(feed.state.pair.baseFeePower == number(pair["base_fee_power_factor"]))
            #expect(feed.state.pair.takesFeeInY == (number(pair["collect_fee_mode"]) == 1))
            #expect(feed.state.pair.activeBin == number(pair["active_id"]))
            #expect(feed.state.pair.binStep == number(pair["bin_step"]))
            #expect(
                feed.state.pair.volatility.accumulator == number(pair["volatility_accumulator"]))
            #expect(feed.state.pair.volatility.indexReference == number(pair["index_reference"]))
            #expect(feed.state.pair.volatility.lastUpdate == number(pair["last_update_timestamp"]))
            let arrays = try #require(row["bin_arrays"] as? [[String: Any]])
            for array in arrays {
                for bin in array["bins"] as? [[Any]] ?? [] {
                    let known = feed.state.bin(number(bin[0]))
                    let found = try #require(known)
                    #expect(found.amountX == number(bin[1]) && found.amountY == number(bin[2]))
                }
            }
            let flagged: [Int32] = (row["bitmap_arrays"] as? [Any] ?? []).map { number($0) }
            for index in flagged {
                #expect(try feed.state.nextArray(from: index, isDown: false) == index)
                #expect(try feed.state.nextArray(from: index, isDown: true) == index)
            }
            #expect(try feed.state.nextArray(from: -512, isDown: false) == flagged.min())
        }
        #expect(pools.count == 3)
    }

    @Test("the oracle and the reserves stand at their derived addresses")
    func addresses() throws {
        let pair = key("EtAdVRLFH22rjWh3mcUasKFF27WtHhsaCvK27tPFFWig")
        let bytes = try Self.file("EtAdVRLFH22rjWh3mcUasKFF27WtHhsaCvK27tPFFWig", "lb_pair")
        try bytes.withUnsafeBytes { raw in
            let account = try DLMMPairAccount(AccountBytes(raw), owner: dlmmProgram)
            #expect(account.mintX == key("Df6yfrKC8kZE3KNkrHERKzAetSxbrWeniQfyJY4Jpump"))
            #expect(account.mintY == key("So11111111111111111111111111111111111111112"))
            #expect(account.oracle == DLMMLayout.oracleAddress(pair: pair))
            for (mint, reserve) in [
                (account.mintX, account.reserveX), (account.mintY, account.reserveY),
            ] {
                #expect(reserve == DLMMLayout.reserveAddress(pair: pair, mint: mint))
            }
        }
    }
}
