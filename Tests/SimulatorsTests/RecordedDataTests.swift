import Foundation
import Numbers
import Pools
import Testing

@testable import Simulators

@Suite("Recorded markets", .enabled(if: RecordedData.isThere, "needs ../shared/data"))
struct RecordedDataTests {
    @Test("the pool of the snapshot is walked to Coinbase's price, and follows it")
    func coinbase() throws {
        let market = RecordedMarket(dataDirectory: RecordedData.directory)
        var process = try MarketProcess.make(.recordedCoinbase(market), speed: 1, epoch: 0)
        // The first real ETH-USD book stands at 1919.44 / 1919.49 (INDEX.md, and the frame itself).
        #expect(process.fairPrice == 191_946_500)
        let walked = process.scale.thousandths(of: process.pool.state.sqrtPrice)
        #expect(abs(walked - 191_946_500) <= 10)
        #expect(process.pool.accounts.count == 31)
        process.beginPlay(after: .seconds(1))
        var changes = 0
        var gaps: [Int64] = []
        process.advance(to: .seconds(26)) { event, market in
            guard case .slot(_, let changed) = event else { return }
            changes += changed.contains(0) ? 1 : 0
            gaps.append(
                (market.scale.thousandths(of: market.pool.state.sqrtPrice) - market.fairPrice)
                    * 10_000 / market.fairPrice)
        }
        #expect(changes > 20, "\(changes) of \(gaps.count) slots")
        #expect(gaps.allSatisfy { abs($0) < 200 }, "\(gaps)")
    }

    @Test("the frames of the capture are served whole, in order, byte for byte")
    func frames() throws {
        let path = RecordedData.directory + "/cex/cryptofeed_v3/COINBASE.jsonl.zst"
        let capture = try CoinbaseCapture(path: path, product: "ETH-USD", decimals: 2)
        #expect(capture.frames.count == 1_030)
        #expect(capture.products == ["BTC-USD", "ETH-USD"])
        #expect(capture.tops.last.map { $0.bid < $0.ask } == true)
        // zstd and Foundation read the same frames.
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["zstd", "-dcq", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "needs the zstd program")
        var index = 0
        for line in data.split(separator: 0x0A) {
            let entry = try JSONSerialization.jsonObject(with: line) as? [String: Any]
            guard entry?["t"] as? String == "recv", let text = entry?["data"] as? String else {
                continue
            }
            #expect(capture.frame(index).elementsEqual(text.utf8))
            index += 1
        }
        #expect(index == 1_030)
        // One client, in one go.
        var venue = CoinbaseSimulator(
            product: "ETH-USD", priceDecimals: 2, sizeDecimals: 8, capture: capture, speed: 10,
            wallStart: WallTime(nanosecondsSince1970: 0))
        var outbox = Outbox()
        venue.connect(0, at: Nanoseconds(0))
        let ask = #"{"type":"subscribe","product_ids":["ETH-USD"],"channel":"level2"}"#
        let begins = venue.receive(
            Array(ask.utf8)[...], from: 0, at: .seconds(1), book: nil, into: &outbox)
        #expect(begins)
        venue.turn(at: .seconds(2), into: &outbox)
        let first = outbox.takeAll()
        #expect(first.count > 100 && first.count < 600, "\(first.count)")
        venue.turn(at: .seconds(4), into: &outbox)
        let all = first + outbox.takeAll()
        #expect(all.count == 1_031 && all.last?.what == .close(1001))
        for (place, item) in all.dropLast().enumerated() {
            #expect(item.what == .text(capture.frame(place)))
        }
    }

    @Test("the day's swaps come in order, in their slots, and near to what was recorded")
    func day() throws {
        let day = RecordedDay(dataDirectory: RecordedData.directory)
        var process = try MarketProcess.make(.day(day), speed: 600, epoch: 0)
        #expect(process.slot == 128_407_683)
        var isGapless = true
        var last = process.slot
        process.advance(to: .seconds(145)) { event, _ in
            guard case .slot(let slot, _) = event else { return }
            isGapless = isGapless && slot == last + 1
            last = slot
        }
        guard case .recorded(let recorded) = process.flow else {
            Issue.record("the day has recorded swaps")
            return
        }
        #expect(recorded.isDone && recorded.swaps.count > 4_600)
        #expect(isGapless)
        #expect(last >= 128_550_000, "\(last)")
        let comparison = recorded.comparison
        #expect(comparison.refused == 0)
        #expect(comparison.withinTen * 100 >= comparison.swaps * 99, "\(comparison)")
        #expect(comparison.corrections * 20 <= comparison.swaps, "\(comparison)")
        #expect(comparison.swaps == UInt64(recorded.swaps.count))
    }

    @Test("a candle's path touches open, high, low and close, and nothing beyond")
    func candles() throws {
        let path = RecordedData.directory + "/timeseries/cex_hourly_2022/SOLUSD.csv"
        let candles = try CandleTable.candles(of: "2022-04-06", in: path, decimals: 5)
        #expect(candles.count == 24)
        #expect(
            candles[0]
                == Candle(open: 12_690_000, high: 12_698_000, low: 12_013_000, close: 12_459_000))
        var walk = CandlePath(candles, seed: 3)
        for (hour, candle) in candles.enumerated() {
            var prices: [Int64] = []
            for second in 0..<3_600 {
                prices.append(walk.price(at: UInt64(hour * 3_600 + second) * 1_000_000_000))
            }
            let most = try #require(prices.max())
            let least = try #require(prices.min())
            #expect(most <= candle.high && least >= candle.low)
            let slack = candle.open / 500
            #expect(candle.high - most < slack && least - candle.low < slack)
        }
    }
}

@Suite("Missing data")
struct MissingDataTests {
    @Test("a file that is not there is named, with what to do")
    func missing() {
        for market in [
            MarketScenario.recordedCoinbase(RecordedMarket(dataDirectory: "/nowhere")),
            MarketScenario.day(RecordedDay(dataDirectory: "/nowhere")),
        ] {
            do throws(ScenarioError) {
                _ = try MarketProcess.make(market, speed: 1, epoch: 0)
                Issue.record("there is no such file")
            } catch {
                #expect("\(error)".contains("/nowhere/"), "\(error)")
                #expect("\(error)".contains("data_directory"))
            }
        }
    }
}
