import Foundation
import Numbers
import Testing
import Wire

@testable import Reactor

/// Sends, checks what comes back, closes. Arguments: certificate and key, or none.
private let examiner = """
    import asyncio, ssl, sys, websockets
    done = None
    async def talk(ws):
        try:
            await ws.send("text")
            assert await ws.recv() == "text"
            await ws.send(bytes(range(256)) * 12000)
            assert await ws.recv() == bytes(range(256)) * 12000
            await ws.send(["one ", "two"])
            assert await ws.recv() == "one two"
            await (await ws.ping(b"ping"))
            await ws.close(1001, "going away")
            done.set_result("right")
        except Exception as fault:
            done.set_result(repr(fault))
    async def main():
        global done
        done = asyncio.get_running_loop().create_future()
        context = None
        if len(sys.argv) > 1:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[1], sys.argv[2])
        async with websockets.serve(talk, "127.0.0.1", 0, ssl=context, max_size=None) as server:
            print(server.sockets[0].getsockname()[1], flush=True)
            print(await done, flush=True)
    asyncio.run(main())
    """

extension ReactorTests {
    @Suite("The echo client", .enabled(if: Python.hasWebSockets))
    struct EchoTests {
        private func run(_ echo: inout WebSocketEcho) -> EchoSummary? {
            let deadline = now() + .seconds(15)
            while now() < deadline {
                if case .finished(let summary) = echo.turn(at: now(), wall: wallTime()) {
                    return summary
                }
            }
            return nil
        }

        @Test(
            "sends back text, binary and fragments, and ends with the server",
            arguments: [false, true])
        func examined(isSecure: Bool) throws {
            let scratch = try Scratch()
            let authority = try Authority()
            let issued = try authority.maker.issue(names: ["localhost"], validity: Authority.today)
            try issued.writePEM(chain: scratch.path + "/chain.pem", key: scratch.path + "/key.pem")
            try authority.maker.writePEM(to: scratch.path + "/authority.pem")
            let python = try Python(
                examiner, isSecure ? [scratch.path + "/chain.pem", scratch.path + "/key.pem"] : [])
            let port = try #require(python.line())
            var echo = try WebSocketEcho(
                to: "\(isSecure ? "wss" : "ws")://localhost:\(port)",
                authorities: isSecure ? scratch.path + "/authority.pem" : nil)
            let finished = run(&echo)
            let summary = try #require(finished)
            #expect(python.line() == "right")
            #expect(summary.messages == 3)
            #expect(summary.bytes == 4 + 256 * 12_000 + 7)
            #expect(summary.end == .closed(code: 1001))
            #expect(summary.isClean)
        }

        @Test("a refusal names the host and the reason")
        func refused() throws {
            let holder = PlainSocket()
            let port = holder.bind()
            defer { holder.close() }
            var echo = try WebSocketEcho(to: "ws://127.0.0.1:\(port)")
            let finished = run(&echo)
            let summary = try #require(finished)
            #expect(!summary.isClean)
            #expect(summary.sentence.contains("127.0.0.1"))
            #expect(summary.sentence.contains("nothing listens"))
        }

        @Test("what is no address, no trust file or no WebSocket is refused at once")
        func beforeIt() {
            func refusal(_ address: String, _ authorities: String? = nil) -> EchoRefusal? {
                do {
                    _ = try WebSocketEcho(to: address, authorities: authorities)
                    return nil
                } catch {
                    return error
                }
            }
            #expect(refusal("localhost") == .address(.noScheme))
            #expect(refusal("https://localhost/") == .notWebSocket)
            #expect(
                refusal("wss://localhost/", "/nowhere.pem")
                    == .trust(.trustUnreadable(path: "/nowhere.pem")))
        }
    }
}
