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
    /// Words of the source's last trouble, `POOL` for the pool's address; nil: whatever it says.
    let words: String?
    let isAnew: Anew
    let after: Int
    let span: Int
    /// Instead of `after`: the messages sent before it.
    let messages: Int?

    init(
        _ kind: String, at endpoint: String, counts counter: String?, says words: String?,
        anew isAnew: Anew, after: Int = 1_200, span: Int = 400,
        messages: Int? = nil
    ) {
        self.kind = kind
        self.endpoint = endpoint
        self.counter = counter
        self.words = words
        self.isAnew = isAnew
        self.after = after
        self.span = span
        self.messages = messages
    }

    var testDescription: String {
        messages.map { "\(kind) at \(endpoint) behind \($0) messages" }
            ?? "\(kind) at \(endpoint) for \(span) ms"
    }

    /// The lines of the venues' settings.
    var settings: String {
        """
        [[venues.faults]]
        kind = "\(kind)"
        endpoint = "\(endpoint)"
        \(messages.map { "after_messages = \($0)" } ?? "after_ms = \(after)")
        span_ms = \(span)
        giant_mib = \(endpoint == "rpc" ? 20 : 6)
        """
    }

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
        FaultCase(
            "giant", at: "solana", counts: "disconnected", says: "larger than the limit",
            anew: .yes),
        // Nothing of ours is read, the subscription neither: for a short while that is only late,
        // for a long one nothing comes.
        FaultCase("slow-reader", at: "coinbase", counts: nil, says: nil, anew: .no, after: 0),
        FaultCase(
            "slow-reader", at: "coinbase", counts: "disconnected",
            says: "nothing came for too long", anew: .yes, after: 0, span: 5_000),
        FaultCase(
            "slow-reader", at: "solana", counts: "disconnected",
            says: "nothing came for too long", anew: .yes, after: 0, span: 5_000),
        FaultCase(
            "disconnect", at: "coinbase", counts: "disconnected", says: "broke the connection off",
            anew: .yes, messages: 60),
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
        FaultCase(
            "disconnect", at: "rpc", counts: nil, says: nil, anew: .perhaps, after: 0),
        FaultCase(
            "silence", at: "rpc", counts: "answer_refused", says: nil, anew: .perhaps, after: 0,
            span: 600),
        FaultCase(
            "garbage-frame", at: "rpc", counts: "answer_refused", says: "HTTP: ",
            anew: .perhaps, after: 0),
        FaultCase(
            "garbage-text", at: "rpc", counts: "message_malformed", says: "it is no JSON",
            anew: .perhaps, after: 0),
        FaultCase(
            "giant", at: "rpc", counts: "answer_refused", says: "HTTP: ", anew: .perhaps,
            after: 0),
    ]

    static let ofNumbers = [
        FaultCase(
            "huge-number", at: "coinbase", counts: "message_malformed",
            says: "a message cannot be read: a number is out of range", anew: .yes),
        FaultCase(
            "huge-number", at: "solana", counts: "message_malformed",
            says: "a message cannot be read: a number is out of range", anew: .yes),
        FaultCase(
            "huge-number", at: "rpc", counts: "message_malformed",
            says: "a message cannot be read: a number is out of range", anew: .perhaps, after: 0),
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
        // A chain's messages have no numbers: one that is missing shows when the next one comes,
        // one that comes again says what is known, and only an account that goes back is noticed.
        FaultCase("gap", at: "solana", counts: nil, says: nil, anew: .no),
        FaultCase("duplicate", at: "solana", counts: nil, says: nil, anew: .no),
        FaultCase("reorder", at: "solana", counts: nil, says: nil, anew: .no),
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
            says: "pool POOL: the account is not owned by a program of its kind", anew: .no),
        FaultCase(
            "wrong-length", at: "solana", counts: "account_refused",
            says: "pool POOL: the account's data is cut off", anew: .no),
        FaultCase(
            "truncated-tick-array", at: "solana", counts: "account_refused",
            says: " of pool POOL: the account's data is cut off", anew: .no),
    ]
}

extension ProgramTests {
    @Suite("A fault of a venue")
    struct FaultTests {
        @Test(
            "is counted, recovered from, and no decision used the source meanwhile",
            arguments: FaultCase.ofConnections + FaultCase.ofMessages)
        func fault(_ fault: FaultCase) async throws { try await judge(fault) }

        @Test(
            "a number out of range is told as that, and the source is made anew",
            arguments: FaultCase.ofNumbers)
        func number(_ fault: FaultCase) async throws { try await judge(fault) }

        private func judge(_ fault: FaultCase) async throws {
            let flight = try await Flight(
                """
                mode = "generated"
                seed = 3
                speed = 10
                \(fault.settings)
                """)
            let folder = "\(flight.scratch.path)/recording"
            let summary = try await flight.paper(
                try flight.settings(), record: folder, duration: "3500ms")
            let source = fault.endpoint == "coinbase" ? "coinbase" : "solana"
            if let counter = fault.counter {
                #expect(summary.count("faults", counter) > 0, "\(summary.json["faults"] ?? "")")
            }
            let trouble = summary.trouble(source)
            if let words = fault.words?.replacingOccurrences(of: "POOL", with: flight.pool) {
                #expect(trouble.contains(words), "\(trouble)")
            }
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
            #expect(summary.number("accepted") > 0)
            #expect(judged == "accepted \(summary.number("accepted"))\n")
            let fills = try await Program.journal(["fills", folder, "1000"], in: flight.scratch)
            let filled = try #require(fills.wholeMatch(of: /fills (\d+)\n/), "\(fills)").1
            #expect(Int(filled) ?? 0 >= summary.count("trades", "legs filled"))
            #expect(summary.count("trades", "legs filled") > 0)
            let replay = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            #expect(try replay.json()["recorded_hash"] as? String == summary.hash)
            flight.venues.interrupt()
            let ended = try await flight.venues.end()
            #expect(ended == 0, "\(ended): \(flight.venues.output)\(flight.venues.errors)")
            #expect(flight.venues.output.contains("faults 1"), "\(flight.venues.output)")
        }
    }
}
