import Numbers
import Testing
import Wire

@testable import Reactor

/// A connection that can stand in an array.
private final class Client {
    var connection: WebSocketConnection
    var heard: [Heard] = []

    init(_ connection: consuming WebSocketConnection) { self.connection = connection }

    func listen(on loop: inout EventLoop) {
        while true {
            switch connection.next(on: &loop, at: now()) {
            case .nothing: return
            case .opened: heard.append(.opened)
            case .text(let view): heard.append(.text(String(decoding: view, as: UTF8.self)))
            case .binary(let view): heard.append(.binary(Array(view)))
            case .ended(let end): heard.append(.ended(end))
            }
        }
    }
}

extension ReactorTests {
    @Suite("A server")
    struct ServerTests {
        @Test("each of thirty clients is heard and answered", arguments: [false, true])
        func many(isSecure: Bool) throws {
            let authority = try Authority()
            var loop = try EventLoop()
            var server = try Server(
                security: isSecure ? try authority.server(["127.0.0.1"]) : nil, on: &loop)
            let trust = try authority.client()
            var settings = ConnectionSettings()
            settings.receiveBytes = 4_096
            settings.reconnecting = .never
            let address = try WebAddress("\(isSecure ? "wss" : "ws")://\(server.address)/")
            let clients = (0..<30).map { index in
                Client(
                    WebSocketConnection(
                        to: address, security: trust, settings: settings, seed: UInt64(index)))
            }
            var served = 0
            let deadline = now() + .seconds(15)
            while !clients.allSatisfy({ $0.heard.count == 3 }), now() < deadline {
                _ = loop.wait(until: now() + .milliseconds(2), at: now())
                while let event = loop.nextEvent() {
                    if server.take(event, on: &loop, at: now()) { continue }
                    for client in clients {
                        if client.connection.take(event, on: &loop, at: now()) { break }
                    }
                }
                server.turn(on: &loop, at: now())
                serving: while true {
                    switch server.next(on: &loop, at: now()) {
                    case .nothing: break serving
                    case .peer(let id, .upgrade):
                        _ = server.speak(to: id) { $0.acceptUpgrade(on: &loop, at: now()) }
                    case .peer(let id, .text(let view)):
                        served += 1
                        _ = server.speak(to: id) { $0.send(text: view, on: &loop) }
                    default: break
                    }
                }
                for (index, client) in clients.enumerated() {
                    client.connection.turn(on: &loop, at: now(), wall: wallTime())
                    client.listen(on: &loop)
                    if client.heard == [.opened], client.connection.bytesWaiting(on: loop) == 0 {
                        _ = client.connection.send(text: "I am \(index)", on: &loop)
                        client.heard.append(.request("asked", []))
                    }
                }
            }
            for (index, client) in clients.enumerated() {
                #expect(client.heard.last == .text("I am \(index)"))
            }
            #expect(served == 30)
            server.close(on: &loop, at: now())
            let count = server.peerIDs.count
            #expect(count == 30)
            while now() < deadline, !server.peerIDs.isEmpty {
                _ = loop.wait(until: now() + .milliseconds(2), at: now())
                while let event = loop.nextEvent() {
                    if server.take(event, on: &loop, at: now()) { continue }
                    for client in clients { client.connection.take(event, on: &loop, at: now()) }
                }
                server.turn(on: &loop, at: now())
                while case .peer = server.next(on: &loop, at: now()) {}
                for client in clients {
                    client.connection.turn(on: &loop, at: now(), wall: wallTime())
                    client.listen(on: &loop)
                }
            }
            #expect(clients.allSatisfy { $0.heard.last == .ended(.closed(code: 1000)) })
        }
    }
}
