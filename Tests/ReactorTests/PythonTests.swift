import Foundation
import Numbers
import Testing
import Wire

@testable import Reactor

/// PyPI `websockets` as the other end. Each program prints what a test needs to know.
private enum Programs {
    /// Echoes; `fragments`, `ping` and `bye` are requests. Arguments: certificate and key, or none.
    static let server = """
        import asyncio, ssl, sys, websockets
        async def talk(ws):
            async for message in ws:
                if message == "fragments":
                    await ws.send(["one ", "two ", "three"])
                elif message == "ping":
                    await (await ws.ping(b"are you there"))
                    await ws.send("pong came")
                elif message == "bye":
                    await ws.close(4001, "enough")
                else:
                    await ws.send(message)
        async def main():
            context = None
            if len(sys.argv) > 1:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(sys.argv[1], sys.argv[2])
            async with websockets.serve(talk, "127.0.0.1", 0, ssl=context) as server:
                print(server.sockets[0].getsockname()[1], flush=True)
                await asyncio.sleep(60)
        asyncio.run(main())
        """

    /// Speaks to a server of ours that echoes. Arguments: the address, an authority or none.
    static let client = """
        import asyncio, ssl, sys, websockets
        async def main():
            context = ssl.create_default_context(cafile=sys.argv[2]) if len(sys.argv) > 2 else None
            async with websockets.connect(sys.argv[1], ssl=context, compression=None) as ws:
                await ws.send("text")
                assert await ws.recv() == "text"
                await ws.send(b"\\x00\\xff" * 50000)
                assert await ws.recv() == b"\\x00\\xff" * 50000
                await ws.send(["a", "b", "c"])
                assert await ws.recv() == "abc"
                await (await ws.ping(b"x"))
                for index in range(200):
                    await ws.send(str(index))
                for index in range(200):
                    assert await ws.recv() == str(index)
                await ws.close(1000, "done")
                print("closed", ws.close_code, flush=True)
        asyncio.run(main())
        """
}

extension ReactorTests {
    @Suite("With Python's websockets", .enabled(if: Python.hasWebSockets))
    struct PythonTests {
        /// Talks to a Python server until `done`; what was heard.
        private func converse(
            _ address: String, _ security: ClientSecurity?, say: [String],
            until done: ([Heard]) -> Bool
        ) throws -> (heard: [Heard], explanation: String) {
            var loop = try EventLoop()
            var settings = ConnectionSettings()
            settings.reconnecting = .never
            var client = WebSocketConnection(
                to: try WebAddress(address), security: security, settings: settings, seed: 2)
            var heard: [Heard] = []
            let deadline = now() + .seconds(10)
            while !done(heard), now() < deadline {
                _ = loop.wait(until: min(now() + .milliseconds(20), client.nextTurn), at: now())
                while let event = loop.nextEvent() { client.take(event, on: &loop, at: now()) }
                client.turn(on: &loop, at: now(), wall: wallTime())
                listening: while true {
                    switch client.next(on: &loop, at: now()) {
                    case .nothing: break listening
                    case .opened:
                        heard.append(.opened)
                        for text in say { _ = client.send(text: text, on: &loop) }
                    case .text(let view): heard.append(.text(String(decoding: view, as: UTF8.self)))
                    case .binary(let view): heard.append(.binary(Array(view)))
                    case .ended(let end): heard.append(.ended(end))
                    }
                }
            }
            return (heard, client.explanation)
        }

        @Test("we hear text, fragments, a pong and a goodbye from its server")
        func ourClient() throws {
            let python = try Python(Programs.server, [])
            let port = try #require(python.line())
            let (heard, _) = try converse(
                "ws://localhost:\(port)/", nil, say: ["hello", "fragments", "ping", "bye"]
            ) { $0.count == 5 }
            #expect(
                heard == [
                    .opened, .text("hello"), .text("one two three"), .text("pong came"),
                    .ended(.closed(code: 4001)),
                ])
        }

        @Test("its client hears our server", arguments: [false, true])
        func ourServer(isSecure: Bool) throws {
            let scratch = try Scratch()
            let authority = try Authority()
            let file = scratch.path + "/authority.pem"
            try authority.maker.writePEM(to: file)
            var duet = try Duet(security: isSecure ? try authority.server(["127.0.0.1"]) : nil)
            duet.client.close(on: &duet.loop, at: now())
            let port = duet.client.address.port
            let python = try Python(
                Programs.client,
                isSecure ? ["wss://127.0.0.1:\(port)", file] : ["ws://127.0.0.1:\(port)"])
            try duet.run {
                $0.byServer.contains(.ended(.closed(code: 1000))) && $0.loop.slotsTaken == 1
            }
            let line = python.line()
            #expect(line == "closed 1000")
            let served = duet.byServer
            #expect(served.contains(.text("abc")))
        }

        private func serve(
            names: [String], validity: Validity = Authority.today, trusting: String? = nil
        ) throws -> (heard: [Heard], explanation: String) {
            let scratch = try Scratch()
            let authority = try Authority()
            let other = try Authority("Another authority")
            let issued = try authority.maker.issue(names: names, validity: validity)
            try issued.writePEM(chain: scratch.path + "/chain.pem", key: scratch.path + "/key.pem")
            try authority.maker.writePEM(to: scratch.path + "/authority.pem")
            try other.maker.writePEM(to: scratch.path + "/other.pem")
            let trusted = scratch.path + "/\(trusting ?? "authority").pem"
            let security = ClientSecurity(try TLSContext(trusting: .file(path: trusted)))
            let python = try Python(
                Programs.server, [scratch.path + "/chain.pem", scratch.path + "/key.pem"])
            let port = try #require(python.line())
            return try converse("wss://localhost:\(port)/", security, say: ["hello", "bye"]) {
                if case .ended = $0.last { true } else { false }
            }
        }

        @Test("its TLS server is believed when the certificate is right")
        func good() throws {
            let (heard, _) = try serve(names: ["localhost"])
            #expect(heard == [.opened, .text("hello"), .ended(.closed(code: 4001))])
        }

        @Test("its TLS server is refused when the certificate is another host's")
        func wrongHost() throws {
            let (heard, words) = try serve(names: ["example.org"])
            #expect(heard == [.ended(.failed(.tls(.certificate(.wrongHostName))))])
            #expect(words.contains("example.org"))
        }

        @Test("its TLS server is refused when the certificate is old")
        func expired() throws {
            let (heard, words) = try serve(
                names: ["localhost"], validity: Authority.around(days: -2))
            #expect(heard == [.ended(.failed(.tls(.certificate(.expired))))])
            #expect(words.contains("expired"))
        }

        @Test("its TLS server is refused when nobody we trust stands for it")
        func unknown() throws {
            let (heard, words) = try serve(names: ["localhost"], trusting: "other")
            #expect(heard == [.ended(.failed(.tls(.certificate(.unknownIssuer))))])
            #expect(words.contains("trusted"))
        }
    }
}
