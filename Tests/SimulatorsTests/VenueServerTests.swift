import Foundation
import Numbers
import Testing

@testable import Simulators

@Suite(
    "The simulators on the network", .serialized,
    .enabled(if: PythonPeer.isThere, "needs Python with the package websockets"))
struct VenueServerTests {
    static func scenario(in folder: URL) -> VenueScenario {
        var scenario = VenueScenario(market: .generated(GeneratedMarket()))
        scenario.authorityFile = folder.appendingPathComponent("ca.pem").path
        scenario.truthFile = folder.appendingPathComponent("truth.jsonl").path
        return scenario
    }

    @Test("an independent client over TLS rebuilds the very book, with no number missing")
    func coinbase() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        let scenario = VenueServerTests.scenario(in: folder)
        var server = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
        let answer = try PythonPeer.run(
            PythonPrograms.book, arguments: ["\(server.coinbasePort)", scenario.authorityFile],
            beside: &server, in: folder)
        try #require(answer.status == 0, "\(answer.output)")
        let seen = try VenueServerTests.books(answer.output)
        let truth = try VenueServerTests.books(
            String(contentsOfFile: scenario.truthFile, encoding: .utf8))
        #expect(seen.count > 50)
        for (sequence, book) in seen { #expect(truth[sequence] == book, "message \(sequence)") }
        #expect(server.counters.slowClients == 0 && server.counters.malformed == 0)
    }

    /// Each book as one line of text, by the number of its message.
    static func books(_ text: String) throws -> [Int: String] {
        var books: [Int: String] = [:]
        for line in text.split(separator: "\n") {
            guard
                let entry = try JSONSerialization.jsonObject(with: Data(line.utf8))
                    as? [String: Any],
                let sequence = entry["sequence"] as? Int, let bids = entry["bids"] as? [[Int]],
                let asks = entry["asks"] as? [[Int]]
            else { continue }
            books[sequence] = "\(bids) \(asks)"
        }
        return books
    }

    @Test("an independent client follows the pool by WebSocket and HTTP at one port")
    func solana() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        let scenario = VenueServerTests.scenario(in: folder)
        var server = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
        let answer = try PythonPeer.run(
            PythonPrograms.pool,
            arguments: ["\(server.solanaPort)", scenario.authorityFile, server.poolAddress],
            beside: &server, in: folder)
        try #require(answer.status == 0, "\(answer.output)")
        var truth: [String: String] = [:]
        let lines = try String(contentsOfFile: scenario.truthFile, encoding: .utf8)
        for line in lines.split(separator: "\n") where line.hasPrefix(#"{"kind":"pool""#) {
            let parts = line.split { !"-0123456789".contains($0) }.map(String.init)
            truth[parts[0]] = parts[1...].joined(separator: " ")
        }
        var compared = 0
        for line in answer.output.split(separator: "\n") {
            let parts = line.split { !"-0123456789".contains($0) }.map(String.init)
            guard parts.count == 4 else { continue }
            #expect(truth[parts[0]] == parts[1...].joined(separator: " "))
            compared += 1
        }
        #expect(compared == 7)
        #expect(server.counters.violations == 1)
    }

    @Test(
        "a recorded connection comes over TLS byte for byte",
        .enabled(if: RecordedData.isThere, "needs ../shared/data"))
    func recorded() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        var scenario = VenueServerTests.scenario(in: folder)
        scenario.market = .recordedCoinbase(RecordedMarket(dataDirectory: RecordedData.directory))
        scenario.speed = 10
        var server = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
        let answer = try PythonPeer.run(
            PythonPrograms.frames,
            arguments: [
                "\(server.coinbasePort)", scenario.authorityFile,
                RecordedData.directory + "/cex/cryptofeed_v3/COINBASE.jsonl.zst",
            ], beside: &server, in: folder)
        #expect(answer.status == 0 && answer.output == "1030\n", "\(answer.output)")
        // The truth tells the best prices after each of the product's frames; the first and the
        // last as anybody can read them in the capture.
        let truth = try VenueServerTests.books(
            String(contentsOfFile: scenario.truthFile, encoding: .utf8))
        #expect(truth.count > 300)
        #expect(truth[21] == "[[191944, 0]] [[191949, 0]]")
    }

    @Test("faults reach a client as they would from a real venue")
    func faults() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        var scenario = VenueServerTests.scenario(in: folder)
        scenario.faults = [
            VenueFault(.gap, at: .coinbase, .messages(4)),
            VenueFault(.duplicate, at: .coinbase, .messages(8)),
            VenueFault(.garbageFrame, at: .coinbase, .messages(12)),
            VenueFault(.disconnect, at: .coinbase, .messages(20)),
            VenueFault(.badCertificate, at: .coinbase, .messages(40), span: .milliseconds(1_500)),
            VenueFault(.tooManyRequests, at: .rpc, .messages(1), span: .seconds(1)),
        ]
        var server = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
        let answer = try PythonPeer.run(
            PythonPrograms.faults,
            arguments: [
                "\(server.coinbasePort)", "\(server.solanaPort)", scenario.authorityFile,
            ], beside: &server, in: folder)
        #expect(answer.status == 0, "\(answer.output)")
        #expect(server.counters.faults == 6)
    }

    @Test("a client that reads nothing is disconnected, and counted")
    func slowClient() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        var scenario = VenueServerTests.scenario(in: folder)
        scenario.isEncrypted = false
        scenario.truthFile = ""
        scenario.speed = 200
        scenario.queueBytesMax = 1 << 20
        var server = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
        let answer = try PythonPeer.run(
            PythonPrograms.idle, arguments: ["\(server.coinbasePort)"], beside: &server, in: folder)
        #expect(answer.status == 0, "\(answer.output)")
        #expect(server.counters.slowClients == 1)
        #expect(server.clients == 0)
    }

    @Test("when the market's time is over its ports are free, and clients were told goodbye")
    func duration() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        var scenario = VenueServerTests.scenario(in: folder)
        var market = GeneratedMarket()
        market.duration = .milliseconds(1_500)
        scenario.market = .generated(market)
        var server = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
        let answer = try PythonPeer.run(
            PythonPrograms.goodbye,
            arguments: ["\(server.coinbasePort)", scenario.authorityFile],
            beside: &server, in: folder)
        #expect(answer.status == 0, "\(answer.output)")
        scenario.coinbasePort = server.coinbasePort
        _ = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
    }

    @Test("a server can be handed to another thread before its first turn")
    func handing() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        func port(_ server: consuming sending VenueServer) -> UInt16 { server.solanaPort }
        let server = try VenueServer(
            VenueServerTests.scenario(in: folder), at: PythonPeer.now(), wall: PythonPeer.wall())
        #expect(port(server) != 0)
    }

    @Test("a port that is taken is refused with its number")
    func takenPort() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        var scenario = VenueServerTests.scenario(in: folder)
        let server = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
        scenario.coinbasePort = server.coinbasePort
        do throws(VenueServerError) {
            _ = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
            Issue.record("the port is taken")
        } catch {
            #expect("\(error)".contains("\(server.coinbasePort)"), "\(error)")
        }
    }
}
