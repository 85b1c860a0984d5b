import Foundation
import Numbers
import Pools
import Testing

@testable import Simulators

@Suite("The simulated Solana node")
struct SolanaSimulatorTests {
    /// A node with a pool, and what it said.
    struct Fixture: ~Copyable {
        var node: SolanaSimulator
        var pool: PoolModel
        var outbox = Outbox()

        init() throws {
            pool = try PoolModelTests.pool()
            node = SolanaSimulator(serving: pool, slot: 500, seconds: 1_700_000_000)
            node.connect(0)
            node.connect(1)
        }

        var address: String { pool.accounts[0].address }

        mutating func ask(_ text: String, from client: ClientID = 0) -> [String] {
            node.receive(
                Array(text.utf8)[...], from: client, pool: pool, slot: 500, into: &outbox)
            return CoinbaseSimulatorTests.texts(&outbox, of: client)
        }

        mutating func post(_ text: String) -> String {
            String(
                decoding: node.answer(Array(text.utf8)[...], pool: pool, slot: 500),
                as: UTF8.self)
        }

        mutating func end(
            _ slot: UInt64, changed: [Int], _ distortion: SlotDistortion = .none
        ) {
            node.publish(
                slot: slot, seconds: 1_700_000_000 + slot, changed: changed, pool: pool,
                distortion: distortion, into: &outbox)
        }
    }

    @Test("an account that changed is told once, by its bytes at the end of the slot")
    func notification() throws {
        var fixture = try Fixture()
        let address = fixture.address
        let ask = #"""
            {"jsonrpc":"2.0","id":7,"method":"accountSubscribe","params":["\#(address)",\#
            {"encoding":"base64","commitment":"processed"}]}
            """#
        #expect(fixture.ask(ask) == [#"{"jsonrpc":"2.0","result":0,"id":7}"#])
        #expect(
            fixture.ask(#"{"jsonrpc":"2.0","id":8,"method":"slotSubscribe"}"#)
                == [#"{"jsonrpc":"2.0","result":1,"id":8}"#])
        // The same request shares its number; another encoding is another subscription.
        #expect(fixture.ask(ask, from: 1) == [#"{"jsonrpc":"2.0","result":0,"id":7}"#])
        let other = ask.replacing("processed", with: "confirmed")
        #expect(fixture.ask(other, from: 1) == [#"{"jsonrpc":"2.0","result":2,"id":7}"#])
        fixture.end(501, changed: [])
        #expect(
            CoinbaseSimulatorTests.texts(&fixture.outbox, of: 0) == [
                #"""
                {"jsonrpc":"2.0","method":"slotNotification","params":{"result":\#
                {"slot":502,"parent":501,"root":470},"subscription":1}}
                """#
            ])
        fixture.end(502, changed: [0, 1])
        let texts = CoinbaseSimulatorTests.texts(&fixture.outbox, of: 0)
        #expect(texts.count == 2)
        let data = try #require(texts.first?.components(separatedBy: "\"").first { $0.count > 800 })
        let parts = texts.first?.components(separatedBy: data) ?? []
        #expect(
            parts == [
                #"""
                {"jsonrpc":"2.0","method":"accountNotification","params":{"result":{\#
                "context":{"slot":502},"value":{"lamports":5435760,"data":["
                """#,
                #"""
                ","base64"],"owner":"whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc",\#
                "executable":false,"rentEpoch":18446744073709551615,"space":653}},\#
                "subscription":0}}
                """#,
            ])
        let bytes = TextTable.base64(Array(data.utf8)[...])
        #expect(bytes == fixture.pool.accounts[0].data)
    }

    @Test("getMultipleAccounts keeps the order, has null for what is missing, and one slot")
    func accounts() throws {
        var fixture = try Fixture()
        let address = fixture.address
        let missing = "11111111111111111111111111111111"
        let answer = fixture.post(
            #"""
            {"jsonrpc":"2.0","id":"x","method":"getMultipleAccounts","params":[["\#(missing)",\#
            "\#(address)"],{"encoding":"base64","commitment":"processed",\#
            "minContextSlot":499}]}
            """#)
        let start = #"""
            {"jsonrpc":"2.0","result":{"context":{"apiVersion":"3.1.8","slot":500},\#
            "value":[null,{"lamports":5435760,"data":["P5XRDOGAYwk
            """#
        #expect(answer.hasPrefix(start), "\(answer.prefix(200))")
        #expect(answer.hasSuffix(#""rentEpoch":18446744073709551615,"space":653}]},"id":"x"}"#))
        #expect(
            fixture.post(
                #"""
                {"jsonrpc":"2.0","id":1,"method":"getMultipleAccounts",\#
                "params":[["\#(missing)"],\#
                {"encoding":"base64","minContextSlot":501}]}
                """#)
                    == #"""
                    {"jsonrpc":"2.0","error":{"code":-32016,"message":"Minimum context slot has \#
                    not been reached","data":{"contextSlot":500}},"id":1}
                    """#)
        let slice = fixture.post(
            #"""
            {"jsonrpc":"2.0","id":1,"method":"getAccountInfo","params":["\#(address)",\#
            {"encoding":"base64","dataSlice":{"offset":0,"length":8}}]}
            """#)
        #expect(slice.contains(#""data":["P5XRDOGAYwk=","base64"]"#), "\(slice)")
        let plain = fixture.post(
            #"{"jsonrpc":"2.0","id":1,"method":"getAccountInfo","params":["\#(address)"]}"#)
        #expect(plain.contains(#""data":"error: data too large for bs58 encoding""#))
    }

    @Test("nothing can be sent: such methods are unknown, and counted")
    func violations() throws {
        var fixture = try Fixture()
        for method in ["sendTransaction", "requestAirdrop", "simulateTransaction"] {
            #expect(
                fixture.post(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":["AA=="]}"#)
                    == #"""
                    {"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},\#
                    "id":1}
                    """#)
        }
        #expect(fixture.node.violations == 2)
        #expect(
            fixture.post(#"{"jsonrpc":"2.0","id":1,"method":"getSlot","params":[{}]}"#)
                == #"{"jsonrpc":"2.0","result":500,"id":1}"#)
        let hash = fixture.post(#"{"jsonrpc":"2.0","id":1,"method":"getLatestBlockhash"}"#)
        #expect(hash.contains(#""lastValidBlockHeight":625}},"id":1}"#), "\(hash)")
        #expect(
            fixture.post("{")
                == #"{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}"#)
    }

    @Test("subscriptions end with their request or their connection; a long request closes it")
    func endings() throws {
        var fixture = try Fixture()
        _ = fixture.ask(#"{"jsonrpc":"2.0","id":1,"method":"slotSubscribe"}"#)
        #expect(
            fixture.ask(#"{"jsonrpc":"2.0","id":2,"method":"slotUnsubscribe","params":[0]}"#)
                == [#"{"jsonrpc":"2.0","result":true,"id":2}"#])
        #expect(
            fixture.ask(#"{"jsonrpc":"2.0","id":3,"method":"slotUnsubscribe","params":[0]}"#)
                == [
                    #"""
                    {"jsonrpc":"2.0","error":{"code":-32602,\#
                    "message":"Invalid subscription id."}\#
                    ,"id":3}
                    """#
                ])
        #expect(
            fixture.ask(#"{"jsonrpc":"2.0","id":3,"method":"accountSubscribe","params":["0"]}"#)
                == [
                    #"""
                    {"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid param: \#
                    WrongSize"},"id":3}
                    """#
                ])
        _ = fixture.ask(#"{"jsonrpc":"2.0","id":1,"method":"slotSubscribe"}"#, from: 1)
        let long =
            #"{"jsonrpc":"2.0","id":1,"method":""#
            + String(repeating: "x", count: 4_096) + "\"}"
        #expect(fixture.ask(long, from: 1) == ["(close 1009)"])
        #expect(fixture.node.subscriptions.isEmpty)
        fixture.end(600, changed: [0])
        #expect(CoinbaseSimulatorTests.texts(&fixture.outbox, of: 1).isEmpty)
    }

    @Test("distortions: a slot goes back, an owner or a length is wrong, an array is cut")
    func distortions() throws {
        var fixture = try Fixture()
        // The array that holds the price.
        let tick = fixture.pool.state.tick.count
        let start = fixture.pool.arrayStart(of: tick)
        let array = try #require(
            fixture.pool.accounts.dropFirst().first {
                $0.data.load(Int32.self, at: 8) == start
            })
        for address in [fixture.address, array.address] {
            _ = fixture.ask(
                #"""
                {"jsonrpc":"2.0","id":1,"method":"accountSubscribe","params":["\#(address)",\#
                {"encoding":"base64","commitment":"processed"}]}
                """#)
        }
        fixture.end(700, changed: [0], .slotBackwards)
        var texts = CoinbaseSimulatorTests.texts(&fixture.outbox, of: 0)
        #expect(texts.count == 1 && texts[0].contains(#""context":{"slot":697}"#))
        fixture.end(701, changed: [], .wrongOwner)
        texts = CoinbaseSimulatorTests.texts(&fixture.outbox, of: 0)
        #expect(texts.count == 1)
        #expect(texts[0].contains(#""owner":"11111111111111111111111111111111""#))
        fixture.end(702, changed: [0], .wrongLength)
        texts = CoinbaseSimulatorTests.texts(&fixture.outbox, of: 0)
        #expect(texts.count == 1 && texts[0].contains(#""space":652"#))
        fixture.end(703, changed: [], .truncatedTickArray)
        texts = CoinbaseSimulatorTests.texts(&fixture.outbox, of: 0)
        #expect(texts.count == 1 && texts[0].contains(#""space":4994"#))
        #expect(texts[0].contains(#""subscription":1}"#))
    }
}
