import Testing
import Wire

/// splitmix64: a seeded row of numbers.
struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// One to four changes: a byte, a bit, a cut, a doubling.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var out = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) where !out.isEmpty {
            let place = Int.random(in: 0..<out.count, using: &self)
            switch Int.random(in: 0..<5, using: &self) {
            case 0: out[place] = UInt8.random(in: 0...255, using: &self)
            case 1: out[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 2: out.removeSubrange(place..<min(out.count, place + 3))
            case 3: out.insert(contentsOf: out[place..<min(out.count, place + 9)], at: place)
            default: out.removeLast(min(out.count, 5))
            }
        }
        return out
    }

    mutating func pieces() -> [Int] { (0..<7).map { _ in Int.random(in: 1...40, using: &self) } }
}

/// A whole conversation with every kind of frame.
private func conversation(masked: Bool) -> [UInt8] {
    let mask: [UInt8]? = masked ? [1, 2, 3, 4] : nil
    return frame(1, Array("{\"a\":\"é\"}".utf8), mask: mask)
        + frame(2, [UInt8](repeating: 3, count: 300), mask: mask)
        + frame(1, Array("frag ".utf8), final: false, mask: mask) + frame(9, [1, 2], mask: mask)
        + frame(0, Array("mented €".utf8), mask: mask) + frame(10, [], mask: mask)
        + frame(8, [0x03, 0xe8] + Array("done".utf8), mask: mask)
}

/// The events of a conversation however it is cut: texts, or the one fault that ends it.
private func whole(_ role: WebSocketRole, _ bytes: [UInt8], _ pieces: [Int]) -> [Seen] {
    var socket = machine(role, messageMax: 4_096)
    return events(&socket, bytes, pieces: pieces, end: true)
}

@Suite("Mutated bytes")
struct FuzzTests {
    @Test("a WebSocket says the same however the bytes are cut", arguments: [1, 2, 3] as [UInt64])
    func webSocket(seed: UInt64) {
        var chance = Chance(state: seed)
        var faults = 0
        for round in 0..<3_000 {
            let role: WebSocketRole = round % 2 == 0 ? .client : .server
            let bytes = chance.mutate(conversation(masked: role == .server))
            let once = whole(role, bytes, [])
            let cut = whole(role, bytes, chance.pieces())
            #expect(once == cut, "seed \(seed), round \(round)")
            if case .failed = once.last { faults += 1 }
            // Every conversation ends, once, with its last event.
            let endings = once.filter {
                switch $0 {
                case .closed, .failed: true
                default: false
                }
            }
            #expect(endings.count == 1 && endings.last == once.last, "seed \(seed), \(round)")
        }
        // The canary: mutation that breaks nothing would prove nothing.
        #expect(faults > 500)
    }

    @Test("HTTP says the same however the bytes are cut", arguments: [4, 5] as [UInt64])
    func http(seed: UInt64) {
        var chance = Chance(state: seed)
        var faults = 0
        for round in 0..<1_500 {
            let sound = round % 2 == 0 ? HTTPTests.two : HTTPTests.chunked
            let bytes = chance.mutate(Array(sound.utf8))
            let text = String(decoding: bytes.map { $0 & 0x7f }, as: UTF8.self)
            let size = Int.random(in: 1...20, using: &chance)
            let once =
                round % 2 == 0
                ? requests(text, end: true)
                : responses(text, to: ["GET", "GET"], end: true)
            let cut =
                round % 2 == 0
                ? requests(text, size: size, end: true)
                : responses(text, to: ["GET", "GET"], size: size, end: true)
            #expect(once == cut, "seed \(seed), round \(round)")
            if case .failed = once.last { faults += 1 }
        }
        #expect(faults > 300)
    }

    @Test("TLS refuses mutated records and never crashes", arguments: [6] as [UInt64])
    func tls(seed: UInt64) throws {
        var chance = Chance(state: seed)
        let maker = try CertificateMaker(name: "test authority", validity: thisYear)
        let certificate = try maker.issue(names: ["localhost"], validity: thisYear)
        let clientSide = try TLSContext(trusting: .pem(maker.pem))
        let serverSide = try TLSContext(serving: certificate)
        var refused = 0
        for _ in 0..<60 {
            var client = try TLSSession(client: clientSide, host: "localhost", at: midYear)
            var server = try TLSSession(server: serverSide)
            _ = client.handshake()
            _ = drain(&client, &server, 4_096)
            _ = server.handshake()
            var flight = [UInt8](repeating: 0, count: 8_192)
            let count = flight.withUnsafeMutableBytes { server.takeCiphertext(into: $0) }
            let mutated = chance.mutate(Array(flight[..<count]))
            mutated.withUnsafeBytes { client.receive($0) }
            client.receiveEnd()
            let heard = receive(from: &client)
            #expect(heard.bytes.isEmpty)
            if case .failed = heard.last { refused += 1 }
        }
        #expect(refused == 60)
    }

    @Test("a conversation cut short at any byte ends as abnormal")
    func cutShort() {
        let bytes = conversation(masked: false)
        for count in 0..<bytes.count {
            let seen = whole(.client, Array(bytes[..<count]), [])
            #expect(seen.last == .closed(1_006, clean: false))
        }
        let all = whole(.client, bytes, [1])
        #expect(all.last == .closed(1_000, clean: true))
        #expect(all.count == 6)
    }
}
