import Foundation
import Glibc
import Numbers
import Testing
import Wire

@testable import Reactor

extension WebSocketConnection {
    mutating func send(text: String, on loop: inout EventLoop) -> Bool {
        var text = text
        return text.withUTF8 { send(text: UnsafeRawBufferPointer($0), on: &loop) }
    }

    mutating func send(binary: [UInt8], on loop: inout EventLoop) -> Bool {
        binary.withUnsafeBytes { send(binary: $0, on: &loop) }
    }
}

/// What a client or a server heard, as values.
enum Heard: Equatable {
    case opened
    case text(String)
    case binary([UInt8])
    case request(String, [UInt8])
    case upgrade(String)
    case ended(ConnectionEnd)
}

/// A client and a server, both ours, inside one loop.
struct Duet: ~Copyable {
    var loop: EventLoop
    var client: WebSocketConnection
    var server: ServerConnection?
    let security: ServerSecurity?
    let serverSettings: ServerSettings
    var byClient: [Heard] = []
    var byServer: [Heard] = []
    /// Whether the client's owner asks for messages.
    var isClientAwake = true
    var isServerAwake = true
    var accepts = 0
    /// What the server does with an upgrade: the status to refuse it with, or nil to accept.
    var refusal: Int?

    init(
        _ scheme: String = "ws", security: ServerSecurity? = nil, client: ClientSecurity? = nil,
        settings: ConnectionSettings = ConnectionSettings(),
        serverSettings: ServerSettings = ServerSettings()
    ) throws {
        var loop = try EventLoop()
        let listener = try loop.listen(on: .loopback(port: 0))
        let address = try loop.requireAddress(of: listener)
        let web = try WebAddress("\(scheme)://127.0.0.1:\(address.port)/feed?x=1")
        self.client = WebSocketConnection(to: web, security: client, settings: settings, seed: 1)
        self.loop = loop
        self.security = security
        self.serverSettings = serverSettings
    }

    mutating func turn() throws {
        _ = loop.wait(until: min(now() + .milliseconds(5), client.nextTurn), at: now())
        while let event = loop.nextEvent() {
            if case .accepted(let id, _) = event {
                accepts += 1
                server = try ServerConnection(
                    accepted: id, security: security, at: now(), settings: serverSettings)
                continue
            }
            client.take(event, on: &loop, at: now())
            server?.take(event, on: &loop, at: now())
        }
        client.turn(on: &loop, at: now(), wall: wallTime())
        server?.turn(on: &loop, at: now())
        if isClientAwake { listenToClient() }
        if isServerAwake { listenToServer() }
    }

    private mutating func listenToClient() {
        while true {
            switch client.next(on: &loop, at: now()) {
            case .nothing: return
            case .opened: byClient.append(.opened)
            case .text(let view): byClient.append(.text(String(decoding: view, as: UTF8.self)))
            case .binary(let view): byClient.append(.binary(Array(view)))
            case .ended(let end): byClient.append(.ended(end))
            }
        }
    }

    private mutating func listenToServer() {
        while true {
            switch server?.next(on: &loop, at: now()) {
            case .nothing, nil: return
            case .request(let head, let body):
                byServer.append(.request(head.method + " " + head.target, Array(body)))
                server?.respond(status: 200, body: Array(body.reversed()), on: &loop, at: now())
            case .upgrade(let head):
                byServer.append(.upgrade(head.target))
                if let refusal {
                    server?.respond(status: refusal, on: &loop, at: now())
                } else {
                    server?.acceptUpgrade(on: &loop, at: now())
                }
            case .text(let view):
                byServer.append(.text(String(decoding: view, as: UTF8.self)))
                server?.send(text: view, on: &loop)
            case .binary(let view):
                byServer.append(.binary(Array(view)))
                server?.send(binary: view, on: &loop)
            case .ended(let end): byServer.append(.ended(end))
            }
        }
    }

    mutating func run(seconds: UInt64 = 10, until done: (borrowing Self) -> Bool) throws {
        let deadline = now() + .seconds(seconds)
        while !done(self), now() < deadline { try turn() }
    }
}

/// A Python program that talks to us, and its output lines.
final class Python {
    let process = Process()
    private let output = Pipe()
    private var rest: [UInt8] = []

    static let hasWebSockets: Bool = {
        guard let python = try? Python("import websockets", []) else { return false }
        python.process.waitUntilExit()
        return python.process.terminationStatus == 0
    }()

    init(_ program: String, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-u", "-c", program] + arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// The next line; nil at the end.
    func line() -> String? {
        while true {
            if let end = rest.firstIndex(of: 10) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest.removeSubrange(...end)
                return line
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            rest += more
        }
    }

    // The tests' threads block SIGTERM, and a child inherits that.
    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
}

/// A folder that goes with the test.
final class Scratch {
    let path: String
    init() throws {
        path = NSTemporaryDirectory() + "apus-reactor-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
}
