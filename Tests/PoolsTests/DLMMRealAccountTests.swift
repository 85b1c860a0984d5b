import Foundation
import Numbers
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

    @Test("a pair is planned, read and traded from its accounts alone")
    func whole() throws {
        let pool = key("FJbEo74c2W4QLBBVUfUvi8VBWXtMdJVPuFpq2f6UV1iB")
        let folder = Shared.root.appendingPathComponent("data/meteora/dlmm/sdk_artifacts/\(pool)")
        var known = KnownAccounts()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let file = try Data(contentsOf: folder.appendingPathComponent(name))
            let json = try JSONSerialization.jsonObject(with: file) as? [String: Any]
            let account = try #require(json?["account"] as? [String: Any])
            let text = try #require((account["data"] as? [String])?.first)
            known[key(String(name.dropLast(5)))] = .present(
                owner: key(try #require(account["owner"] as? String)),
                data: Array(try #require(Data(base64Encoded: text))))
        }
        let plan = try DLMMLayout.plan(pool, known)
        #expect(DLMMPlanTests.starts(plan) == [0, -1, -3, 2])
        var feed = DLMMFeed(pool)
        for account in plan {
            guard case .present(let owner, let data) = known[account.key] else {
                #expect(account.mayBeMissing)
                try feed.missing(account.role, start: account.start)
                continue
            }
            try feed.read(
                account.role, data, start: account.start, key: account.key, owner: owner)
        }
        feed.drain()
        #expect(feed.state.isKnown && !feed.state.knowsExtension && feed.state.misfits == 0)
        #expect(feed.state.pair.activeBin == 0 && feed.state.pair.binStep == 10)
        for direction in [SwapDirection.aToB, .bToA] {
            let time = seconds(UInt64(feed.state.pair.volatility.lastUpdate) + 10_000)
            let trade = try feed.state.trade(direction, .exactIn(Atoms(1_000_000)), at: time)
            #expect(trade.amountOut.count > 0 && trade.amountIn.count == 1_000_000)
        }
    }

    @Test("two pairs of a node's answer are what they were said to be")
    func answers() throws {
        let url = Shared.root.appendingPathComponent("data/rpc/sava/getMultipleAccounts_1.json")
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
        let result = try #require(json?["result"] as? [String: Any])
        let values = try #require(result["value"] as? [[String: Any]])
        var steps: [UInt16: Int32] = [:]
        for value in values {
            let text = try #require((value["data"] as? [String])?.first)
            let bytes = Array(try #require(Data(base64Encoded: text)))
            var feed = DLMMFeed()
            let owner = try #require(value["owner"] as? String)
            try feed.read(.pool, bytes, owner: key(owner))
            feed.drain()
            steps[feed.state.pair.binStep] = feed.state.pair.activeBin
        }
        #expect(values.count == 2 && steps[4] == -4_916)
    }

    @Test("a mint that takes a fee of its own is refused")
    func transferFee() throws {
        let pool = "B5Eia4cE71tKuEDaqPHucJLG2fxySKyKzLMewd2nUvoc"
        var known = KnownAccounts()
        known[key(pool)] = .present(owner: dlmmProgram, data: try Self.file(pool, "lb_pair"))
        let plan = try DLMMLayout.plan(key(pool), known)
        known[plan[1].key] = .present(
            owner: DLMMPlanTests.tokens2022, data: try Self.file(pool, "token_x_mint"))
        #expect(throws: AccountError.unsupportedExtension) {
            try DLMMLayout.plan(key(pool), known)
        }
    }
}
