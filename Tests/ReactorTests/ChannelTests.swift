import Glibc
import Numbers
import Testing
import Wire

@testable import Reactor

/// An authority and what it issued, valid today unless asked otherwise.
struct Authority: ~Copyable {
    let maker: CertificateMaker

    init(_ name: String = "Apus test authority") throws {
        maker = try CertificateMaker(name: name, validity: Self.today)
    }

    static var today: Validity { around(days: 1) }

    /// From so many days before now to so many after; negative days end in the past.
    static func around(days: Int) -> Validity {
        let now = wallTime().nanosecondsSince1970
        let day: UInt64 = 86_400_000_000_000
        return Validity(
            from: WallTime(nanosecondsSince1970: now - 30 * day),
            until: WallTime(
                nanosecondsSince1970: days < 0
                    ? now - UInt64(-days) * day : now + UInt64(days) * day))
    }

    func server(_ names: [String], validity: Validity = today) throws -> ServerSecurity {
        ServerSecurity(try TLSContext(serving: try maker.issue(names: names, validity: validity)))
    }

    func client() throws -> ClientSecurity {
        ClientSecurity(try TLSContext(trusting: .pem(maker.pem)))
    }
}

/// Both ends of one conversation inside one loop: a client that sends and an echoing server.
struct Conversation: ~Copyable {
    var loop: EventLoop
    var client = Channel(options: SocketOptions())
    var server: Channel?
    let listener: ListenerID
    let address: SocketAddress
    var heard: [UInt8] = []
    /// How much one end reads at a time.
    var readMax = 65_536

    init() throws {
        var loop = try EventLoop()
        let listener = try loop.listen(on: .loopback(port: 0))
        address = try loop.requireAddress(of: listener)
        self.listener = listener
        self.loop = loop
    }

    mutating func turn(_ security: ServerSecurity?) throws {
        _ = loop.wait(until: now() + .milliseconds(5), at: now())
        while let event = loop.nextEvent() {
            if case .accepted(let id, _) = event {
                server = try Channel(accepted: id, security: security, at: now())
                continue
            }
            client.take(event, on: &loop, at: now())
            server?.take(event, on: &loop, at: now())
            read()
        }
        client.turn(on: &loop, at: now())
        read()
    }

    private mutating func read() {
        var buffer = [UInt8](repeating: 0, count: readMax)
        buffer.withUnsafeMutableBytes { memory in
            while case .bytes(let count)? = server?.read(into: memory) {
                _ = server?.write(UnsafeRawBufferPointer(rebasing: memory[..<count]), on: &loop)
            }
            if case .ended? = server?.read(into: memory) {
                server?.close(on: &loop, at: now(), within: .seconds(1))
            }
            while case .bytes(let count) = client.read(into: memory) {
                heard.append(contentsOf: memory[..<count])
            }
        }
        client.settle(isBehind: false, on: &loop)
        server?.settle(isBehind: false, on: &loop)
    }

    mutating func run(_ security: ServerSecurity?, until done: (borrowing Self) -> Bool) throws {
        let deadline = now() + .seconds(10)
        while !done(self), now() < deadline { try turn(security) }
    }
}

extension ReactorTests {
    @Suite("A channel")
    struct ChannelTests {
        @Test("bytes come back over TCP and over TLS, all and in order", arguments: [false, true])
        func echo(isSecure: Bool) throws {
            let authority = try Authority()
            let serving = isSecure ? try authority.server(["127.0.0.1"]) : nil
            var talk = try Conversation()
            talk.client.open(
                host: "127.0.0.1", port: talk.address.port,
                security: isSecure ? try authority.client() : nil, at: now(), wall: wallTime())
            try talk.run(serving) { $0.client.phase == .open }
            let phase = talk.client.phase
            #expect(phase == .open)
            let secure = talk.client.isSecure
            #expect(secure == isSecure)
            let message = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 11 &+ $0 >> 9) }
            let sent = message.withUnsafeBytes { talk.client.write($0, on: &talk.loop) }
            #expect(sent)
            try talk.run(serving) { $0.heard.count == 300_000 }
            let heard = talk.heard
            #expect(heard == message)
            talk.client.close(on: &talk.loop, at: now(), within: .seconds(1))
            try talk.run(serving) { $0.client.phase == .closed }
            let fault = talk.client.fault
            #expect(fault == nil || fault == .late(.closing))
        }

        private func refusal(
            names: [String], validity: Validity = Authority.today, isTrusted: Bool = true
        ) throws -> (ConnectionFault?, String) {
            let authority = try Authority()
            let other = try Authority("Another authority")
            let serving = try authority.server(names, validity: validity)
            var talk = try Conversation()
            talk.client.open(
                host: "127.0.0.1", port: talk.address.port,
                security: isTrusted ? try authority.client() : try other.client(), at: now(),
                wall: wallTime())
            try talk.run(serving) { $0.client.phase == .closed }
            return (talk.client.fault, talk.client.explanation)
        }

        @Test("a certificate for another host is refused, and the sentence says for which it is")
        func wrongHost() throws {
            let (fault, words) = try refusal(names: ["example.org"])
            #expect(fault == .tls(.certificate(.wrongHostName)))
            #expect(words.contains("example.org"))
        }

        @Test("an expired certificate is refused, and the sentence says so")
        func expired() throws {
            let (fault, words) = try refusal(
                names: ["127.0.0.1"], validity: Authority.around(days: -2))
            #expect(fault == .tls(.certificate(.expired)))
            #expect(words.contains("expired"))
        }

        @Test("an unknown authority is refused")
        func unknown() throws {
            let (fault, words) = try refusal(names: ["127.0.0.1"], isTrusted: false)
            guard case .tls(.certificate(let why)) = fault else {
                Issue.record("a certificate fault: \(String(describing: fault))")
                return
            }
            #expect(why == .unknownIssuer || why == .selfSigned || words.contains("trusted"))
        }

        @Test("a name that nobody has is a fault of resolving; a closed port of the network")
        func unreachable() throws {
            var talk = try Conversation()
            talk.client.open(host: "", port: 1, security: nil, at: now(), wall: wallTime())
            talk.client.turn(on: &talk.loop, at: now())
            var fault = talk.client.fault
            #expect(fault == .resolve(.unknownName))
            let holder = PlainSocket()
            let port = holder.bind()
            talk.client.open(
                host: "127.0.0.1", port: port, security: nil, at: now(), wall: wallTime())
            try talk.run(nil) { $0.client.phase == .closed }
            fault = talk.client.fault
            #expect(fault == .network(.refused))
            holder.close()
        }

        @Test("a server that never answers the TLS handshake is late")
        func lateHandshake() throws {
            var timeouts = ChannelTimeouts()
            timeouts.secure = .milliseconds(50)
            let authority = try Authority()
            var talk = try Conversation()
            talk.client = Channel(timeouts: timeouts, options: SocketOptions())
            let silent = PlainSocket()
            let port = silent.bind()
            #expect(listen(silent.descriptor, 4) == 0)
            talk.client.open(
                host: "127.0.0.1", port: port, security: try authority.client(), at: now(),
                wall: wallTime())
            try talk.run(nil) { $0.client.phase == .closed }
            let fault = talk.client.fault
            #expect(fault == .late(.securing))
            silent.close()
        }

        @Test("a back-off doubles its bound to the limit and is the same for the same seed")
        func backoff() {
            var first = Backoff(first: .milliseconds(100), most: .seconds(2), seed: 7)
            var second = first
            let bounds: [UInt64] = [100, 200, 400, 800, 1600, 2000, 2000]
            for bound in bounds {
                #expect(first.bound == .milliseconds(bound))
                let span = first.next()
                #expect(span <= .milliseconds(bound))
                #expect(span == second.next())
            }
            first.reset()
            #expect(first.bound == .milliseconds(100))
            var spans: Set<UInt64> = []
            for _ in 0..<50 { spans.insert(first.next().count) }
            #expect(spans.count == 50)
        }
    }
}
