import Markets
import Numbers
import Testing

@testable import Simulators

@Suite("The simulated Coinbase")
struct CoinbaseSimulatorTests {
    /// 2026-08-09T21:05:48.5Z
    static let wall = WallTime(nanosecondsSince1970: 1_786_309_548_500_000_000)

    static func simulator() -> CoinbaseSimulator {
        CoinbaseSimulator(
            product: "SOL-USD", priceDecimals: 2, sizeDecimals: 8, capture: nil, speed: 1,
            wallStart: wall)
    }

    static func book() -> GeneratedBook {
        GeneratedBook(around: 15_000_000, depth: 2, sizeDecimals: 8, seed: 1)
    }

    static func texts(_ outbox: inout Outbox, of client: ClientID) -> [String] {
        outbox.takeAll().filter { $0.client == client }.map { item in
            switch item.what {
            case .text(let text): String(decoding: text, as: UTF8.self)
            case .bytes: "(bytes)"
            case .close(let code): "(close \(code))"
            case .reset: "(reset)"
            }
        }
    }

    @Test("numbers and moments are spelled as the venue spells them")
    func spelling() {
        func text(_ count: UInt64, _ decimals: Int) -> String {
            String(decoding: DecimalText.trimmed(count, decimals: decimals), as: UTF8.self)
        }
        #expect(text(6_506_250, 2) == "65062.5" && text(0, 8) == "0")
        #expect(text(1, 8) == "0.00000001" && text(654_174_439, 8) == "6.54174439")
        #expect(text(12_903_488_800, 2) == "129034888" && text(7, 0) == "7")
        func stamp(_ nanoseconds: UInt64) -> String {
            String(
                decoding: TimestampText.rfc3339(WallTime(nanosecondsSince1970: nanoseconds)),
                as: UTF8.self)
        }
        #expect(stamp(1_786_309_548_483_587_501) == "2026-08-09T21:05:48.483587501Z")
        #expect(stamp(1_786_309_548_210_883_000) == "2026-08-09T21:05:48.210883Z")
        #expect(stamp(1_709_164_800_000_000_000) == "2024-02-29T00:00:00Z")
        #expect(stamp(0) == "1970-01-01T00:00:00Z")
        #expect(stamp(4_107_542_399_900_000_000) == "2100-02-28T23:59:59.9Z")
        let go = TimestampText.goText(
            WallTime(nanosecondsSince1970: 1_786_309_548_854_840_045),
            running: Nanoseconds(41_691_260_485_341))
        #expect(
            String(decoding: go, as: UTF8.self)
                == "2026-08-09 21:05:48.854840045 +0000 UTC m=+41691.260485341")
    }

    @Test("a subscription brings the snapshot, then the acknowledgement, and then updates")
    func subscription() {
        var venue = CoinbaseSimulatorTests.simulator()
        var outbox = Outbox()
        let book = CoinbaseSimulatorTests.book()
        venue.connect(0, at: Nanoseconds(0))
        let request = #"{"type":"subscribe","channel":"level2","product_ids":["SOL-USD"]}"#
        _ = venue.receive(
            Array(request.utf8)[...], from: 0, at: Nanoseconds(0), book: book, into: &outbox)
        let first = CoinbaseSimulatorTests.texts(&outbox, of: 0)
        #expect(first.count == 2)
        let start = #"""
            {"channel":"l2_data","timestamp":"2026-08-09T21:05:48.5Z",\#
            "sequence_num":0,"events":[{"type":"snapshot","product_id":"SOL-USD","updates":[\#
            {"side":"bid","event_time":"2026-08-09T21:05:48.479Z","price_level":"149.99",\#
            "new_quantity":
            """#
        #expect(first.first?.hasPrefix(start) == true, "\(first)")
        #expect(first.first?.contains(#"{"side":"offer","event_time"#) == true)
        #expect(first.first?.hasSuffix(#""}]}]}"#) == true)
        #expect(
            first.last == #"""
                {"channel":"subscriptions","timestamp":"2026-08-09T21:05:48.5Z",\#
                "sequence_num":1,"events":[{"subscriptions":{"level2":["SOL-USD"]}}]}
                """#)
        let changes = [
            LevelChange(side: .bid, price: 14_998, size: 0),
            LevelChange(side: .ask, price: 15_010, size: 250_000_000),
        ]
        venue.publish(changes, book: book, at: .milliseconds(50), into: &outbox)
        #expect(
            CoinbaseSimulatorTests.texts(&outbox, of: 0) == [
                #"""
                {"channel":"l2_data","timestamp":"2026-08-09T21:05:48.55Z","sequence_num":2,\#
                "events":[{"type":"update","product_id":"SOL-USD","updates":[\#
                {"side":"bid","event_time":"2026-08-09T21:05:48.529Z",\#
                "price_level":"149.98","new_quantity":"0"},\#
                {"side":"offer","event_time":"2026-08-09T21:05:48.529Z",\#
                "price_level":"150.1","new_quantity":"2.5"}]}]}
                """#
            ])
    }

    @Test("heartbeats come each second, numbered with everything else of their connection")
    func heartbeats() {
        var venue = CoinbaseSimulatorTests.simulator()
        var outbox = Outbox()
        venue.connect(3, at: Nanoseconds(0))
        venue.connect(4, at: Nanoseconds(0))
        _ = venue.receive(
            Array(#"{"channel":"heartbeats","type":"subscribe"}"#.utf8)[...], from: 3,
            at: Nanoseconds(0), book: nil, into: &outbox)
        for tick in 1...35 as ClosedRange<UInt64> {
            venue.turn(at: .milliseconds(tick * 100), into: &outbox)
        }
        let texts = CoinbaseSimulatorTests.texts(&outbox, of: 3)
        #expect(texts.count == 5)
        #expect(texts[0].contains(#""subscriptions":{"heartbeats":["heartbeats"]}"#))
        for (index, text) in texts.enumerated() {
            #expect(text.contains(#""sequence_num":\#(index),"#))
        }
        #expect(
            texts[1] == #"""
                {"channel":"heartbeats","timestamp":"2026-08-09T21:05:48.7Z",\#
                "sequence_num":1,"events":[{"current_time":"2026-08-09 21:05:48.7 +0000 UTC \#
                m=+41690.260485341","heartbeat_counter":41690}]}
                """#)
    }

    @Test("who asks for nothing in five seconds is closed; others are told what is wrong")
    func refusals() {
        var venue = CoinbaseSimulatorTests.simulator()
        var outbox = Outbox()
        venue.connect(0, at: Nanoseconds(0))
        venue.connect(1, at: Nanoseconds(0))
        for text in [
            #"{"type":"subscribe","channel":"level2","product_ids":["FOO-BAR"]}"#,
            #"{"type":"subscribe","channel":"level9","product_ids":["SOL-USD"]}"#, "{", "[]",
        ] {
            _ = venue.receive(
                Array(text.utf8)[...], from: 1, at: Nanoseconds(0),
                book: CoinbaseSimulatorTests.book(), into: &outbox)
        }
        #expect(
            CoinbaseSimulatorTests.texts(&outbox, of: 1) == [
                #"{"type":"error","message":"product not found: FOO-BAR"}"#,
                #"{"type":"error","message":"channel not found: level9"}"#,
                #"{"type":"error","message":"invalid message"}"#,
                #"{"type":"error","message":"invalid message"}"#,
            ])
        #expect(venue.malformed == 2)
        venue.turn(at: .milliseconds(5_001), into: &outbox)
        #expect(CoinbaseSimulatorTests.texts(&outbox, of: 0) == ["(close 1008)"])
        #expect(venue.clients.count == 1)
    }

    @Test("after the last unsubscription the acknowledgement is empty and no update comes")
    func unsubscription() {
        var venue = CoinbaseSimulatorTests.simulator()
        var outbox = Outbox()
        let book = CoinbaseSimulatorTests.book()
        venue.connect(0, at: Nanoseconds(0))
        for type in ["subscribe", "unsubscribe"] {
            let text = #"{"type":"\#(type)","channel":"level2","product_ids":["SOL-USD"]}"#
            _ = venue.receive(
                Array(text.utf8)[...], from: 0, at: Nanoseconds(0), book: book, into: &outbox)
        }
        let change = LevelChange(side: .bid, price: 14_998, size: 5)
        venue.publish([change], book: book, at: .milliseconds(50), into: &outbox)
        let texts = CoinbaseSimulatorTests.texts(&outbox, of: 0)
        #expect(texts.count == 3)
        #expect(texts.last?.hasSuffix(#""events":[{"subscriptions":{}}]}"#) == true)
    }
}
