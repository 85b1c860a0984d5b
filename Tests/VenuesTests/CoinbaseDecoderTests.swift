import Codecs
import Markets
import Numbers
import TestMemory
import Testing
import Venues

@Suite("Coinbase decoder")
struct CoinbaseDecoderTests {
    static let two = message(
        event("update", "SOL-USD", level("bid", "143.27", "0"), level("offer", "143.3", "12.5")))

    @Test("the usual message is read the quick way")
    func usual() {
        let (reading, quick) = readBoth(Array(CoinbaseDecoderTests.two.utf8))
        #expect(quick)
        #expect(reading.kind == .levels)
        #expect(reading.sequence == 41)
        #expect(reading.stamped == 1_787_407_200_000_394_157)
        #expect(
            reading.events == [
                Diff(3, .bid, 14327, 0, "f"), Diff(3, .ask, 14330, 1_250_000_000, "l"),
            ])
    }

    @Test(
        "a client id is allowed and changes nothing",
        arguments: [
            (#""""#, true), (#""me""#, true), ("7", true), ("1000000000000000000", true),
            (#""0123456789012345678901234567890""#, true), ("null", false), ("[]", false),
            (#""a\"b""#, false), (#""01234567890123456789012345678901""#, false),
        ])
    func clientID(id: String, isUsual: Bool) {
        let text = CoinbaseDecoderTests.two.replacing(
            #""l2_data","#, with: #""l2_data","client_id":"# + id + ",")
        let (reading, quick) = readBoth(Array(text.utf8))
        #expect(quick == isUsual)
        #expect(reading == read(CoinbaseDecoderTests.two))
    }

    @Test("a snapshot's batch replaces the book")
    func snapshot() {
        let text = message(
            event(
                "snapshot", "BTC-USD", level("bid", "65083.66", "0.20371215"),
                level("bid", "65083", "1"),
                level("offer", "65083.67", "0.5")))
        let (reading, quick) = readBoth(Array(text.utf8))
        #expect(quick)
        #expect(
            reading.events == [
                Diff(5, .bid, 6_508_366, 20_371_215, "fs"),
                Diff(5, .bid, 6_508_300, 100_000_000, "s"),
                Diff(5, .ask, 6_508_367, 50_000_000, "sl"),
            ])
    }

    @Test("an empty snapshot empties the book, an empty update says nothing")
    func empty() {
        let cleared = readBoth(Array(message(event("snapshot", "SOL-USD")).utf8)).0
        #expect(cleared.events == [Diff(3, .bid, 1, 0, "fsl")])
        let nothing = readBoth(Array(message(event("update", "SOL-USD")).utf8)).0
        #expect(nothing.kind == .levels && nothing.events.isEmpty && nothing.fault == nil)
        #expect(readBoth(Array(message("").utf8)).0.events.isEmpty)
    }

    @Test("each product's batch ends at its own last diff, whatever stands between")
    func batches() {
        let text = message(
            [
                event("update", "SOL-USD", level("bid", "1", "1")),
                event("update", "BTC-USD", level("bid", "2", "1"), level("bid", "3", "1")),
                event("update", "SOL-USD"),
                event("update", "SOL-USD", level("offer", "4", "1")),
                event("update", "ETH-USD", level("offer", "4", "1")),
            ].joined(separator: ","))
        let reading = readBoth(Array(text.utf8)).0
        let one: UInt64 = 100_000_000
        #expect(
            reading.events == [
                Diff(3, .bid, 100, one, "f"), Diff(5, .bid, 200, one, "f"),
                Diff(5, .bid, 300, one, "l"),
                Diff(3, .ask, 400, one, "l"),
            ])
    }

    @Test(
        "a snapshot in the middle of a message opens its batch anew, and what follows belongs to it"
    )
    func snapshotInside() {
        let text = message(
            [
                event("update", "SOL-USD", level("bid", "1", "1")),
                event("snapshot", "SOL-USD", level("bid", "2", "1")),
                event("update", "SOL-USD", level("bid", "3", "1")),
            ].joined(separator: ","))
        let reading = readBoth(Array(text.utf8)).0
        let one: UInt64 = 100_000_000
        #expect(
            reading.events == [
                Diff(3, .bid, 100, one, "f"), Diff(3, .bid, 200, one, "fs"),
                Diff(3, .bid, 300, one, "sl"),
            ])
    }

    @Test(
        "other orders of keys, white space, escapes and unknown keys change nothing",
        arguments: [
            #"""
            {"sequence_num":41,"timestamp":"2026-08-22T14:00:00.000394157Z","events":[{"up\#
            dates":[EVENTS],"product_id":"SOL-USD","type":"update"}],"channel":"l2_data"}
            """#,
            #"""
             {"channel" : "l2_data","timestamp":"2026-08-22T14:00:00.000394157Z","sequence\#
            _num": 41 ,"events": [ {"type":"update","product_id":"SOL-USD","updates":[ EVE\#
            NTS ]} ] } 
            """#,
            #"""
            {"channel":"l2\u005fdata","timestamp":"2026-08-22T14:00:00.000394157\u005A","s\#
            equence_num":41,"events":[{"type":"upd\u0061te","product_id":"SOL\u002dUSD","u\#
            pdates":[EVENTS]}]}
            """#,
            #"""
            {"new":{"events":[]},"channel":"l2_data","timestamp":"2026-08-22T14:00:00.0003\#
            94157Z","sequence_num":41,"events":[{"x":[1],"type":"update","product_id":"SOL\#
            -USD","updates":[EVENTS]}]}
            """#,
            #"""
            {"channel":"l2_data","timestamp":"2026-08-22T14:00:00.000394157Z","sequence_nu\#
            m":41,"events":[{"type":"update","product_id":"SOL-USD","updates":[EVENTS],"mo\#
            re":1}],"and":null}
            """#,
            #"""
            {"channel":"l2_data","timestamp":"2026-08-22T14:00:00.000394157Z","sequence_nu\#
            m":41,"events":[{"type":"update","product_id":"SOL-USD","updates":[EVENTS]}]} 
            """#,
        ])
    func deviations(form: String) {
        let expected = read(CoinbaseDecoderTests.two)
        let diffs = [
            (level("bid", "143.27", "0"), level("offer", "143.3", "12.5")),
            (
                #"{"new_quantity":"0","price_level":"143.27","side":"bid"}"#,
                level("offer", "143.30", "12.500")
            ),
            (
                level("b\\u0069d", "143\\u002e27", "\\u0030"),
                #"""
                {"side" : "offer","event_time":0,"price_level":"143.3","new_quantity":"12.\#
                5","x":{}}
                """#
            ),
            (level("bid", "143.27", "0.00000000"), level("offer", "000000143.3", "12.5000000000")),
        ]
        for (first, second) in diffs {
            let text = form.replacing("EVENTS", with: first + "," + second)
            #expect(readBoth(Array(text.utf8)).0 == expected, "\(text)")
        }
    }

    @Test("what is unknown is counted and passed over")
    func unknown() {
        var decoder = CoinbaseDecoder(products: products)
        let texts = [
            message(event("update", "ETH-USD", level("bid", "1", "1"))),
            message(event("retransmit", "SOL-USD", level("bid", "1", "1"))),
            message(#"{"type":"note"}"#),
            #"""
            {"channel":"market_trades","timestamp":"2026-08-22T14:00:00Z","sequence_num":5\#
            ,"events":[{"trades":[]}]}
            """#,
            #"{"channel":"new","sequence_num":6,"timestamp":7,"events":{}}"#,
        ]
        for text in texts {
            let guarded = GuardedBytes(text)
            let reading = decoder.read(guarded.bytes)
            #expect(reading.events.isEmpty && reading.fault == nil)
        }
        #expect(decoder.unknownProducts == 1)
        #expect(decoder.unknownTypes == 2)
        #expect(decoder.unknownChannels == 2)
        #expect(decoder.unreadableStamps == 1)
    }

    @Test("a product's name may be long")
    func longName() {
        let text = message(event("update", "1000-LONG-NAMED-THING", level("bid", "0.5", "7")))
        #expect(readBoth(Array(text.utf8)).0.events == [Diff(6, .bid, 5, 7, "fl")])
    }

    @Test(
        "heartbeats, acknowledgements and errors are known",
        arguments: [
            (
                #"""
                {"channel":"heartbeats","timestamp":"2026-08-09T21:05:48.85Z","sequence_nu\#
                m":35,"events":[{"current_time":"x","heartbeat_counter":41691}]}
                """#,
                CoinbaseMessage.Kind.heartbeat, 35, nil
            ),
            (
                #"""
                {"channel":"heartbeats","timestamp":"2026-08-09T21:05:48Z","sequence_num":\#
                36,"events":[{"heartbeat_counter":"417"}]}
                """#,
                .heartbeat, 36, nil
            ),
            (
                #"""
                {"channel":"subscriptions","client_id":"","timestamp":"2026-03-02T09:14:07\#
                .118204731Z","sequence_num":1,"events":[{"subscriptions":{"level2":["BTC-U\#
                SD"]}}]}
                """#,
                .subscriptions, 1, #"[{"subscriptions":{"level2":["BTC-USD"]}}]"#
            ),
            (
                #"{"type":"error","message":"too many L2 streams"}"#, .error, nil,
                "too many L2 streams"
            ),
        ] as [(String, CoinbaseMessage.Kind, UInt64?, String?)])
    func others(text: String, kind: CoinbaseMessage.Kind, sequence: UInt64?, content: String?)
        throws
    {
        let guarded = GuardedBytes(text)
        var decoder = CoinbaseDecoder(products: products)
        let message = try decoder.begin(guarded.bytes, input: InputSequence(1), received: .never)
        #expect(message.kind == kind)
        #expect(message.sequence == sequence)
        #expect(message.text.map { String(decoding: $0.raw, as: UTF8.self) } == content)
        guard case .done = decoder.next() else {
            Issue.record("no diffs")
            return
        }
    }

    @Test("a new message may begin before the last one is done")
    func abandoned() throws {
        var decoder = CoinbaseDecoder(products: products)
        let first = GuardedBytes(CoinbaseDecoderTests.two)
        _ = try decoder.begin(first.bytes, input: InputSequence(1), received: .never)
        _ = decoder.next()
        let second = GuardedBytes(CoinbaseDecoderTests.two)
        #expect(decoder.read(second.bytes) == read(CoinbaseDecoderTests.two))
    }

    @Test("a message cut at any byte is refused, by both ways")
    func truncated() {
        let texts = [
            CoinbaseDecoderTests.two,
            message(
                event("snapshot", "SOL-USD", level("bid", "1", "1")) + ","
                    + event("update", "SOL-USD", level("bid", "1", "1"))),
        ]
        for text in texts {
            let bytes = Array(text.utf8)
            for end in 0..<bytes.count {
                #expect(readBoth(Array(bytes[..<end])).0.fault != nil, "cut at \(end)")
            }
        }
    }

    @Test("white space at any place changes nothing, or is refused inside of a text")
    func spaces() {
        let bytes = Array(CoinbaseDecoderTests.two.utf8)
        let expected = read(CoinbaseDecoderTests.two)
        var inText = false
        for place in 0...bytes.count {
            if !inText, place == 0 || !(0x30...0x39).contains(bytes[place - 1]) {
                #expect(
                    readBoth(Array(bytes[..<place]) + [0x20] + Array(bytes[place...])).0 == expected
                )
            } else {
                _ = readBoth(Array(bytes[..<place]) + [0x20] + Array(bytes[place...]))
            }
            if place < bytes.count, bytes[place] == 0x22 { inText.toggle() }
        }
    }

    @Test("mutated messages never crash it, and both ways agree on them")
    func mutated() {
        var random = SeededGenerator(seed: 11)
        let seeds = [
            CoinbaseDecoderTests.two,
            message(
                event(
                    "snapshot", "BTC-USD", level("bid", "65083.66", "0.2"),
                    level("offer", "7", "1"), level("bid", "9.1", "0"))),
            message(
                event("update", "SOL-USD", level("bid", "1", "1")) + ","
                    + event("update", "SOL-USD", level("bid", "1", "1"))),
        ]
        let likely = Array("\"{}[],:0123456789.\\ bidofer".utf8)
        for round in 0..<15_000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                let byte =
                    Bool.random(using: &random)
                    ? likely.randomElement(using: &random)!
                    : UInt8.random(in: 0...255, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[at] = byte
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(byte, at: at)
                default: bytes.removeSubrange(at..<min(bytes.count, at + 9))
                }
            }
            _ = readBoth(bytes)
        }
    }
}
