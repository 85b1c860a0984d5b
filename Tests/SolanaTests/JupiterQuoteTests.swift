import Codecs
import Foundation
import Numbers
import Solana
import TestMemory
import Testing

@Suite("Quotes of Jupiter")
struct JupiterQuoteTests {
    static func read(_ text: String) throws(JupiterError) -> JupiterQuote {
        let memory = GuardedBytes(text)
        return try JupiterQuote(memory.bytes)
    }

    private func fault(_ text: String) -> JupiterFault? {
        do throws(JupiterError) {
            _ = try Self.read(text)
            return nil
        } catch {
            #expect(error.offset >= 0 && error.offset <= text.utf8.count)
            return error.fault
        }
    }

    @Test("the example of the documentation")
    func documented() throws {
        let quote = try Self.read(JupiterAnswers.documented)
        #expect(quote.inputMint == JupiterAnswers.sol)
        #expect(quote.outputMint == JupiterAnswers.usdc)
        #expect(quote.inAmount == 100_000_000)
        #expect(quote.outAmount == 17_057_460)
        #expect(quote.threshold == 16_886_885)
        #expect(quote.mode == .exactIn)
        #expect(quote.slippage == BasisPoints(100))
        #expect(quote.platformFee == nil)
        #expect(quote.contextSlot == Slot(324_307_186))
        #expect(quote.legs.count == 1)
        let leg = quote.legs[0]
        #expect(leg.pool == JupiterAnswers.pool)
        #expect(leg.label == "Meteora DLMM")
        #expect(leg.inputMint == JupiterAnswers.sol && leg.outputMint == JupiterAnswers.usdc)
        #expect(leg.inAmount == 100_000_000 && leg.outAmount == 17_057_460)
        #expect(leg.feeAmount == 10_000 && leg.feeMint == JupiterAnswers.sol)
        #expect(leg.share == BasisPoints(10_000))
    }

    @Test("newer answers: no percent, no fee of the venue, unknown fields")
    func newer() throws {
        let quote = try Self.read(
            JupiterAnswers.answer(
                in: 4, out: 9, legs: [(1, 2), (3, 8)], fee: 1, mode: "ExactOut"))
        #expect(quote.mode == .exactOut)
        #expect(quote.legs.map(\.share) == [BasisPoints(2_500), BasisPoints(2_500)])
        #expect(quote.legs.map(\.feeAmount) == [nil, nil])
        #expect(quote.platformFee?.amount == 1)
        #expect(quote.platformFee?.share == BasisPoints(40))
        #expect(quote.takenByPools == 4)
        #expect(quote.givenByPools == 10)
    }

    @Test(
        "the published answers, beside Foundation's reading of them",
        .enabled(if: !JupiterAnswers.published.isEmpty, "needs the reference folder"))
    func published() throws {
        #expect(JupiterAnswers.published.count == 4)
        for data in JupiterAnswers.published {
            let quote = try Self.read(String(decoding: data, as: UTF8.self))
            let twin = try #require(
                JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect("\(quote.inputMint)" == twin["inputMint"] as? String)
            #expect("\(quote.outputMint)" == twin["outputMint"] as? String)
            #expect("\(quote.inAmount)" == twin["inAmount"] as? String)
            #expect("\(quote.outAmount)" == twin["outAmount"] as? String)
            #expect("\(quote.threshold)" == twin["otherAmountThreshold"] as? String)
            #expect(quote.mode.rawValue == twin["swapMode"] as? String)
            #expect(Int(quote.slippage.count) == twin["slippageBps"] as? Int)
            #expect(Int(quote.contextSlot.count) == twin["contextSlot"] as? Int)
            let fee = twin["platformFee"] as? [String: Any]
            #expect(quote.platformFee.map { "\($0.amount)" } == fee?["amount"] as? String)
            let legs = try #require(twin["routePlan"] as? [[String: Any]])
            #expect(quote.legs.count == legs.count)
            for (leg, other) in zip(quote.legs, legs) {
                let info = try #require(other["swapInfo"] as? [String: Any])
                #expect("\(leg.pool)" == info["ammKey"] as? String)
                #expect(leg.label == info["label"] as? String)
                #expect("\(leg.inputMint)" == info["inputMint"] as? String)
                #expect("\(leg.outputMint)" == info["outputMint"] as? String)
                #expect("\(leg.inAmount)" == info["inAmount"] as? String)
                #expect("\(leg.outAmount)" == info["outAmount"] as? String)
                #expect(leg.feeAmount.map { "\($0)" } == info["feeAmount"] as? String)
                #expect(leg.feeMint.map { "\($0)" } == info["feeMint"] as? String)
                #expect(leg.share.map { Int($0.count / 100) } == other["percent"] as? Int)
            }
        }
    }

    @Test(
        "an answer without a field that we use is refused",
        arguments: [
            "inputMint", "inAmount", "outputMint", "outAmount", "otherAmountThreshold", "swapMode",
            "slippageBps", "routePlan", "contextSlot", "swapInfo", "ammKey", "label",
        ])
    func missing(name: String) throws {
        let field = try #require(JupiterField(rawValue: name))
        let text = JupiterAnswers.documented.replacingOccurrences(
            of: "\"\(name)\":", with: "\"not-\(name)\":")
        #expect(fault(text) == .missing(field))
    }

    @Test(
        "an answer that is amiss is refused by name",
        arguments: [
            (
                "\"inAmount\":\"100000000\"", "\"inAmount\":\"1e8\"",
                JupiterFault.badAmount(.inAmount)
            ),
            ("\"inAmount\":\"100000000\"", "\"inAmount\":\"\"", .badAmount(.inAmount)),
            ("\"inAmount\":\"100000000\"", "\"inAmount\":\"-1\"", .badAmount(.inAmount)),
            ("\"inAmount\":\"100000000\"", "\"inAmount\":\"01\"", .badAmount(.inAmount)),
            (
                "\"inAmount\":\"100000000\"", "\"inAmount\":\"18446744073709551616\"",
                .badAmount(.inAmount)
            ),
            ("\"inAmount\":\"100000000\"", "\"inAmount\":\"\\u0031\"", .badAmount(.inAmount)),
            ("\"inAmount\":\"100000000\"", "\"inAmount\":100000000", .json(.wrongKind)),
            ("\"slippageBps\":100", "\"slippageBps\":10001", .outOfRange(.slippageBps)),
            ("\"slippageBps\":100", "\"slippageBps\":1,\"slippageBps\":1", .repeated(.slippageBps)),
            ("\"percent\":100", "\"percent\":101", .outOfRange(.percent)),
            ("\"percent\":100", "\"bps\":10001", .outOfRange(.bps)),
            ("\"ExactIn\"", "\"exactIn\"", .unknownMode),
            ("\"ammKey\":\"H", "\"ammKey\":\"0", .badKey(.ammKey)),
            ("\"platformFee\":null", "\"platformFee\":{\"feeBps\":1}", .missing(.amount)),
            ("\"platformFee\":null", "\"platformFee\":{\"amount\":\"1\"}", .missing(.feeBps)),
            ("\"platformFee\":null", "\"platformFee\":[]", .json(.wrongKind)),
            ("Meteora DLMM", String(repeating: "M", count: 65), .badText(.label)),
            ("Meteora DLMM", "\\ud800", .badText(.label)),
            ("\"contextSlot\":324307186", "\"contextSlot\":-1", .json(.notAnInteger)),
            ("0.012}", "0.012}}", .json(.trailingBytes)),
            ("0.012}", "0.012", .json(.endOfText)),
        ])
    func amiss(old: String, new: String, expected: JupiterFault) {
        let text = JupiterAnswers.documented.replacingOccurrences(of: old, with: new)
        #expect(text != JupiterAnswers.documented)
        #expect(fault(text) == expected)
    }

    @Test("no leg and too many legs are refused, and more bytes than an answer may have")
    func bounds() throws {
        #expect(fault(JupiterAnswers.answer(in: 1, out: 1, legs: [])) == .noLegs)
        let legs = Array(repeating: (in: UInt64(1), out: UInt64(2)), count: 65)
        #expect(fault(JupiterAnswers.answer(in: 65, out: 130, legs: legs)) == .tooManyLegs)
        let most = JupiterAnswers.answer(in: 64, out: 128, legs: Array(legs.dropLast()))
        #expect(try Self.read(most).legs.count == 64)
        let blanks = String(repeating: " ", count: JupiterQuote.bytesMax)
        #expect(fault(most + blanks) == .tooLong)
    }

    @Test("a label cannot move a terminal's cursor")
    func label() throws {
        let text = JupiterAnswers.documented.replacingOccurrences(
            of: "Meteora DLMM", with: "a\\u001b[2J\\u202eé")
        #expect(try Self.read(text).legs[0].label == "a\u{FFFD}[2J\u{FFFD}é")
    }

    @Test("mutated answers are read or refused, and nothing traps")
    func mutated() {
        var generator = SeededGenerator(seed: 20_260_821)
        let samples = [
            JupiterAnswers.documented,
            JupiterAnswers.answer(in: 4, out: 9, legs: [(1, 2), (3, .max)], fee: .max),
        ].map { Array($0.utf8) }
        var refused = 0
        for round in 0..<20_000 {
            var bytes = samples[round % samples.count]
            for _ in 0...Int.random(in: 0..<4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1:
                    bytes[place] = Array("0123456789\"{}[],:".utf8)
                        .randomElement(using: &generator)!
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
                }
                if bytes.isEmpty { break }
            }
            let memory = GuardedBytes(bytes)
            do throws(JupiterError) {
                let quote = try JupiterQuote(memory.bytes)
                let ours = UInt64.random(in: 0 ... .max, using: &generator)
                _ = try? JupiterComparison(of: quote, with: ours)
            } catch {
                refused += 1
                #expect(!error.description.isEmpty && error.offset <= bytes.count)
            }
            _ = JupiterRefusal.words(memory.bytes)
        }
        #expect(refused > 10_000 && refused < 20_000)
    }

    @Test(
        "what a refusal says for people",
        arguments: [
            (#"{"error":"No routes","errorCode":"NO_ROUTES_FOUND"}"#, "No routes: NO_ROUTES_FOUND"),
            (
                #"{"code":429,"message":"[API Gateway] Too many requests"}"#,
                "[API Gateway] Too many requests"
            ),
            (#"{"error":"a","message":"a"}"#, "a"),
            (#"{"error":"a\u001bb"}"#, "a\u{FFFD}b"),
            (#"{"error":{"a":1}}"#, nil), (#"{"error":""}"#, nil), ("<html>", nil), ("", nil),
            ("[1]", nil), (#"{"error":"a""#, nil),
        ] as [(String, String?)])
    func refusal(body: String, words: String?) {
        let memory = GuardedBytes(body)
        #expect(JupiterRefusal.words(memory.bytes) == words)
    }
}
