import Foundation
import Testing

/// PyPI `pyte` as the terminal.
private enum Emulator {
    static let isThere: Bool = {
        guard let scratch = try? Scratch(),
            let python = try? Child("python3", ["-c", "import pyte"], in: scratch)
        else { return false }
        for _ in 0..<1_000 where python.hasEnded() == nil { usleep(10_000) }
        return python.hasEnded() == 0
    }()
}

extension ProgramTests {
    @Suite("A terminal", .enabled(if: Emulator.isThere, "needs Python's pyte"))
    struct TerminalTests {
        /// What stands on a terminal of each size in turn, and what is written at the end.
        private func screens(_ sizes: [String]) async throws -> [String] {
            let flight = try await Flight()
            let folder = "\(flight.scratch.path)/a-recording-with-a-name-that-fills-a-line-alone"
            let script = Program.package.appendingPathComponent("Tests/Reference/terminal.py").path
            let python = try Child(
                "python3",
                [
                    script, sizes.joined(separator: ","), try #require(Program.path), "paper",
                    "--config", try flight.settings(), "--record", folder,
                ], in: flight.scratch)
            try #require(try await python.end(within: 60) == 0, "\(python.errors)")
            try #require(python.output.hasPrefix("right\n"), "\(python.output)")
            let parts = python.output.components(separatedBy: "\n== ").dropFirst()
            try #require(parts.count == sizes.count + 1)
            return Array(parts)
        }

        @Test("shows the state in its rows and columns, over itself, whatever its size becomes")
        func sizes() async throws {
            let screens = try await screens(["24x80", "60x140", "12x50", "24x80", "5x20"])
            for words in ["coinbase", "solana", "SOL", "chances", "asset", "stage"] {
                #expect(screens[1].contains(words), "\(words) in \(screens[1])")
            }
            #expect(!screens[1].contains("no room for"))
            // The least important goes first: stages of the latency before balances before markets.
            for screen in [screens[0], screens[3]] {
                #expect(screen.contains("no room for"))
                for words in [
                    "feed  ", "market  ", "chances", "the ledger balances", "wire → decided",
                ] {
                    #expect(screen.contains(words), "\(words) in \(screen)")
                }
            }
            #expect(screens[2].contains("feed  "))
            #expect(!screens[2].contains("\nstage  "))
            #expect(screens[4].contains("after "))
        }

        @Test("gets the whole summary at the end, however small it is")
        func summary() async throws {
            let screens = try await screens(["6x40"])
            let end = try #require(screens.last)
            for words in ["feed  ", "market  ", "asset  ", "stage  ", "decisions", "replay with"] {
                #expect(end.contains(words), "\(words) in \(end)")
            }
        }
    }
}
