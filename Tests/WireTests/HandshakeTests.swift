import Testing
import Wire

private func address() throws -> WebAddress { try WebAddress("wss://feed.test/ws?a=b") }

/// The key whose bytes are 0…15: `AAECAwQFBgcICQoLDA0ODw==`.
private let key = HandshakeKey(low: 0x0706_0504_0302_0100, high: 0x0f0e_0d0c_0b0a_0908)
private let accept = "Sec-WebSocket-Accept: Bz3qJYTGdOe8gUSpLosEdiLKDrk="
private let good =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n"
    + "Connection: keep-alive, Upgrade\r\n\(accept)\r\n"

private func answer(
    _ text: String, size: Int = 1 << 20, end: Bool = false, subprotocols: [String] = []
) throws -> (step: HandshakeStep, leftover: [UInt8], excerpt: [UInt8]) {
    var handshake = try ClientHandshake(to: address(), key: key, subprotocols: subprotocols)
    let bytes = Array(text.utf8)
    var start = 0
    var step = handshake.next()
    while start < bytes.count {
        let stop = min(bytes.count, start + size)
        let taken = bytes[start..<stop].withUnsafeBytes { handshake.receive($0) }
        start += taken
        step = handshake.next()
        if step != .needsMore { break }
    }
    if end {
        handshake.receiveEnd()
        step = handshake.next()
    }
    let leftover = Array(handshake.leftover)
    return (step, leftover, handshake.excerpt)
}

@Suite("WebSocket handshake")
struct HandshakeTests {
    @Test("the request is what RFC 6455 §4.1 asks for")
    func request() throws {
        let handshake = try ClientHandshake(
            to: address(), key: key, subprotocols: ["a", "b"], fields: [("Origin", "x")])
        let text = String(decoding: handshake.request, as: UTF8.self)
        #expect(
            text == """
                GET /ws?a=b HTTP/1.1\r\nHost: feed.test\r\nUpgrade: websocket\r\n\
                Connection: Upgrade\r\nSec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n\
                Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: a, b\r\n\
                User-Agent: apus\r\nOrigin: x\r\n\r\n
                """)
    }

    @Test("the answer may be cut anywhere, and bytes behind it are kept")
    func accepted() throws {
        let text = good + "\r\n\u{1}frames"
        for size in 1...text.utf8.count {
            var handshake = try ClientHandshake(to: address(), key: key)
            let bytes = Array(text.utf8)
            var start = 0
            while start < bytes.count {
                let stop = min(bytes.count, start + size)
                let taken = bytes[start..<stop].withUnsafeBytes { handshake.receive($0) }
                #expect(taken == stop - start)
                start = stop
                _ = handshake.next()
            }
            let step = handshake.next()
            #expect(step == .accepted(subprotocol: nil))
            let leftover = Array(handshake.leftover)
            #expect(leftover == Array("\u{1}frames".utf8))
        }
    }

    @Test(
        "an answer that is none is refused with the reason",
        arguments: [
            (good.replacing("WebSocket\r\n", with: "h2c\r\n") + "\r\n", HandshakeRefusal.noUpgrade),
            (good.replacing("keep-alive, Upgrade", with: "keep-alive") + "\r\n", .noConnection),
            (good.replacing("Bz3q", with: "bz3q") + "\r\n", .wrongAccept),
            (good.replacing(accept, with: "A: b") + "\r\n", .wrongAccept),
            (good + accept + "\r\n\r\n", .wrongAccept),
            (good + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n", .unknownExtension),
            (good + "Sec-WebSocket-Protocol: c\r\n\r\n", .unknownProtocol),
            (good + "Sec-WebSocket-Protocol: A\r\n\r\n", .unknownProtocol),
            ("SSH-2.0-x\r\n\r\n", .notHTTP(.badStartLine)),
            (
                "HTTP/1.1 429 Slow down\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nwait",
                .status(429, retryAfterSeconds: 7)
            ),
            (
                "HTTP/1.1 503 No\r\nRetry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n"
                    + "Content-Length: 0\r\n\r\n", .status(503, retryAfterSeconds: nil)
            ),
            (
                "HTTP/1.1 302 Found\r\nLocation: ws://x/\r\nContent-Length: 0\r\n\r\n",
                .status(302, retryAfterSeconds: nil)
            ),
            (
                "HTTP/1.1 200 OK\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n",
                .status(200, retryAfterSeconds: nil)
            ),
        ] as [(String, HandshakeRefusal)])
    func refused(text: String, refusal: HandshakeRefusal) throws {
        for size in [1, 1 << 20] {
            let (step, _, _) = try answer(text, size: size, subprotocols: ["a"])
            #expect(step == .refused(refusal))
        }
    }

    @Test("a subprotocol that was offered may be chosen")
    func subprotocol() throws {
        let (step, _, _) = try answer(
            good + "Sec-WebSocket-Protocol: b\r\n\r\n", subprotocols: ["a", "b"])
        #expect(step == .accepted(subprotocol: "b"))
    }

    @Test("a refusing answer's body is kept for the log, within a bound")
    func excerpt() throws {
        let long = String(repeating: "x", count: 20_000)
        let (step, _, excerpt) = try answer("HTTP/1.1 403 No\r\n\r\n" + long, size: 5_000)
        #expect(step == .refused(.status(403, retryAfterSeconds: nil)))
        #expect(excerpt.count == 8_192)
        let (cut, _, part) = try answer(
            "HTTP/1.1 403 No\r\nContent-Length: 9\r\n\r\nhalf", end: true)
        #expect(cut == .refused(.status(403, retryAfterSeconds: nil)))
        #expect(part == Array("half".utf8))
    }

    @Test("a stream that ends before the answer is whole is refused, at every byte")
    func truncated() throws {
        let text = good + "\r\n"
        for count in 0..<text.utf8.count {
            let cut = String(decoding: text.utf8.prefix(count), as: UTF8.self)
            let (step, _, _) = try answer(cut, end: true)
            #expect(step == .refused(.notHTTP(.truncated)))
        }
    }

    @Test("our server's answer satisfies our client, and frames may follow at once")
    func together() throws {
        var client = try ClientHandshake(to: address(), key: key, subprotocols: ["a", "b"])
        var server = ServerHandshake(subprotocols: ["b"])
        let request = client.request + [0x81, 0x80]
        _ = request.withUnsafeBytes { server.receive($0) }
        guard case .accepted(let head) = server.next() else {
            Issue.record("refused")
            return
        }
        #expect(head.target == "/ws?a=b")
        let behind = Array(server.leftover)
        #expect(behind == [0x81, 0x80])
        let reply = server.answer
        _ = reply.withUnsafeBytes { client.receive($0) }
        let step = client.next()
        #expect(step == .accepted(subprotocol: "b"))
    }

    @Test(
        "a request that is no upgrade is refused with its status",
        arguments: [
            ("GET", ["Upgrade": "websocket"], UpgradeRefusal.noUpgrade, 426),
            ("POST", [:], .noUpgrade, 426),
        ] as [(String, [String: String], UpgradeRefusal, Int)])
    func plainRequests(
        method: String, fields: [String: String], refusal: UpgradeRefusal, status: Int
    ) {
        var text = "\(method) / HTTP/1.1\r\nHost: a\r\n"
        for (name, value) in fields { text += "\(name): \(value)\r\n" }
        expectRefusal(text + "\r\n", refusal, status)
    }

    @Test("versions, keys and methods of an upgrade are held to the letter")
    func upgrades() {
        let base = "Host: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        let version = "Sec-WebSocket-Version: 13\r\n"
        let good = "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n"
        expectRefusal("GET / HTTP/1.1\r\n\(base)\(good)\r\n", .wrongVersion, 426)
        expectRefusal("GET / HTTP/1.1\r\n\(base)\(version)\r\n", .badKey, 400)
        expectRefusal("GET / HTTP/1.1\r\n\(base)\(version)\(good)\(good)\r\n", .badKey, 400)
        expectRefusal(
            "GET / HTTP/1.1\r\n\(base)\(version)Sec-WebSocket-Key: AAEC\r\n\r\n", .badKey, 400)
        expectRefusal("POST / HTTP/1.1\r\n\(base)\(version)\(good)\r\n", .wrongMethod, 405)
        expectRefusal("GET / HTTP/1.1\r\n\r\n", .notHTTP(.badHost), 400)
    }

    private func expectRefusal(_ text: String, _ refusal: UpgradeRefusal, _ status: Int) {
        var server = ServerHandshake()
        _ = Array(text.utf8).withUnsafeBytes { server.receive($0) }
        let step = server.next()
        #expect(step == .refused(refusal))
        let start = server.answer.prefix(13)
        #expect(start.elementsEqual("HTTP/1.1 \(status) ".utf8))
    }
}
