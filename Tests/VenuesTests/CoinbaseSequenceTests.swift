import Codecs
import Markets
import Numbers
import TestMemory
import Testing
import Venues

@Suite("Coinbase sequence and subscription")
struct CoinbaseSequenceTests {
    func answers(
        _ scope: SequenceScope, _ messages: [(String, UInt64?)]
    ) throws -> [SequenceCheck] {
        var rule = CoinbaseSequence(scope: scope)
        var decoder = CoinbaseDecoder(products: products)
        return try messages.map { channel, number in
            let sequence = number.map { #","sequence_num":\#($0)"# } ?? ""
            let text =
                number == nil
                ? #"{"type":"error","message":""}"#
                : #"{"channel":"\#(channel)"\#(sequence),"events":[]}"#
            let guarded = GuardedBytes(text)
            let message = try decoder.begin(
                guarded.bytes, input: InputSequence(1), received: .never)
            return rule.accept(message)
        }
    }

    @Test("one counter runs through all channels")
    func connection() throws {
        #expect(
            try answers(
                .connection,
                [
                    ("l2_data", 7), ("heartbeats", 8), ("subscriptions", 9), ("error", nil),
                    ("ticker", 10),
                    ("l2_data", 11), ("l2_data", 11), ("l2_data", 3), ("l2_data", 14),
                    ("heartbeats", 15),
                ]) == [
                    .accepted, .accepted, .accepted, .accepted, .accepted, .accepted, .duplicate,
                    .duplicate,
                    .gap(missing: 2), .accepted,
                ])
    }

    @Test("by channel, each known channel counts for itself")
    func channel() throws {
        #expect(
            try answers(
                .channel,
                [
                    ("l2_data", 7), ("heartbeats", 1), ("l2_data", 8), ("heartbeats", 3),
                    ("ticker", 99),
                    ("ticker", 3), ("l2_data", 8),
                ]) == [
                    .accepted, .accepted, .accepted, .gap(missing: 1), .accepted, .accepted,
                    .duplicate,
                ])
    }

    @Test("switched off, nothing is looked at")
    func off() throws {
        #expect(
            try answers(.off, [("l2_data", 7), ("l2_data", 7), ("l2_data", 90)])
                == [.accepted, .accepted, .accepted])
    }

    func request(
        _ request: CoinbaseSubscription.Request, _ channel: CoinbaseSubscription.Channel,
        _ products: [String], room: Int = 256
    ) -> String? {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
        defer { memory.deallocate() }
        return CoinbaseSubscription.write(request, to: channel, products: products, into: memory)
            .map { String(decoding: memory[..<$0], as: UTF8.self) }
    }

    @Test("requests are what Coinbase documents")
    func requests() {
        #expect(
            request(.subscribe, .heartbeats, ["SOL-USD"])
                == #"{"type":"subscribe","channel":"heartbeats"}"#)
        #expect(
            request(.subscribe, .level2, ["BTC-USD", "SOL-USD"])
                == #"{"type":"subscribe","channel":"level2","product_ids":["BTC-USD","SOL-USD"]}"#)
        #expect(
            request(.unsubscribe, .level2, ["A\"B"])
                == #"{"type":"unsubscribe","channel":"level2","product_ids":["A\"B"]}"#)
        #expect(request(.subscribe, .level2, ["BTC-USD"], room: 64) == nil)
    }
}
