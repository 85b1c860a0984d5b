import Foundation
import Testing

/// A fault that the venues are asked for, and what paper trading must say of it.
struct FaultCase: Sendable, CustomTestStringConvertible {
    /// Whether the source connects anew because of it.
    enum Anew: Sendable {
        case yes, no, perhaps
    }

    let kind: String
    let endpoint: String
    /// The counter in the summary; nil when nothing should be noticed.
    let counter: String?
    /// Words of the source's last trouble; nil when there should be none.
    let words: String?
    let isAnew: Anew
    let after: Int
    let span: Int

    init(
        _ kind: String, at endpoint: String, counts counter: String?, says words: String?,
        anew isAnew: Anew, after: Int = 1_200, span: Int = 400
    ) {
        self.kind = kind
        self.endpoint = endpoint
        self.counter = counter
        self.words = words
        self.isAnew = isAnew
        self.after = after
        self.span = span
    }

    var testDescription: String { "\(kind) at \(endpoint)" }

    static let ofConnections = [
        FaultCase(
            "disconnect", at: "coinbase", counts: "disconnected", says: "broke the connection off",
            anew: .yes),
        FaultCase(
            "disconnect", at: "solana", counts: "disconnected", says: "broke the connection off",
            anew: .yes),
        FaultCase(
            "silence", at: "coinbase", counts: "disconnected", says: "nothing came for too long",
            anew: .yes, span: 5_000),
        FaultCase(
            "silence", at: "solana", counts: "disconnected", says: "nothing came for too long",
            anew: .yes, span: 5_000),
        FaultCase(
            "garbage-frame", at: "coinbase", counts: "disconnected", says: "reserved bit",
            anew: .yes),
        FaultCase(
            "garbage-frame", at: "solana", counts: "disconnected", says: "reserved bit",
            anew: .yes),
        FaultCase(
            "giant", at: "coinbase", counts: "disconnected", says: "larger than the limit",
            anew: .yes),
        FaultCase("slow-reader", at: "coinbase", counts: nil, says: nil, anew: .no),
        FaultCase(
            "tls", at: "coinbase", counts: "disconnected", says: "certificate", anew: .yes,
            span: 600),
        // Nothing is subscribed while HTTP refuses, so the WebSocket may count as silent.
        FaultCase(
            "http-429", at: "rpc", counts: "answer_refused", says: nil, anew: .perhaps, after: 0,
            span: 1_200),
        FaultCase(
            "http-500", at: "rpc", counts: "answer_refused", says: nil, anew: .perhaps, after: 0,
            span: 1_200),
    ]

    static let ofMessages = [
        FaultCase(
            "gap", at: "coinbase", counts: "sequence_gap", says: "messages are missing",
            anew: .yes),
        FaultCase(
            "reorder", at: "coinbase", counts: "sequence_gap", says: "messages are missing",
            anew: .yes),
        FaultCase(
            "duplicate", at: "coinbase", counts: "message_repeated", says: nil, anew: .no),
        FaultCase(
            "garbage-text", at: "coinbase", counts: "message_malformed",
            says: "a message cannot be read", anew: .yes),
        FaultCase(
            "garbage-text", at: "solana", counts: "message_malformed",
            says: "a message cannot be read", anew: .yes),
        FaultCase(
            "slot-backwards", at: "solana", counts: "slot_backwards",
            says: "a slot went backwards", anew: .no),
        FaultCase(
            "wrong-owner", at: "solana", counts: "account_refused",
            says: "an account cannot be what it should be", anew: .no),
        FaultCase(
            "wrong-length", at: "solana", counts: "account_refused",
            says: "an account cannot be what it should be", anew: .no),
        FaultCase(
            "truncated-tick-array", at: "solana", counts: "account_refused",
            says: "an account cannot be what it should be", anew: .no),
    ]
}

extension ProgramTests {
    @Suite("A fault of a venue")
    struct FaultTests {
        @Test(
            "is counted, recovered from, and no decision used the source meanwhile",
            arguments: FaultCase.ofConnections + FaultCase.ofMessages)
        func fault(_ fault: FaultCase) async throws {
            let flight = try await Flight(
                """
                mode = "generated"
                seed = 3
                speed = 10
                [[venues.faults]]
                kind = "\(fault.kind)"
                endpoint = "\(fault.endpoint)"
                after_ms = \(fault.after)
                span_ms = \(fault.span)
                giant_mib = 6
                """)
            let folder = "\(flight.scratch.path)/recording"
            let summary = try await flight.paper(
                try flight.settings(), record: folder, duration: "3500ms")
            let source = fault.endpoint == "coinbase" ? "coinbase" : "solana"
            if let counter = fault.counter {
                #expect(summary.count("faults", counter) > 0, "\(summary.json["faults"] ?? "")")
            }
            let trouble = summary.trouble(source)
            if let words = fault.words { #expect(trouble.contains(words)) }
            let connections = summary.source(source)["connections"] as? Int ?? 0
            switch fault.isAnew {
            case .yes: #expect(connections > 1)
            case .no: #expect(connections == 1)
            case .perhaps: #expect(connections > 0)
            }
            #expect(summary.states == ["live", "live"], "\(summary.log.suffix(400))")
            #expect(summary.isBalanced)
            let judged = try await Program.journal(
                ["continuity", folder, "1000"], in: flight.scratch)
            #expect(judged == "accepted \(summary.number("accepted"))\n")
            let replay = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            #expect(try replay.json()["recorded_hash"] as? String == summary.hash)
            flight.venues.interrupt()
            #expect(try await flight.venues.end() == 0)
            #expect(flight.venues.output.contains("faults 1"), "\(flight.venues.output)")
        }
    }
}
