import Testing
import Wire

/// What a parser said, with the pieces of a body joined.
enum Said: Equatable {
    case request(String, String, [String: String])
    case response(Int, [String: String])
    case body([UInt8])
    case end([String: String])
    case closed
    case failed(HTTPFault)
}

private func table(_ fields: HTTPFields) -> [String: String] {
    Dictionary(fields.lines.map { ($0.name, $0.value) }) { $0 + "|" + $1 }
}

private func add(_ said: Said, to all: inout [Said]) {
    if case .body(let more) = said, case .body(let before) = all.last {
        all[all.count - 1] = .body(before + more)
    } else {
        all.append(said)
    }
}

private func pieces(_ text: String, _ size: Int) -> [[UInt8]] {
    let bytes = Array(text.utf8)
    return stride(from: 0, to: bytes.count, by: size).map {
        Array(bytes[$0..<min(bytes.count, $0 + size)])
    }
}

/// Both parsers, to those who only listen.
private protocol HTTPParser: ~Copyable {
    associatedtype Head: Sendable
    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Int
    mutating func receiveEnd()
    mutating func next() -> HTTPEvent<Head>
}
extension RequestParser: HTTPParser {}
extension ResponseParser: HTTPParser {}

private func hear<Parser: HTTPParser & ~Copyable>(
    _ parser: consuming Parser, _ text: String, _ size: Int, _ end: Bool,
    head: (Parser.Head) -> Said
) -> [Said] {
    var all: [Said] = []
    func pull(_ parser: inout Parser) {
        while true {
            switch parser.next() {
            case .needsMore: return
            case .head(let found): add(head(found), to: &all)
            case .body(let view): add(.body(Array(view)), to: &all)
            case .end(let trailers): add(.end(table(trailers)), to: &all)
            case .closed: return all.append(.closed)
            case .failed(let fault):
                if all.last != .failed(fault) { all.append(.failed(fault)) }
                return
            }
        }
    }
    for piece in pieces(text, size) {
        _ = piece.withUnsafeBytes { parser.receive($0) }
        pull(&parser)
    }
    if end {
        parser.receiveEnd()
        pull(&parser)
    }
    return all
}

func requests(
    _ text: String, size: Int = 1 << 20, end: Bool = false, limits: HTTPLimits = HTTPLimits()
) -> [Said] {
    hear(RequestParser(limits: limits), text, size, end) {
        .request($0.method, $0.target, table($0.fields))
    }
}

func responses(
    _ text: String, to methods: [String] = ["GET"], size: Int = 1 << 20, end: Bool = false,
    limits: HTTPLimits = HTTPLimits()
) -> [Said] {
    var parser = ResponseParser(limits: limits)
    for method in methods { parser.expectResponse(to: method) }
    return hear(parser, text, size, end) { .response($0.status, table($0.fields)) }
}

@Suite("HTTP/1.1")
struct HTTPTests {
    static let two = """
        POST /rpc?x=1 HTTP/1.1\r\nHost: a\r\nContent-Type:  application/json \r\n\
        Content-Length: 5\r\n\r\nhello\r\nGET / HTTP/1.1\r\nhOST: b\r\n\r\n
        """
    static let chunked = """
        HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n\
        5;name=value\r\nhello\r\n00A\r\n0123456789\r\n0\r\nDigest: none\r\n\r\n\
        HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n
        """

    @Test("requests follow one another, cut anywhere")
    func requestsCutAnywhere() {
        let expected: [Said] = [
            .request(
                "POST", "/rpc?x=1",
                ["host": "a", "content-type": "application/json", "content-length": "5"]),
            .body(Array("hello".utf8)), .end([:]), .request("GET", "/", ["host": "b"]), .end([:]),
            .closed,
        ]
        for size in 1...Self.two.utf8.count {
            #expect(requests(Self.two, size: size, end: true) == expected)
        }
    }

    @Test("chunks and trailers, cut anywhere")
    func chunksCutAnywhere() {
        let expected: [Said] = [
            .response(200, ["transfer-encoding": "Chunked"]),
            .body(Array("hello0123456789".utf8)), .end(["digest": "none"]),
            .response(204, ["content-length": "9"]), .end([:]), .closed,
        ]
        for size in 1...Self.chunked.utf8.count {
            let said = responses(Self.chunked, to: ["GET", "GET"], size: size, end: true)
            #expect(said == expected)
        }
    }

    @Test("a stream that ends inside a message is truncated, at every byte of it")
    func truncated() {
        let text = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
        for count in 1..<text.utf8.count {
            let said = requests(String(decoding: text.utf8.prefix(count), as: UTF8.self), end: true)
            #expect(said.last == .failed(.truncated), "\(count)")
        }
        let answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"
        for count in 0..<answer.utf8.count {
            let cut = String(decoding: answer.utf8.prefix(count), as: UTF8.self)
            let said = responses(cut, end: true)
            #expect(said.last == .failed(.truncated), "\(count)")
        }
    }

    @Test("bodies that no length announces")
    func bodies() {
        let untilEnd = responses("HTTP/1.1 200 OK\r\n\r\nall of it", size: 4, end: true)
        #expect(
            untilEnd == [.response(200, [:]), .body(Array("all of it".utf8)), .end([:]), .closed])
        let head = responses(
            "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nHTTP/1.1 304 \r\n\r\n",
            to: ["HEAD", "GET"], end: true)
        #expect(
            head == [
                .response(200, ["content-length": "7"]), .end([:]), .response(304, [:]), .end([:]),
                .closed,
            ])
        let interim = responses(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        #expect(interim == [.response(200, ["content-length": "0"]), .end([:])])
    }

    @Test(
        "what could be read in two ways is refused",
        arguments: [
            (
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n",
                HTTPFault.ambiguousLength
            ),
            (
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
                .ambiguousLength
            ),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n", .ambiguousLength),
            ("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .ambiguousLength),
            (
                "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                .unknownCoding
            ),
            ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", .unknownCoding),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", .badLength),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", .badLength),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n", .badLength),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", .badLength),
            (
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                .bodyTooLong
            ),
            ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", .badField),
            ("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", .badField),
            ("GET / HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n", .badField),
            ("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", .badField),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", .foldedField),
            ("GET / HTTP/1.1\nHost: a\n\n", .badLineEnd),
            ("GET / HTTP/1.1\r\nHost: a\r\rX: 1\r\n\r\n", .badLineEnd),
            ("GET / HTTP/1.1\r\n\r\n", .badHost),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", .badHost),
            ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .badStartLine),
            ("GET /\r\nHost: a\r\n\r\n", .badStartLine),
            ("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", .badStartLine),
            ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .badVersion),
            ("GET / http/1.1\r\nHost: a\r\n\r\n", .badStartLine),
        ] as [(String, HTTPFault)])
    func refused(text: String, fault: HTTPFault) {
        #expect(requests(text) == [.failed(fault)])
        #expect(requests(text, size: 1) == [.failed(fault)])
    }

    @Test(
        "chunks that are none are refused",
        arguments: [
            "x\r\n", "\r\n", " 1\r\na\r\n", "1 \r\na\r\n", "1\na\r\n", "-1\r\n", "1\r\nab\r\n",
            "0x1\r\na\r\n", "11111111111111111\r\n", "1;a\u{1}\r\na\r\n",
        ])
    func badChunks(text: String) {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        for size in [1, 1_000] {
            #expect(responses(head + text, size: size).last == .failed(.badChunk))
        }
    }

    @Test("each limit holds on both sides of its bound")
    func limits() {
        var limits = HTTPLimits()
        limits.lineMax = 32
        limits.headMax = 64
        limits.fieldsMax = 2
        limits.bodyMax = 4
        let fits = "GET /" + String(repeating: "a", count: 16) + " HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(requests(fits, limits: limits).count == 2)
        let long = "GET /" + String(repeating: "a", count: 17) + " HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(requests(long, limits: limits) == [.failed(.lineTooLong)])
        let many = "GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 1\r\n\r\n"
        #expect(requests(many, limits: limits) == [.failed(.tooManyFields)])
        let big = "GET / HTTP/1.1\r\nHost: a\r\nB: 123456789012345678901234567\r\nC: 123\r\n\r\n"
        #expect(requests(big, limits: limits) == [.failed(.headTooLong)])
        let body = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
        #expect(requests(body, limits: limits) == [.failed(.bodyTooLong)])
        var chunks = HTTPLimits()
        chunks.bodyMax = 4
        let sum = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n"
        #expect(responses(sum, limits: chunks).last == .failed(.bodyTooLong))
        let open = responses("HTTP/1.1 200 OK\r\n\r\nabcde", limits: chunks)
        #expect(open.last == .failed(.bodyTooLong))
    }

    @Test("a response that nobody asked for is refused")
    func unsolicited() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        #expect(responses(text, to: []) == [.failed(.unsolicited)])
        #expect(responses(text + text).last == .failed(.unsolicited))
    }

    @Test("the connection goes on unless one side says otherwise")
    func keepAlive() {
        func head(_ text: String) -> Bool? {
            var parser = RequestParser()
            _ = Array(text.utf8).withUnsafeBytes { parser.receive($0) }
            guard case .head(let head) = parser.next() else { return nil }
            return head.keepsAlive
        }
        #expect(head("GET / HTTP/1.1\r\nHost: a\r\n\r\n") == true)
        #expect(head("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n") == false)
        #expect(head("GET / HTTP/1.0\r\n\r\n") == false)
        #expect(head("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n") == true)
    }

    @Test("what the writer writes, the parser reads")
    func writer() {
        let bytes = HTTPWriter.bytes { writer in
            writer.request("POST", target: "/a", host: "h:1")
            Array("seventeen letters".utf8).withUnsafeBytes { writer.body($0) }
        }
        let text = String(decoding: bytes ?? [], as: UTF8.self)
        #expect(
            requests(text) == [
                .request("POST", "/a", ["host": "h:1", "content-length": "17"]),
                .body(Array("seventeen letters".utf8)), .end([:]),
            ])
        let whole = HTTPWriter.bytes { writer in
            writer.response(404)
            Array("gone".utf8).withUnsafeBytes { writer.body($0) }
        }
        #expect(
            String(decoding: whole ?? [], as: UTF8.self)
                == "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone")
    }

    @Test("the writer splits no message and overruns no buffer")
    func writerFaults() {
        #expect(HTTPWriter.bytes { $0.field("A", "b\r\nC: d") } == nil)
        #expect(HTTPWriter.bytes { $0.field("A:", "b") } == nil)
        #expect(HTTPWriter.bytes { $0.request("GET", target: "/ x", host: "h") } == nil)
        for most in 0..<17 {
            #expect(HTTPWriter.bytes(most: most) { $0.response(200) } == nil)
        }
        let exact = HTTPWriter.bytes(most: 17) { $0.response(200) }
        #expect(exact == Array("HTTP/1.1 200 OK\r\n".utf8))
    }
}
