import Codecs
import Testing
import Venues

@Suite("Coinbase decoder, refusing")
struct CoinbaseRefusalTests {
    @Test(
        "what is known but wrong is refused",
        arguments: [
            (level("ask", "1", "1"), CoinbaseFault.unknownSide),
            (level("buy", "1", "1"), .unknownSide),
            (level("bid", "-1", "1"), .badPrice(.signed)),
            (level("bid", "1.005", "1"), .badPrice(.offGrid)),
            (level("bid", "", "1"), .badPrice(.empty)),
            (level("bid", "1e3", "1"), .badPrice(.badCharacter(offset: 1))),
            (level("bid", "0", "1"), .priceOutOfRange),
            (level("bid", "0.00", "1"), .priceOutOfRange),
            (level("bid", "92233720368547758.08", "1"), .priceOutOfRange),
            (level("bid", "184467440737095516.16", "1"), .badPrice(.overflow)),
            (level("bid", "1", "-1"), .badSize(.signed)),
            (level("bid", "1", "0.000000001"), .badSize(.offGrid)),
            (level("bid", "1", "184467440738"), .badSize(.overflow)),
            (#"{"side":"bid","price_level":"1"}"#, .missing(.size)),
            (#"{"side":"bid","new_quantity":"1"}"#, .missing(.price)),
            (#"{"price_level":"1","new_quantity":"1"}"#, .missing(.side)),
            (
                #"{"side":"bid","price_level":"1","price_level":"1","new_quantity":"1"}"#,
                .repeated(.price)
            ),
            (#"{"side":"bid","price_level":1,"new_quantity":"1"}"#, .json(.wrongKind)),
            ("7", .json(.wrongKind)),
            (
                level("bid", String(repeating: "0", count: 70) + "1", "1"),
                .badPrice(.tooManyDigits)
            ),
            (String(level("bid", "1", "1").dropLast()) + ",}", .json(.unexpectedByte)),
        ])
    func refused(diff: String, expected: CoinbaseFault) {
        for text in [
            message(event("update", "SOL-USD", diff)),
            message(
                event(
                    "update", "SOL-USD", level("bid", "143.27", "1"), diff,
                    level("bid", "2", "1"))),
        ] {
            #expect(readBoth(Array(text.utf8)).0.fault == expected)
            #expect(read(text, speed: .general).fault == expected)
        }
    }

    @Test(
        "a message that lacks or repeats what must be there is refused",
        arguments: [
            (#"{"timestamp":"","sequence_num":1,"events":[]}"#, CoinbaseFault.missing(.channel)),
            (#"{"channel":"l2_data","events":[]}"#, .missing(.sequence)),
            (#"{"channel":"l2_data","sequence_num":1}"#, .missing(.events)),
            (
                #"{"channel":"l2_data","channel":"l2_data","sequence_num":1,"events":[]}"#,
                .repeated(.channel)
            ),
            (
                #"{"channel":"l2_data","sequence_num":1,"sequence_num":1,"events":[]}"#,
                .repeated(.sequence)
            ),
            (#"{"channel":"l2_data","sequence_num":"1","events":[]}"#, .json(.wrongKind)),
            (#"{"channel":"l2_data","sequence_num":-1,"events":[]}"#, .json(.notAnInteger)),
            (#"{"channel":"l2_data","sequence_num":1,"events":{}}"#, .json(.wrongKind)),
            (
                #"""
                {"channel":"l2_data","sequence_num":1,"events":[{"product_id":"SOL-USD","u\#
                pdates":[]}]}
                """#,
                .missing(.type)
            ),
            (
                #"""
                {"channel":"l2_data","sequence_num":1,"events":[{"type":"update","updates"\#
                :[]}]}
                """#,
                .missing(.product)
            ),
            (
                #"""
                {"channel":"l2_data","sequence_num":1,"events":[{"type":"update","product_\#
                id":"SOL-USD"}]}
                """#,
                .missing(.updates)
            ),
            (
                #"""
                {"channel":"l2_data","sequence_num":1,"events":[{"type":"update","product_\#
                id":"SOL-USD","updates":{}}]}
                """#,
                .json(.wrongKind)
            ),
            ("[]", .json(.wrongKind)), ("", .json(.endOfText)), ("garbage", .json(.wrongKind)),
            ("{}{}", .json(.trailingBytes)),
        ])
    func malformed(text: String, expected: CoinbaseFault) {
        #expect(readBoth(Array(text.utf8)).0.fault == expected)
    }

    @Test(
        "keys that come again behind the diffs are refused, the quick way too",
        arguments: [
            (#"}],"sequence_num":9}"#, CoinbaseFault.repeated(.sequence)),
            (#","type":"update"}]}"#, .repeated(.type)),
            (#","updates":[]}]}"#, .repeated(.updates)), (#"}],"events":[]}"#, .repeated(.events)),
            (#"}]"#, .json(.endOfText)), (#"}]}x"#, .json(.trailingBytes)),
            (#"},]}"#, .json(.wrongKind)),
        ])
    func tails(tail: String, expected: CoinbaseFault) {
        let text = CoinbaseDecoderTests.two.dropLast(3) + tail
        let reading = readBoth(Array(text.utf8)).0
        #expect(reading.fault == expected)
        #expect(!reading.events.contains { $0.flags & 2 != 0 }, "the batch never ends")
    }
}
