import Numbers
import Testing
import Wire

/// 2026-01-01 and a year on: fixed moments, so that no clock decides these tests.
let newYear = WallTime(nanosecondsSince1970: 1_767_225_600_000_000_000)
let midYear = WallTime(nanosecondsSince1970: 1_782_864_000_000_000_000)
let nextYear = WallTime(nanosecondsSince1970: 1_798_761_600_000_000_000)
let thisYear = Validity(from: newYear, until: nextYear)

/// Two sessions and the memory between them.
struct Pair: ~Copyable {
    var client: TLSSession
    var server: TLSSession
    var piece = 16_384

    init(_ client: consuming TLSSession, _ server: consuming TLSSession, piece: Int = 16_384) {
        self.client = client
        self.server = server
        self.piece = piece
    }

    /// Carries what waits on both sides, in pieces; how many bytes went.
    mutating func carry() -> Int {
        drain(&client, &server, piece) + drain(&server, &client, piece)
    }

    /// Shakes hands until both are done or one fails.
    mutating func shake() -> (client: TLSProgress, server: TLSProgress) {
        var a = client.handshake()
        var b = server.handshake()
        for _ in 0..<40 {
            if carry() == 0 { break }
            a = client.handshake()
            b = server.handshake()
        }
        return (a, b)
    }
}

func drain(_ from: inout TLSSession, _ to: inout TLSSession, _ piece: Int) -> Int {
    var total = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: piece, alignment: 1)
    defer { buffer.deallocate() }
    while true {
        let count = from.takeCiphertext(into: buffer)
        if count == 0 { return total }
        to.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        total += count
    }
}

func send(_ bytes: [UInt8], through session: inout TLSSession) -> TLSWrite {
    bytes.withUnsafeBytes { session.write($0) }
}

func receive(
    from session: inout TLSSession, most: Int = 65_536
) -> (bytes: [UInt8], last: TLSRead) {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: most)
    while true {
        let step = buffer.withUnsafeMutableBytes { session.read(into: $0) }
        guard case .bytes(let count) = step else { return (all, step) }
        all += buffer[..<count]
    }
}

@Suite("TLS between two memories")
struct TLSTests {
    static func pair(
        names: [String] = ["localhost", "*.venue.test", "127.0.0.1"], host: String = "localhost",
        validity: Validity = thisYear, at now: WallTime = midYear,
        version: TLSVersion = .tls13, piece: Int = 16_384
    ) throws -> Pair {
        let maker = try CertificateMaker(name: "test authority", validity: thisYear)
        let certificate = try maker.issue(names: names, validity: validity)
        let clientSide = try TLSContext(trusting: .pem(maker.pem), to: version)
        let serverSide = try TLSContext(serving: certificate)
        return Pair(
            try TLSSession(client: clientSide, host: host, at: now),
            try TLSSession(server: serverSide), piece: piece)
    }

    @Test("both versions carry bytes both ways", arguments: [TLSVersion.tls12, .tls13])
    func carries(version: TLSVersion) throws {
        var pair = try Self.pair(version: version)
        let (a, b) = pair.shake()
        #expect(a == .established)
        #expect(b == .established)
        let spoken = pair.client.version
        #expect(spoken == version)
        let wrote = send(Array("a question".utf8), through: &pair.client)
        #expect(wrote == .accepted(10))
        _ = pair.carry()
        let heard = receive(from: &pair.server)
        #expect(heard.bytes == Array("a question".utf8))
        #expect(heard.last == .wantsMore)
        let answer = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var sent = 0
        while sent < answer.count {
            guard case .accepted(let count) = send(Array(answer[sent...]), through: &pair.server)
            else { break }
            sent += count
        }
        _ = pair.carry()
        let echoed = receive(from: &pair.client, most: 1_000)
        #expect(echoed.bytes == answer)
    }

    @Test("a read has a chance as long as anything is left, and none after")
    func mayRead() throws {
        var pair = try Self.pair()
        let before = pair.client.mayRead
        #expect(before, "the handshake goes on by reading")
        _ = pair.shake()
        _ = pair.carry()
        _ = receive(from: &pair.client)
        let atRest = pair.client.mayRead
        #expect(!atRest)
        _ = send([1, 2, 3, 4, 5, 6], through: &pair.server)
        var room = [UInt8](repeating: 0, count: 1_024)
        let count = room.withUnsafeMutableBytes { pair.server.takeCiphertext(into: $0) }
        room[..<10].withUnsafeBytes { pair.client.receive($0) }
        let ofPart = pair.client.mayRead
        #expect(ofPart, "a part of a record")
        let nothing = receive(from: &pair.client)
        #expect(nothing.last == .wantsMore)
        room[10..<count].withUnsafeBytes { pair.client.receive($0) }
        // A reader with little room leaves plaintext in the session.
        let first = receive(from: &pair.client, most: 2)
        #expect(first.bytes == [1, 2, 3, 4, 5, 6])
        let emptied = pair.client.mayRead
        #expect(!emptied)
        pair.client.receiveEnd()
        let atEnd = pair.client.mayRead
        #expect(atEnd, "the end is still to be told")
    }

    @Test("1.3 is spoken with AES-128-GCM where both can")
    func prefers() throws {
        var pair = try Self.pair()
        _ = pair.shake()
        let cipher = pair.client.cipher
        #expect(cipher == "TLS_AES_128_GCM_SHA256")
    }

    @Test("a stream fed byte by byte says the same")
    func byteByByte() throws {
        var pair = try Self.pair(piece: 1)
        let (a, b) = pair.shake()
        #expect(a == .established)
        #expect(b == .established)
        _ = send([1, 2, 3], through: &pair.client)
        _ = pair.carry()
        let heard = receive(from: &pair.server)
        #expect(heard.bytes == [1, 2, 3])
    }

    @Test(
        "a certificate for the host is believed",
        arguments: ["localhost", "feed.venue.test", "127.0.0.1"])
    func rightHost(host: String) throws {
        var pair = try Self.pair(host: host)
        let (a, _) = pair.shake()
        #expect(a == .established)
    }

    @Test(
        "a certificate for another host is refused, and says for whom it is",
        arguments: ["example.org", "a.b.venue.test", "venue.test", "127.0.0.2", "::1"])
    func wrongHost(host: String) throws {
        var pair = try Self.pair(host: host)
        let (a, b) = pair.shake()
        #expect(a == .failed(.certificate(.wrongHostName)))
        guard case .failed(.alert(let alert)) = b else {
            Issue.record("the server is told: \(b)")
            return
        }
        #expect(alert == 42 || alert == 46)
        let text = pair.client.explanation(of: .certificate(.wrongHostName))
        #expect(text.contains("it is for localhost, *.venue.test, 127.0.0.1"))
    }

    @Test("a certificate outside its dates is refused, and says when")
    func dates() throws {
        var late = try Self.pair(at: WallTime(nanosecondsSince1970: 1_798_761_601_000_000_000))
        let (expired, _) = late.shake()
        #expect(expired == .failed(.certificate(.expired)))
        let shorter = Validity(
            from: newYear, until: WallTime(nanosecondsSince1970: 1_769_904_000_000_000_000))
        var short = try Self.pair(validity: shorter)
        let (leaf, _) = short.shake()
        #expect(leaf == .failed(.certificate(.expired)))
        let text = short.client.explanation(of: .certificate(.expired))
        #expect(text.contains("it expired on 2026-02-01 00:00:00 UTC"))
        var early = try Self.pair(at: WallTime(nanosecondsSince1970: 1_767_225_599_000_000_000))
        let (soon, _) = early.shake()
        #expect(soon == .failed(.certificate(.notYetValid)))
        let from = early.client.explanation(of: .certificate(.notYetValid))
        #expect(from.contains("2026-01-01 00:00:00 UTC"))
    }

    @Test("an authority that is not trusted is refused")
    func unknownAuthority() throws {
        let ours = try CertificateMaker(name: "ours", validity: thisYear)
        let theirs = try CertificateMaker(name: "theirs", validity: thisYear)
        let certificate = try theirs.issue(names: ["localhost"], validity: thisYear)
        let clientSide = try TLSContext(trusting: .pem(ours.pem))
        let serverSide = try TLSContext(serving: certificate)
        var pair = Pair(
            try TLSSession(client: clientSide, host: "localhost", at: midYear),
            try TLSSession(server: serverSide))
        let (a, _) = pair.shake()
        #expect(a == .failed(.certificate(.unknownIssuer)))
        let text = pair.client.explanation(of: .certificate(.unknownIssuer))
        #expect(text.contains("/CN=theirs"))
        let repeated = pair.client.handshake()
        #expect(repeated == .failed(.certificate(.unknownIssuer)))
    }

    @Test("the end of the stream without a goodbye is not a close")
    func truncation() throws {
        var polite = try Self.pair()
        _ = polite.shake()
        polite.server.close()
        _ = polite.carry()
        polite.client.receiveEnd()
        let closed = receive(from: &polite.client)
        #expect(closed.last == .closed)

        var rude = try Self.pair()
        _ = rude.shake()
        _ = send([7], through: &rude.server)
        _ = rude.carry()
        rude.client.receiveEnd()
        let cut = receive(from: &rude.client)
        #expect(cut.bytes == [7])
        #expect(cut.last == .failed(.truncated))

        var never = try Self.pair()
        _ = never.client.handshake()
        never.client.receiveEnd()
        let early = never.client.handshake()
        #expect(early == .failed(.truncated))
    }

    @Test("bytes that are not TLS are refused")
    func garbage() throws {
        var pair = try Self.pair()
        _ = pair.client.handshake()
        Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8).withUnsafeBytes { pair.client.receive($0) }
        let step = pair.client.handshake()
        guard case .failed(.malformed) = step else {
            Issue.record("\(step)")
            return
        }
    }

    @Test("a flipped bit in a record is refused", arguments: [5, 20, 40])
    func flipped(place: Int) throws {
        var pair = try Self.pair()
        _ = pair.shake()
        _ = receive(from: &pair.client)
        _ = send([UInt8](repeating: 9, count: 30), through: &pair.server)
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = buffer.withUnsafeMutableBytes { pair.server.takeCiphertext(into: $0) }
        buffer[place] ^= 1
        buffer[..<count].withUnsafeBytes { pair.client.receive($0) }
        let heard = receive(from: &pair.client)
        guard case .failed = heard.last else {
            Issue.record("\(heard.last)")
            return
        }
        #expect(heard.bytes.isEmpty)
    }

    @Test("a ticket shortens the next handshake, once", arguments: [TLSVersion.tls12, .tls13])
    func resumption(version: TLSVersion) throws {
        let maker = try CertificateMaker(name: "test authority", validity: thisYear)
        let certificate = try maker.issue(names: ["localhost"], validity: thisYear)
        let clientSide = try TLSContext(trusting: .pem(maker.pem), to: version)
        let serverSide = try TLSContext(serving: certificate)
        var cache = TLSTicketCache()
        do {
            var first = Pair(
                try TLSSession(client: clientSide, host: "localhost", at: midYear),
                try TLSSession(server: serverSide))
            _ = first.shake()
            _ = send([1], through: &first.server)
            _ = first.carry()
            _ = receive(from: &first.client)
            let fresh = first.client.isResumed
            #expect(!fresh)
            while let ticket = first.client.takeTicket() {
                cache.put(ticket, host: "localhost", port: 443)
            }
        }
        let kept = cache.count
        #expect(kept >= 1)
        let foreign = cache.take(host: "localhost", port: 444) == nil
        #expect(foreign)
        var second = Pair(
            try TLSSession(
                client: clientSide, host: "localhost", at: midYear,
                resuming: cache.take(host: "localhost", port: 443)),
            try TLSSession(server: serverSide))
        let (a, _) = second.shake()
        #expect(a == .established)
        let resumed = second.client.isResumed
        #expect(resumed)
        let left = cache.count
        #expect(left == kept - 1)
    }

    @Test("trust that cannot be read, and names that cannot be used, are refused at once")
    func setup() throws {
        #expect(throws: TLSSetupError.trustUnreadable(path: "/nowhere.pem")) {
            _ = try TLSContext(trusting: .file(path: "/nowhere.pem"))
        }
        #expect(throws: TLSSetupError.trustEmpty) {
            _ = try TLSContext(trusting: .pem(Array("no PEM".utf8)))
        }
        #expect(throws: TLSSetupError.chainUnreadable(path: "/nowhere.pem")) {
            _ = try TLSContext(servingChain: "/nowhere.pem", key: "/nowhere.pem")
        }
        let system = try TLSContext(trusting: .system)
        #expect(throws: TLSSetupError.badName("")) {
            _ = try TLSSession(client: system, host: "", at: midYear)
        }
        #expect(throws: TLSSetupError.badName("a\0b")) {
            _ = try TLSSession(client: system, host: "a\0b", at: midYear)
        }
        let maker = try CertificateMaker(name: "test authority", validity: thisYear)
        #expect(throws: TLSSetupError.badName("")) {
            _ = try maker.issue(names: ["a", ""], validity: thisYear)
        }
    }

    @Test("a server that speaks only 1.2 to a client that wants 1.3 is told so")
    func versions() throws {
        let maker = try CertificateMaker(name: "test authority", validity: thisYear)
        let certificate = try maker.issue(names: ["localhost"], validity: thisYear)
        let clientSide = try TLSContext(trusting: .pem(maker.pem), from: .tls13)
        let serverSide = try TLSContext(serving: certificate, to: .tls12)
        var pair = Pair(
            try TLSSession(client: clientSide, host: "localhost", at: midYear),
            try TLSSession(server: serverSide))
        let (a, _) = pair.shake()
        #expect(a == .failed(.alert(70)))
    }
}
