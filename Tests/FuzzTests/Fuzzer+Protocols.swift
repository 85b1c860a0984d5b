import Wire

/// Both parsers, to those who only listen.
private protocol HTTPParser: ~Copyable {
    associatedtype Head: Sendable
    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Int
    mutating func receiveEnd()
    mutating func next() -> HTTPEvent<Head>
}
extension RequestParser: HTTPParser {}
extension ResponseParser: HTTPParser {}

extension Fuzzer {
    /// WebSocket and HTTP, each fed at once and in pieces: both must say the same.
    static var protocols: [Fuzzer] {
        [
            Fuzzer(name: "websocket client", cost: 4, samples: [conversation(mask: nil)]) {
                webSocket(.client, $0)
            },
            Fuzzer(name: "websocket server", cost: 4, samples: [conversation(mask: [9, 8, 7, 6])]) {
                webSocket(.server, $0)
            },
            Fuzzer(
                name: "http request", cost: 4,
                samples: [
                    "POST /rpc HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
                    "GET / HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n",
                ].map { Array($0.utf8) }, trial: request),
            Fuzzer(
                name: "http response", cost: 4,
                samples: [
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                    "HTTP/1.1 429 Slow\r\nContent-Length: 2\r\nRetry-After: 3\r\n\r\nno",
                ].map { Array($0.utf8) }, trial: response),
        ]
    }

    private static func frame(_ first: UInt8, _ payload: [UInt8], _ mask: [UInt8]?) -> [UInt8] {
        let bit: UInt8 = mask == nil ? 0 : 0x80
        let length: [UInt8] =
            payload.count < 126
            ? [UInt8(payload.count) | bit]
            : [126 | bit, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        guard let mask else { return [first] + length + payload }
        return [first] + length + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }

    private static func conversation(mask: [UInt8]?) -> [UInt8] {
        frame(0x81, Array("{\"price\":\"1.5\",\"é\":1}".utf8), mask)
            + frame(0x82, [UInt8](repeating: 3, count: 300), mask)
            + frame(0x01, Array("one €".utf8), mask) + frame(0x89, [1, 2], mask)
            + frame(0x80, Array("two".utf8), mask) + frame(0x8A, [], mask)
            + frame(0x88, [3, 0xE8], mask)
    }

    private static func webSocket(
        _ role: WebSocketRole, _ bytes: UnsafeRawBufferPointer
    ) -> Outcome {
        let whole = said(role, bytes, size: max(1, bytes.count))
        let cut = said(role, bytes, size: 7)
        guard whole == cut else { return .broken("\(whole) at once, \(cut) in pieces") }
        guard let last = whole.last else { return .broken("it never ends") }
        return last.hasPrefix("failed") ? .refused : .accepted
    }

    private static func said(
        _ role: WebSocketRole, _ bytes: UnsafeRawBufferPointer, size: Int
    ) -> [String] {
        var socket = WebSocket(
            role: role, keys: MaskKeys(seed: (1, 2, 3, 4)), messageMax: 4_096,
            incomingCapacity: 256)
        var all: [String] = []
        func pull(_ socket: inout WebSocket) {
            while true {
                switch socket.next() {
                case .needsMore: return
                case .text(let view): all.append("text \(Array(view))")
                case .binary(let view): all.append("binary \(Array(view))")
                case .ping(let view): all.append("ping \(Array(view))")
                case .pong(let view): all.append("pong \(Array(view))")
                case .closed(let close): all.append("closed \(close.code) \(close.isClean)")
                case .failed(let fault): all.append("failed \(fault)")
                }
            }
        }
        var start = 0
        while start < bytes.count {
            let piece = bytes[start..<min(bytes.count, start + size)]
            let taken = socket.receive(UnsafeRawBufferPointer(rebasing: piece))
            start += taken
            pull(&socket)
            if taken == 0 { break }
        }
        socket.receiveEnd()
        pull(&socket)
        return all
    }

    private static func request(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        func said(_ size: Int) -> [String] {
            heard(RequestParser(limits: HTTPLimits()), bytes, size) { "\($0.method) \($0.target)" }
        }
        return judge(said(1 << 20), said(5))
    }

    private static func response(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        func said(_ size: Int) -> [String] {
            var parser = ResponseParser(limits: HTTPLimits())
            parser.expectResponse(to: "GET")
            return heard(parser, bytes, size) { "\($0.status)" }
        }
        return judge(said(1 << 20), said(5))
    }

    /// Everything that a parser says of bytes in pieces and their end.
    private static func heard<Parser: HTTPParser & ~Copyable>(
        _ parser: consuming Parser, _ bytes: UnsafeRawBufferPointer, _ size: Int,
        head: (Parser.Head) -> String
    ) -> [String] {
        var all: [String] = []
        /// Whether it goes on.
        func pull(_ parser: inout Parser) -> Bool {
            while true {
                switch parser.next() {
                case .needsMore: return true
                case .head(let found): all.append(head(found))
                case .body(let view): all += view.map { "\($0)" }
                case .end: all.append("end")
                case .closed:
                    all.append("closed")
                    return true
                case .failed(let fault):
                    all.append("failed \(fault)")
                    return false
                }
            }
        }
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + size)
            _ = parser.receive(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            guard pull(&parser) else { return all }
            start = end
        }
        parser.receiveEnd()
        _ = pull(&parser)
        return all
    }

    private static func judge(_ whole: [String], _ cut: [String]) -> Outcome {
        guard whole == cut else { return .broken("\(whole) at once, \(cut) in pieces") }
        return whole.last?.hasPrefix("failed") == true ? .refused : .accepted
    }
}
