import ArgumentParser
import Numbers
import Reactor
import Tiles

struct WSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ws", abstract: "Our WebSocket client by itself.",
        discussion: """
            Example: apus ws echo wss://localhost:8443/ --ca authority.pem
            """,
        subcommands: [EchoCommand.self])
}

struct EchoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo",
        abstract: "Connects and sends every message back as what it is, until the server closes.",
        discussion: """
            Example: apus ws echo wss://localhost:8443/ --ca authority.pem

            The server's certificate is always checked, its chain and its host name.

            Exit codes: 0 the conversation ended by agreement; 2 usage, or no address; 3 it could \
            not begin, or broke off.
            """)

    @Argument(help: "ws://… or wss://…")
    var url: String

    @Option(help: "A PEM file of the authorities to trust; without it, the system's.")
    var ca: String?

    @Option(help: "Close after so many messages.")
    var count: UInt64?

    @Option(help: "Close after so long, as in 30s, 2m, 48h.", transform: Span.read)
    var duration: Span?

    func run() throws {
        let clock = HostClock()
        var echo: WebSocketEcho
        do throws(EchoRefusal) {
            echo = try WebSocketEcho(
                to: url, authorities: ca, countMax: count, duration: duration?.value,
                seed: clock.now().nanosecondsSinceBoot)
        } catch {
            complain("\(url): \(error)")
            switch error {
            case .address, .notWebSocket: throw Ending.usage
            case .trust, .loop: throw Ending.unreadable
            }
        }
        let stopping = Stopping()
        stopping.catchSignals()
        while true {
            let now = clock.now()
            switch echo.turn(at: now, wall: clock.wallTime(at: now)) {
            case .running:
                if stopping.wait(atMost: Nanoseconds(0)) { throw Ending.unreadable }
            case .finished(let summary):
                let counted = "\(summary.messages) messages, \(summary.bytes) bytes"
                guard summary.isClean else {
                    say(counted)
                    complain("\(url): \(summary.sentence)")
                    throw Ending.unreadable
                }
                return say("\(counted); \(summary.sentence)")
            }
        }
    }
}
