import Codecs
import Glibc
import Numbers
import Solana
import TestMemory
import Testing

/// A message as plain values, whichever way it was read.
enum Answer: Equatable {
    case subscribed(UInt64, UInt64)
    case unsubscribed(UInt64)
    case account(subscription: UInt64, slot: UInt64, Content?)
    case slot(SlotNotification)
    case accounts(UInt64, slot: UInt64, [Content?])
    case refused(UInt64?, Int64, String)
    case other
    case fault(RPCFault)
}

struct Content: Equatable {
    var lamports: UInt64
    var owner: String
    var data: [UInt8]?

    init(lamports: UInt64, owner: String, data: [UInt8]?) {
        self.lamports = lamports
        self.owner = owner
        self.data = data
    }

    init(_ account: RPCAccount) {
        lamports = account.lamports.count
        owner = String(decoding: account.owner.raw, as: UTF8.self)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 15, alignment: 1)
        defer { room.deallocate() }
        data = account.decode(into: room).map { Array(room[..<$0]) }
    }
}

func answer(_ bytes: [UInt8], _ speed: RPCDecoder.Speed) -> (Answer, quick: Bool) {
    let guarded = GuardedBytes(bytes)
    var decoder = RPCDecoder(speed: speed)
    do throws(RPCError) {
        let message = try decoder.begin(guarded.bytes)
        let quick = decoder.generalMessages == 0
        switch message {
        case .subscribed(let request, let subscription):
            return (.subscribed(request, subscription), quick)
        case .unsubscribed(let request): return (.unsubscribed(request), quick)
        case .account(let notification):
            return (
                .account(
                    subscription: notification.subscription, slot: notification.slot.count,
                    notification.account.map { Content($0) }), quick
            )
        case .slot(let slot): return (.slot(slot), quick)
        case .accounts(let request, let slot):
            var contents: [Content?] = []
            while true {
                switch decoder.nextAccount() {
                case .account(let account): contents.append(Content(account))
                case .missing: contents.append(nil)
                case .done: return (.accounts(request, slot: slot.count, contents), quick)
                case .failed(let error): throw error
                }
            }
        case .refused(let refusal):
            let text = String(decoding: refusal.message.raw, as: UTF8.self)
            return (.refused(refusal.request, refusal.code, text), quick)
        case .other: return (.other, quick)
        }
    } catch { return (.fault(error.fault), false) }
}

/// Both ways must agree.
func answer(_ text: String) -> Answer {
    let usual = answer(Array(text.utf8), .usual).0
    let general = answer(Array(text.utf8), .general).0
    #expect(usual == general)
    return usual
}

func notification(
    data: String = "aGVsbG8=", slot: String = "318204193", epoch: String = "18446744073709551615",
    space: String = #","space":5"#, executable: String = "false"
) -> String {
    #"{"jsonrpc":"2.0","method":"accountNotification","params":{"result":{"context":{"slot":"#
        + slot + #"},"value":{"lamports":5435760,"data":[""# + data
        + #"","base64"],"owner":"whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc","executable":"#
        + executable + #","rentEpoch":"# + epoch + space + #"}},"subscription":23784}}"#
}

let hello = Answer.account(
    subscription: 23784, slot: 318_204_193,
    Content(
        lamports: 5_435_760, owner: "whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc",
        data: Array("hello".utf8)))

@Suite("RPC messages")
struct RPCMessageTests {
    @Test(
        "an account notification in a node's order is read the quick way",
        arguments: [
            notification(), notification(epoch: "361"), notification(space: ""),
            notification(executable: "true"),
            notification(slot: "0000").replacing("0000", with: "318204193"),
        ])
    func quick(text: String) {
        #expect(answer(Array(text.utf8), .usual) == (hello, quick: true))
        #expect(answer(text) == hello)
    }

    @Test(
        "a subscription's number of any length is read the same both ways, the quick way to 19",
        arguments: [
            "7", "123456789012345", "9876543210987654", "10000000000000000",
            "987654321098765432", "1000000000000000001", "9223372036854775807",
            "18446744073709551615",
        ])
    func longSubscription(digits: String) throws {
        let number = try #require(UInt64(digits))
        let text = notification().replacing("23784", with: digits)
        guard case .account(let found, _, _) = answer(text) else {
            Issue.record("no account notification: \(text)")
            return
        }
        #expect(found == number)
        #expect(answer(Array(text.utf8), .usual).quick == (digits.count <= 19))
    }

    @Test(
        "a subscription's number that JSON forbids is refused",
        arguments: ["0123456789012345678", "12345678901234567a9", "18446744073709551616"])
    func badSubscription(digits: String) {
        guard case .fault = answer(notification().replacing("23784", with: digits)) else {
            Issue.record("it was read: \(digits)")
            return
        }
    }

    @Test(
        "other orders, white space, escapes and unknown keys change nothing",
        arguments: [
            notification().replacing(":{", with: ": {"),
            notification().replacing(#""aGVsbG8=","base64""#, with: #""\u0061GVsbG8=","base64""#)
                .replacing(#"\u0061"#, with: "a") + " ",
            #"""
            {"params":{"subscription":23784,"result":{"value":{"x":{"data":1},"owner":"whi\#
            rLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc","data":["aGVsbG8=","b\u0061se64"],"l\#
            amports":5435760},"context":{"apiVersion":"2","slot":318204193}}},"meth\u006fd\#
            ":"accountNotification"}
            """#,
        ])
    func slow(text: String) {
        #expect(answer(text) == hello)
    }

    @Test("slashes may be escaped in the data")
    func escapedSlash() {
        let plain = answer(notification(data: "//8/+A=="))
        let escaped = answer(notification(data: #"\/\/8\/+A=="#))
        #expect(plain == escaped)
        guard case .account(_, _, let content) = plain else {
            Issue.record("an account")
            return
        }
        #expect(content?.data == [0xFF, 0xFF, 0x3F, 0xF8])
    }

    @Test(
        "data that is not base64 is not decoded",
        arguments: [
            "aGVsbG8", "aGVsbG9=", "aGV bG8=", #"aG\u0056sbG8="#, #"\/"#, #"Zg==\/\/\/\/"#,
        ])
    func badData(data: String) {
        guard case .account(_, _, let content) = answer(notification(data: data)) else {
            Issue.record("an account")
            return
        }
        #expect(content != nil && content?.data == nil)
    }

    @Test(
        "a message that lacks, repeats or misspells what must be there is refused",
        arguments: [
            (notification(slot: "-1"), RPCFault.json(.notAnInteger)),
            (notification(slot: "01"), .json(.badNumber)),
            (notification(slot: "1.5"), .json(.notAnInteger)),
            (notification(slot: "18446744073709551616"), .json(.outOfRange)),
            (notification().replacing(#""lamports":5435760,"#, with: ""), .missing(.lamports)),
            (
                notification().replacing(#""lamports""#, with: #""lamports":1,"lamports""#),
                .repeated(.lamports)
            ),
            (
                notification().replacing(#","subscription":23784"#, with: ""),
                .missing(.subscription)
            ),
            (notification().replacing(#""owner""#, with: #""data":"","owner""#), .repeated(.data)),
            (notification().replacing(#""slot""#, with: #""slots""#), .missing(.slot)),
            (notification() + "x", .json(.trailingBytes)),
            (String(notification().dropLast()), .json(.endOfText)),
            (#"{"jsonrpc":"2.0","id":1}"#, .missing(.result)),
            (#"{"jsonrpc":"2.0","result":1}"#, .missing(.id)),
            (#"{"error":{"message":""}}"#, .missing(.code)),
            (#"{"error":{"code":1}}"#, .missing(.message)),
            (#"{"error":1}"#, .json(.wrongKind)),
            (#"{"method":"slotNotification"}"#, .missing(.parameters)),
            ("[]", .json(.wrongKind)), ("", .json(.endOfText)),
        ])
    func refused(text: String, expected: RPCFault) {
        #expect(answer(text) == .fault(expected))
    }

    @Test("a message cut at any byte is refused")
    func truncated() {
        let bytes = Array(notification().utf8)
        for end in 0..<bytes.count {
            guard case .fault = answer(Array(bytes[..<end]), .usual).0 else {
                Issue.record("cut at \(end)")
                continue
            }
        }
    }

    @Test("mutated messages never crash it, and both ways agree on them")
    func mutated() {
        var random = SeededGenerator(seed: 23)
        let likely = Array("\"{}[],:0123456789.\\/ =truefals".utf8)
        for _ in 0..<15_000 {
            var bytes = Array(notification().utf8)
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
            let (usual, general) = (answer(bytes, .usual).0, answer(bytes, .general).0)
            #expect(usual == general, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test("missing accounts are null, and the order is kept")
    func several() {
        let text =
            #"""
            {"id":7,"result":{"value":[null,{"lamports":1,"data":["","base64"],"owner":"1"\#
            },null,{"owner":"2","lamports":2,"data":"abc"}],"context":{"slot":9}}}
            """#
        #expect(
            answer(text)
                == .accounts(
                    7, slot: 9,
                    [
                        nil, Content(lamports: 1, owner: "1", data: []), nil,
                        Content(lamports: 2, owner: "2", data: nil),
                    ]))
        #expect(
            answer(#"{"id":7,"result":{"context":{"slot":9},"value":[]}}"#)
                == .accounts(7, slot: 9, []))
        #expect(
            answer(#"{"id":7,"result":{"context":{"slot":9},"value":[{}]}}"#)
                == .fault(.missing(.lamports)))
        #expect(
            answer(#"{"id":7,"result":{"context":{"slot":9},"value":[7]}}"#)
                == .fault(.json(.wrongKind)))
    }

    @Test(
        "confirmations and others are known",
        arguments: [
            (#"{"jsonrpc":"2.0","result":24040,"id":3}"#, Answer.subscribed(3, 24040)),
            (#"{"jsonrpc":"2.0","result":true,"id":3}"#, .unsubscribed(3)),
            (#"{"jsonrpc":"2.0","result":"ok","id":3}"#, .other),
            (#"{"jsonrpc":"2.0","result":{"a":1},"id":3}"#, .other),
            (
                #"""
                {"jsonrpc":"2.0","method":"rootNotification","params":{"result":42,"subscr\#
                iption":0}}
                """#,
                .other
            ),
            (
                #"""
                {"jsonrpc":"2.0","error":{"code":-32016,"message":"behind","data":{"contex\#
                tSlot":5}},"id":4}
                """#,
                .refused(4, -32016, "behind")
            ),
            (
                #"{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}"#,
                .refused(nil, -32700, "Parse error")
            ),
            (
                #"""
                {"method":"accountNotification","params":{"subscription":1,"result":{"cont\#
                ext":{"slot":2},"value":null}}}
                """#,
                .account(subscription: 1, slot: 2, nil)
            ),
        ])
    func others(text: String, expected: Answer) { #expect(answer(text) == expected) }
}

let packageRoot = #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 }
let samples = packageRoot + "/../shared/data/rpc/"

@Suite("RPC samples", .enabled(if: access(samples, R_OK) == 0, "needs ../shared/data"))
struct RPCSampleTests {
    func sample(_ name: String) -> String {
        guard let file = fopen(samples + name, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        return String(decoding: bytes[..<fread(&bytes, 1, bytes.count, file)], as: UTF8.self)
    }

    @Test("messages that public libraries keep are read")
    func solnet() {
        let stream = "solnet/Streaming/"
        #expect(answer(sample(stream + "SubscribeConfirm.json")) == .subscribed(0, 23784))
        guard case .slot(let slot) = answer(sample(stream + "SlotSubscribeNotification.json"))
        else {
            Issue.record("a slot")
            return
        }
        #expect(
            slot.subscription == 23784 && slot.slot.count == 76 && slot.parent.count == 75
                && slot.root.count == 44)
        #expect(
            answer(sample(stream + "Account/BadAccountSubscribeResult.json"))
                == .refused(0, -32602, "Invalid Request: Invalid pubkey provided"))
        #expect(
            answer(sample(stream + "Account/AccountSubscribeNotification.json"))
                == .account(
                    subscription: 23784, slot: 5_199_307,
                    Content(lamports: 33594, owner: "11111111111111111111111111111111", data: nil)))
        #expect(
            answer(sample(stream + "Account/TokenAccountSubscribeNotification.json"))
                == .account(
                    subscription: 23784, slot: 99_118_135,
                    Content(
                        lamports: 2_039_280, owner: "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
                        data: nil)))
        let system = "11111111111111111111111111111111"
        #expect(
            answer(sample("solnet/Http/Accounts/GetMultipleAccountsResponse.json"))
                == .accounts(
                    0, slot: 79_802_813,
                    [
                        Content(lamports: 503_668_985_208, owner: system, data: []),
                        Content(lamports: 5_478_840, owner: system, data: []),
                    ]))
    }

    @Test("a real answer's accounts have the lengths that it says")
    func sava() {
        guard
            case .accounts(_, let slot, let contents) = answer(
                sample("sava/getMultipleAccounts_1.json"))
        else {
            Issue.record("accounts")
            return
        }
        #expect(slot == 328_983_133)
        let spaces = sample("sava/getMultipleAccounts_1.json").split(separator: "\"space\":")
            .dropFirst()
            .map { Int($0.drop { $0 == " " }.prefix { $0.isNumber }) ?? -1 }
        #expect(!contents.isEmpty)
        #expect(contents.map { $0?.data?.count ?? -2 } == spaces)
    }
}
