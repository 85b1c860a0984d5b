import Foundation
import Testing

/// Python's `http.server` over TLS as the quote API.
private struct QuoteServer {
    let python: Child
    let port: Int
    let certificates: Certificates

    init(answering text: String, in scratch: Scratch) async throws {
        certificates = try Certificates(in: scratch, names: "localhost", days: 10)
        let answer = try scratch.file("answer.json", text)
        let file = Program.package.appendingPathComponent("Tests/Reference/quotes.py").path
        let python = try Child(
            "python3", [file, certificates.chain, certificates.key, answer], in: scratch)
        port = try await until("a port", within: 20, telling: { python.errors }) {
            python.output.firstMatch(of: /^(\d+)\n/).flatMap { Int($0.1) }
        }
        self.python = python
    }

    func url(_ kind: String) -> String { "https://localhost:\(port)/\(kind)/quote" }

    /// What was asked: paths, and the keys that came with them.
    var requests: [String] { python.output.split(separator: "\n").dropFirst().map(String.init) }
}

extension ProgramTests {
    @Suite("The second opinion")
    struct CrossCheckTests {
        static let sol = "So11111111111111111111111111111111111111112"
        static let usdc = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
        static let pool = "HXpGFJGCEEFdV31tDmjDBaJMEB1fKLiAoKoWr3Fnonid"
        /// The example of the API's documentation.
        static let answer = """
            {"inputMint":"\(sol)","inAmount":"100000000","outputMint":"\(usdc)",
            "outAmount":"17057460","otherAmountThreshold":"16886885","swapMode":"ExactIn",
            "slippageBps":100,"platformFee":null,"priceImpactPct":"0","routePlan":[{"swapInfo":{
            "ammKey":"\(pool)","label":"Meteora DLMM","inputMint":"\(sol)","outputMint":"\(usdc)",
            "inAmount":"100000000","outAmount":"17057460"},"percent":100}],
            "contextSlot":324307186,"timeTaken":0.012}
            """
        static let question = [
            "--input-mint", sol, "--output-mint", usdc, "--amount", "100000000",
        ]
        static let query =
            "?inputMint=\(sol)&outputMint=\(usdc)&amount=100000000&slippageBps=50"
            + "&swapMode=ExactIn&onlyDirectRoutes=true"

        let scratch: Scratch

        init() throws { scratch = try Scratch() }

        private func ask(
            _ server: QuoteServer, _ kind: String, _ more: [String] = []
        ) async throws -> Program.Ended {
            try await Program.run(
                [
                    "cross-check", "--url", server.url(kind), "--ca-file",
                    server.certificates.authority,
                ]
                    + Self.question + more, in: scratch)
        }

        @Test("asks over TLS, prints the route, and holds ours against it")
        func asked() async throws {
            let server = try await QuoteServer(answering: Self.answer, in: scratch)
            let quote = try await ask(
                server, "answer", ["--venue", "Meteora DLMM", "--exclude-venue", "Raydium"])
            #expect(quote.status == 0, "\(quote.errors)")
            #expect(
                quote.output == """
                    ExactIn at slot 324307186
                    in   100000000 of \(Self.sol)
                    out  17057460 of \(Self.usdc)
                         at least 16886885 out with 100 bps slippage
                    leg 1: Meteora DLMM \(Self.pool), 10000 bps of the split
                         in   100000000 of \(Self.sol)
                         out  17057460 of \(Self.usdc)

                    """)
            #expect(
                server.requests == [
                    "/answer/quote\(Self.query)&dexes=Meteora+DLMM&excludeDexes=Raydium None"
                ])
            // 17065988 is 8528 more: 4.99957… basis points.
            let near = try await ask(
                server, "answer",
                ["--ours", "17065988", "--pool", Self.pool, "--slot", "324307188"])
            #expect(near.status == 0, "\(near.errors)")
            #expect(
                near.output.hasSuffix(
                    "ours 17065988, theirs 17057460: +8528 atoms, +4.9995 bps, within 5 bps; "
                        + "their slot less ours: -2\n"), "\(near.output)")
            let far = try await ask(server, "answer", ["--ours", "17065989", "--json"])
            #expect(far.status == 1)
            let comparison = try #require(try far.json()["comparison"] as? [String: Any])
            #expect(comparison["difference"] as? String == "+8529")
            #expect(comparison["difference_bps"] as? String == "+5.0001")
            #expect(comparison["is_within"] as? Bool == false)
            let legs = try #require(try far.json()["legs"] as? [[String: Any]])
            #expect(legs.first?["pool"] as? String == Self.pool)
        }

        @Test(
            "what is no quote is told with its address and cause",
            arguments: [
                (
                    "busy",
                    "too many requests (HTTP status 429), saying “[API Gateway] Too many "
                        + "requests”; ask again in 7 s"
                ),
                (
                    "date",
                    "it has failed (HTTP status 503); ask again after Fri, 21 Aug 2026 07:28:00 GMT"
                ),
                (
                    "reset",
                    "too many requests (HTTP status 429); ask again at second 1787300000 since 1970"
                ),
                (
                    "none",
                    "it refuses the question (HTTP status 400), saying “Could not find any route: "
                        + "COULD_NOT_FIND_ANY_ROUTE”"
                ),
                ("moved", "it sends us elsewhere, and we do not follow (HTTP status 302)"),
                (
                    "garbage",
                    "the answer is no quote: it is not the JSON of a quote: a value of another "
                        + "kind than is due (byte 0)"
                ),
                (
                    "giant",
                    "the peer does not speak HTTP as agreed: the body is longer than the limit"
                ),
                ("half", "the TLS stream ended without a close notification (cut short)"),
                ("gone", "the TLS stream ended without a close notification (cut short)"),
                ("noise", "the peer does not speak HTTP as agreed: the first line is not HTTP"),
                ("silence", "no answer within 300 ms"),
            ])
        func refused(kind: String, words: String) async throws {
            let server = try await QuoteServer(answering: Self.answer, in: scratch)
            let more = kind == "silence" ? ["--timeout", "300ms"] : []
            let ended = try await ask(server, kind, more)
            #expect(ended.status == 3)
            #expect(ended.errors == "\(server.url(kind))\(Self.query): \(words)\n")
            #expect(ended.output.isEmpty)
            #expect(server.requests.count == 1)
        }

        @Test("an answer to another question is refused")
        func other() async throws {
            let text = Self.answer.replacingOccurrences(
                of: "\"inAmount\":\"100000000\",\"outputMint\"",
                with: "\"inAmount\":\"100000001\",\"outputMint\"")
            let server = try await QuoteServer(answering: text, in: scratch)
            let ended = try await ask(server, "answer")
            #expect(ended.status == 3)
            #expect(
                ended.errors.hasSuffix(
                    ": the answer is to another question: its inAmount is not ours\n"))
        }

        @Test("who is not trusted, or not there, is not asked")
        func untrusted() async throws {
            let server = try await QuoteServer(answering: Self.answer, in: scratch)
            let other = try Certificates(in: scratch, names: "localhost", days: 10)
            let ended = try await Program.run(
                ["cross-check", "--url", server.url("answer"), "--ca-file", other.authority]
                    + Self.question, in: scratch)
            #expect(ended.status == 3)
            #expect(ended.errors.contains("trusted"), "\(ended.errors)")
            #expect(server.requests.isEmpty)
            let nobody = try await Program.run(
                ["cross-check", "--url", "http://localhost:1/quote"] + Self.question, in: scratch)
            #expect(nobody.status == 3)
            #expect(
                nobody.errors.hasPrefix("http://localhost:1/quote?")
                    && nobody.errors.contains("nothing listens"), "\(nobody.errors)")
        }

        @Test("it is off in settings until they say otherwise, and then goes by them")
        func settings() async throws {
            let off = try await Program.run(["cross-check"] + Self.question, in: scratch)
            #expect(off.status == 2)
            #expect(off.errors.hasPrefix("nobody is asked: "), "\(off.errors)")
            let server = try await QuoteServer(answering: Self.answer, in: scratch)
            let key = try scratch.file("key", "jup_secret\n")
            func file(enabled: Bool) throws -> String {
                try scratch.file(
                    "settings-\(enabled).toml",
                    """
                    [cross_check]
                    enabled = \(enabled)
                    url = "\(server.url("answer"))"
                    ca_file = "\(server.certificates.authority)"
                    key_file = "\(key)"
                    requests_per_minute = 60000
                    tolerance_bps = 0
                    """)
            }
            func run(_ file: String, _ more: [String]) async throws -> Program.Ended {
                try await Program.run(
                    ["cross-check", "--config", file] + Self.question + more, in: scratch)
            }
            #expect(try await run(try file(enabled: false), []).status == 2)
            let on = try file(enabled: true)
            #expect(chmod(key, 0o644) == 0)
            let open = try await run(on, [])
            #expect(open.status == 2)
            #expect(
                open.errors.contains("the key file \(key) is open to others (mode 644)"),
                "\(open.errors)")
            #expect(server.requests.isEmpty)
            #expect(chmod(key, 0o600) == 0)
            let thrice = try await run(on, ["--count", "3", "--ours", "17057461"])
            #expect(thrice.status == 1, "\(thrice.errors)")
            #expect(thrice.output.components(separatedBy: "beyond 0 bps").count == 4)
            #expect(!thrice.output.contains("jup_secret"))
            #expect(
                server.requests
                    == Array(repeating: "/answer/quote\(Self.query) jup_secret", count: 3))
        }

        @Test("reads a saved answer, and asks nobody")
        func saved() async throws {
            let file = try scratch.file("saved.json", Self.answer)
            func run(_ more: [String]) async throws -> Program.Ended {
                try await Program.run(["cross-check", "--response", file] + more, in: scratch)
            }
            let equal = try await run(["--ours", "17057460", "--tolerance", "0"])
            #expect(equal.status == 0, "\(equal.errors)")
            #expect(equal.output.hasSuffix(": 0 atoms, 0.0000 bps, within 0 bps\n"))
            let less = try await run(Self.question + ["--ours", "17057459", "--tolerance", "0"])
            #expect(less.status == 1)
            #expect(less.output.hasSuffix(": -1 atoms, -0.0005 bps, beyond 0 bps\n"))
            let pool = try await run(["--ours", "17057460", "--pool", Self.sol])
            #expect(pool.status == 1)
            #expect(
                pool.errors
                    == "nothing to compare: the route goes through another pool, \(Self.pool)\n")
            let other = try await run(Self.question.dropLast() + ["1"])
            #expect(other.status == 3)
            #expect(other.errors.hasSuffix("its inAmount is not ours\n"), "\(other.errors)")
            let cut = try scratch.file("cut.json", String(Self.answer.dropLast(40)))
            let broken = try await Program.run(["cross-check", "--response", cut], in: scratch)
            #expect(broken.status == 3)
            #expect(broken.errors.hasPrefix("\(cut): the answer is no quote: "), "\(broken.errors)")
        }

        @Test(
            "what cannot be asked is a matter of usage",
            arguments: [
                [], ["--url", "https://localhost/"], ["--amount", "1", "--response", "x"],
                ["--response", "x", "--url", "https://localhost/"],
                ["--response", "x", "--tolerance", "1"],
                ["--response", "x", "--ours", "1", "--tolerance", "10001"],
                question + ["--url", "wss://localhost/"],
                question + ["--url", "https://localhost/?a=b"],
                question + ["--url", "http://localhost/", "--key-file", "key"],
                question + ["--url", "https://localhost/", "--key-file", "/no/such/file"],
                question + ["--url", "https://localhost/", "--ca-file", "/no/such/file"],
                question + ["--url", "https://localhost/", "--count", "0"],
                question + ["--url", "https://localhost/", "--timeout", "0s"],
                [
                    "--input-mint", "0", "--output-mint", usdc, "--amount", "1", "--url",
                    "https://a/",
                ],
            ])
        func usage(words: [String]) async throws {
            let ended = try await Program.run(["cross-check"] + words, in: scratch)
            #expect(ended.status == 2, "\(ended.errors)")
            #expect(!ended.errors.isEmpty && ended.output.isEmpty)
        }
    }
}
