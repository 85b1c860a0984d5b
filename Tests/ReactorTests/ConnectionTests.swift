import Glibc
import Numbers
import Testing
import Wire

@testable import Reactor

extension ReactorTests {
    @Suite("A WebSocket connection")
    struct ConnectionTests {
        @Test("text and binary come back, plain and over TLS", arguments: [false, true])
        func echo(isSecure: Bool) throws {
            let authority = try Authority()
            var duet = try Duet(
                isSecure ? "wss" : "ws",
                security: isSecure ? try authority.server(["127.0.0.1"]) : nil,
                client: try authority.client())
            try duet.run { $0.byClient.count == 1 }
            let big = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 17 &+ $0 >> 8) }
            _ = duet.client.send(text: "héllo", on: &duet.loop)
            _ = duet.client.send(binary: big, on: &duet.loop)
            _ = duet.client.send(text: "", on: &duet.loop)
            try duet.run { $0.byClient.count == 4 }
            var heard = duet.byClient
            #expect(heard == [.opened, .text("héllo"), .binary(big), .text("")])
            duet.client.close(on: &duet.loop, at: now())
            try duet.run { $0.byClient.count == 5 && $0.byServer.count == 5 }
            heard = duet.byClient
            #expect(heard.last == .ended(.closed(code: 1000)))
            let served = duet.byServer
            #expect(served.first == .upgrade("/feed?x=1"))
            #expect(served.last == .ended(.closed(code: 1000)))
            try duet.run(seconds: 5) { $0.loop.slotsTaken == 1 }
            let slots = duet.loop.slotsTaken
            #expect(slots == 1, "only the listener is left")
        }

        @Test("a broken connection is told and made again")
        func reconnect() throws {
            var settings = ConnectionSettings()
            settings.backoffFirst = .milliseconds(1)
            var duet = try Duet(settings: settings)
            for round in 1...3 {
                try duet.run { $0.byClient.last == .opened && $0.accepts == round }
                duet.server?.abort(on: &duet.loop)
                try duet.run { $0.byClient.count == 2 * round }
            }
            let heard = duet.byClient
            #expect(heard.count == 6)
            #expect(heard[1] == .ended(.failed(.network(.reset))))
            let attempts = duet.client.attempts
            #expect(attempts >= 3)
        }

        @Test("a goodbye before the connection stands ends it without a fault")
        func earlyGoodbye() throws {
            var duet = try Duet()
            try duet.run { $0.client.phase == .upgrading || $0.client.phase == .connecting }
            duet.client.close(code: 1001, on: &duet.loop, at: now())
            try duet.run { $0.byClient.count == 1 && $0.loop.slotsTaken == 1 }
            let heard = duet.byClient
            #expect(heard == [.ended(.closed(code: 1001))])
            let attempts = duet.client.attempts
            #expect(attempts == 1)
        }

        @Test("an owner's doubt drops the conversation and comes back")
        func restart() throws {
            var settings = ConnectionSettings()
            settings.backoffFirst = .milliseconds(1)
            var duet = try Duet(settings: settings)
            try duet.run { $0.byClient == [.opened] }
            duet.client.restart(on: &duet.loop, at: now())
            try duet.run { $0.byClient.count == 3 }
            let heard = duet.byClient
            #expect(heard == [.opened, .ended(.failed(.dropped)), .opened])
        }

        @Test("coming back over TLS is shortened by the ticket of the session before")
        func resumption() throws {
            var settings = ConnectionSettings()
            settings.backoffFirst = .milliseconds(1)
            let authority = try Authority()
            var duet = try Duet(
                "wss", security: try authority.server(["127.0.0.1"]),
                client: try authority.client(), settings: settings)
            try duet.run { $0.byClient == [.opened] }
            var isResumed = duet.client.stream.channel.tls?.isResumed ?? true
            #expect(!isResumed)
            _ = duet.client.send(text: "hello", on: &duet.loop)
            try duet.run { $0.byClient.count == 2 }
            duet.server?.abort(on: &duet.loop)
            try duet.run { $0.byClient.count == 4 }
            let heard = duet.byClient
            #expect(heard.last == .opened)
            isResumed = duet.client.stream.channel.tls?.isResumed ?? false
            #expect(isResumed)
        }

        @Test("a peer that is gone without a word is noticed by a ping")
        func halfOpen() throws {
            var settings = ConnectionSettings()
            settings.pingAfter = .milliseconds(30)
            settings.deadAfter = .milliseconds(30)
            settings.reconnecting = .never
            var duet = try Duet(settings: settings)
            try duet.run { $0.byClient == [.opened] }
            // The server stops reading: it neither answers nor closes.
            if let id = duet.server?.id { duet.loop.pause(id) }
            try duet.run { $0.byClient.count == 2 }
            let heard = duet.byClient
            #expect(heard.last == .ended(.failed(.silent)))
        }

        @Test("pings keep a quiet connection alive")
        func quiet() throws {
            var settings = ConnectionSettings()
            settings.pingAfter = .milliseconds(10)
            settings.deadAfter = .seconds(5)
            var duet = try Duet(settings: settings)
            try duet.run { $0.byClient == [.opened] }
            let until = now() + .milliseconds(100)
            try duet.run { _ in now() > until }
            let heard = duet.byClient
            #expect(heard == [.opened])
        }

        @Test("a feed that answers pings but says nothing is silent")
        func silence() throws {
            var settings = ConnectionSettings()
            settings.pingAfter = .milliseconds(10)
            settings.silence = .milliseconds(80)
            settings.reconnecting = .never
            var duet = try Duet(settings: settings)
            try duet.run { $0.byClient.count == 2 }
            let heard = duet.byClient
            #expect(heard == [.opened, .ended(.failed(.silent))])
        }

        @Test("an owner that does not ask makes the peer wait, and then hears everything")
        func backpressure() throws {
            var settings = ConnectionSettings()
            settings.options.receiveBytes = 65_536
            settings.unreadMax = 128 << 10
            var duet = try Duet(settings: settings)
            try duet.run { $0.byClient == [.opened] }
            duet.isClientAwake = false
            let body = String(repeating: "x", count: 8_000)
            var sent = 0
            var stalled = 0
            while sent < 3_000, stalled < 100 {
                stalled += 1
                while sent < 3_000, (duet.server?.bytesWaiting(on: duet.loop) ?? 0) < 1 << 19 {
                    var text = body + "\(sent)"
                    text.withUTF8 { _ = duet.server?.send(text: .init($0), on: &duet.loop) }
                    sent += 1
                    stalled = 0
                }
                try duet.turn()
            }
            let waiting = duet.server?.bytesWaiting(on: duet.loop) ?? 0
            #expect(waiting > 0, "the peer waits")
            #expect(sent < 3_000)
            duet.isClientAwake = true
            let count = sent
            try duet.run { $0.byClient.count == count + 1 }
            let heard = duet.byClient
            #expect(heard.count == count + 1)
            var isOrdered = true
            for index in 0..<min(count, heard.count - 1) {
                isOrdered = isOrdered && heard[index + 1] == .text(body + "\(index)")
            }
            #expect(isOrdered)
        }

        @Test("a refused upgrade says with which status")
        func refused() throws {
            var settings = ConnectionSettings()
            settings.reconnecting = .never
            var duet = try Duet(settings: settings)
            duet.refusal = 429
            try duet.run { $0.byClient.count == 1 }
            let heard = duet.byClient
            #expect(
                heard == [.ended(.failed(.upgrade(.status(429, retryAfterSeconds: nil))))])
            let words = duet.client.explanation
            #expect(words.contains("429"))
        }

        @Test("a server that speaks garbage fails the client")
        func garbage() throws {
            var settings = ConnectionSettings()
            settings.reconnecting = .never
            var duet = try Duet(settings: settings)
            try duet.run { $0.byClient == [.opened] }
            duet.server?.write(raw: [0xFF, 0xFF, 0xFF, 0xFF], on: &duet.loop)
            try duet.run { $0.byClient.count == 2 }
            let heard = duet.byClient
            guard case .ended(.failed(.frame)) = heard.last else {
                Issue.record("a frame fault: \(heard)")
                return
            }
        }
    }

    @Suite("An HTTP connection")
    struct HTTPTests {
        /// What a server of ours tells of a peer that writes `bytes` and then waits.
        private func tell(_ bytes: [UInt8], within span: Nanoseconds) throws -> (
            ConnectionEnd?, String
        ) {
            var settings = ServerSettings()
            settings.request = span
            var loop = try EventLoop()
            var server = try Server(settings: settings, on: &loop)
            let peer = PlainSocket()
            #expect(peer.connect(to: server.address.port) == 0)
            #expect(write(peer.descriptor, bytes, bytes.count) == bytes.count)
            peer.setNonBlocking()
            var end: ConnectionEnd?
            var answer: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 4_096)
            let deadline = now() + .seconds(5)
            while now() < deadline {
                _ = loop.wait(until: now() + .milliseconds(5), at: now())
                while let event = loop.nextEvent() { server.take(event, on: &loop, at: now()) }
                server.turn(on: &loop, at: now())
                while case .peer(_, let event) = server.next(on: &loop, at: now()) {
                    if case .ended(let how) = event { end = how }
                }
                let count = read(peer.descriptor, &piece, piece.count)
                if count > 0 { answer += piece[..<count] }
                if count == 0, end != nil { break }
            }
            peer.close()
            let left = loop.slotsTaken
            #expect(left == 1, "only the listener is left")
            return (end, String(decoding: answer, as: UTF8.self))
        }

        @Test("a request that never comes whole is late")
        func slow() throws {
            let (end, _) = try tell(Array("GET / HTT".utf8), within: .milliseconds(50))
            #expect(end == .failed(.late(.upgrading)))
        }

        @Test("garbage is answered with 400 and the connection closed")
        func garbage() throws {
            let (end, answer) = try tell(
                Array("\u{1}\u{2}\u{3} nonsense\r\n\r\n".utf8), within: .seconds(5))
            guard case .failed(.http) = end else {
                Issue.record("an HTTP fault: \(String(describing: end))")
                return
            }
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
        }

        @Test("requests share a connection while the server keeps it")
        func keepAlive() throws {
            var loop = try EventLoop()
            let listener = try loop.listen(on: .loopback(port: 0))
            let port = try loop.requireAddress(of: listener).port
            var http = HTTPConnection(
                to: try WebAddress("http://127.0.0.1:\(port)/rpc"), security: nil)
            var server: ServerConnection?
            var accepts = 0
            for round in 0..<4 {
                // From the third on, the connection of before is gone.
                if round == 2 { server?.close(on: &loop, at: now()) }
                let body = Array("{\"round\":\(round)}".utf8)
                var answer: [UInt8]?
                var fault: ConnectionFault?
                if round != 2 {
                    _ = http.ask(
                        "POST", fields: [("Content-Type", "application/json")], body: body,
                        on: &loop, at: now(), wall: wallTime(), limit: .seconds(5))
                }
                let deadline = now() + .seconds(round == 2 ? 1 : 5)
                while answer == nil, fault == nil, now() < deadline {
                    if round == 2, server?.isOver == true { break }
                    _ = loop.wait(until: min(now() + .milliseconds(5), http.nextTurn), at: now())
                    while let event = loop.nextEvent() {
                        if case .accepted(let id, _) = event {
                            accepts += 1
                            server = try ServerConnection(accepted: id, security: nil, at: now())
                            continue
                        }
                        http.take(event, on: &loop, at: now())
                        server?.take(event, on: &loop, at: now())
                    }
                    http.turn(on: &loop, at: now())
                    server?.turn(on: &loop, at: now())
                    switch server?.next(on: &loop, at: now()) {
                    case .request(let head, let got):
                        #expect(head.target == "/rpc")
                        let echo = Array(got)
                        server?.respond(status: 200, body: echo, on: &loop, at: now())
                    default: break
                    }
                    switch http.next(on: &loop, at: now()) {
                    case .response(let head, let got):
                        #expect(head.status == 200)
                        answer = Array(got)
                    case .failed(let why): fault = why
                    case .nothing: break
                    }
                }
                if round != 2 { #expect(answer == body) }
                #expect(fault == nil)
            }
            #expect(accepts == 2)
        }
    }
}
