import Testing
import Wire

/// An event with its bytes copied out.
enum Seen: Equatable {
    case text(String)
    case binary([UInt8])
    case ping([UInt8])
    case pong([UInt8])
    case closed(UInt16, clean: Bool)
    case failed(FrameFault)

    init?(_ event: WebSocketEvent) {
        switch event {
        case .needsMore: return nil
        case .text(let view): self = .text(String(decoding: view, as: UTF8.self))
        case .binary(let view): self = .binary(Array(view))
        case .ping(let view): self = .ping(Array(view))
        case .pong(let view): self = .pong(Array(view))
        case .closed(let close): self = .closed(close.code, clean: close.isClean)
        case .failed(let fault): self = .failed(fault)
        }
    }
}

func machine(_ role: WebSocketRole = .client, messageMax: Int = 1 << 20) -> WebSocket {
    WebSocket(
        role: role, keys: MaskKeys(seed: (1, 2, 3, 4)), messageMax: messageMax,
        incomingCapacity: 256)
}

/// Feeds `bytes` in the given pieces and collects all events.
func events(
    _ socket: inout WebSocket, _ bytes: [UInt8], pieces: [Int] = [], end: Bool = false
) -> [Seen] {
    var seen: [Seen] = []
    func pull(_ socket: inout WebSocket) {
        while let event = Seen(socket.next()) { seen.append(event) }
    }
    var start = 0
    var cut = 0
    while start < bytes.count {
        let size = pieces.isEmpty ? bytes.count - start : pieces[cut % pieces.count]
        let stop = min(bytes.count, start + size)
        let taken = bytes[start..<stop].withUnsafeBytes { socket.receive($0) }
        start += taken
        cut += 1
        pull(&socket)
        if taken == 0 { break }
    }
    if end {
        socket.receiveEnd()
        pull(&socket)
    }
    return seen
}

func outgoing(_ socket: inout WebSocket) -> [UInt8] {
    let bytes = Array(socket.outgoing)
    socket.consumeOutgoing(bytes.count)
    return bytes
}

func frame(
    _ opcode: UInt8, _ payload: [UInt8], final: Bool = true, mask: [UInt8]? = nil
) -> [UInt8] {
    var bytes: [UInt8] = [opcode | (final ? 0x80 : 0)]
    let bit: UInt8 = mask == nil ? 0 : 0x80
    switch payload.count {
    case ..<126: bytes.append(UInt8(payload.count) | bit)
    case ..<65_536:
        bytes += [126 | bit, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    default:
        bytes.append(127 | bit)
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(payload.count >> shift & 255))
        }
    }
    if let mask {
        bytes += mask
        bytes += payload.enumerated().map { $1 ^ mask[$0 % 4] }
    } else {
        bytes += payload
    }
    return bytes
}

@Suite("WebSocket")
struct WebSocketTests {
    @Test("a whole text message is shown")
    func whole() {
        var socket = machine()
        let seen = events(&socket, frame(1, Array("hello".utf8)) + frame(2, [1, 2]))
        #expect(seen == [.text("hello"), .binary([1, 2])])
    }

    @Test("payloads around each length form", arguments: [0, 1, 125, 126, 127, 65_535, 65_536])
    func lengths(count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        var client = machine()
        let shown = events(&client, frame(2, payload))
        #expect(shown == [.binary(payload)])
        var server = machine(.server)
        let unmasked = events(&server, frame(2, payload, mask: [9, 8, 7, 6]), pieces: [1_000, 3])
        #expect(unmasked == [.binary(payload)])
        let sent = payload.withUnsafeBytes { client.send(binary: $0) }
        #expect(sent)
        let bytes = outgoing(&client)
        let received = events(&server, bytes)
        #expect(received == [.binary(payload)])
    }

    @Test("the RFC's masked frame, both ways")
    func vector() {
        let expected: [UInt8] = [0x81, 0x83, 0x37, 0xfa, 0x21, 0x3d, 0x55, 0x8f, 0x58]
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = Array("buy".utf8).withUnsafeBytes { payload in
            buffer.withUnsafeMutableBytes {
                FrameEncoder.encode(
                    .text, payload: payload, mask: MaskKey(0x37, 0xfa, 0x21, 0x3d), into: $0)
            }
        }
        #expect(Array(buffer[..<count]) == expected)
        var server = machine(.server)
        let seen = events(&server, expected)
        #expect(seen == [.text("buy")])
    }

    @Test("a frame that does not fit the buffer is not begun")
    func noRoom() {
        var buffer = [UInt8](repeating: 0xee, count: 8)
        let count = Array("buy".utf8).withUnsafeBytes { payload in
            buffer.withUnsafeMutableBytes {
                FrameEncoder.encode(.text, payload: payload, mask: MaskKey(1, 2, 3, 4), into: $0)
            }
        }
        #expect(count == 0)
        #expect(buffer == [UInt8](repeating: 0xee, count: 8))
    }

    @Test("fragments join, with control frames between them, and every ping is answered")
    func fragments() {
        let bytes =
            frame(1, Array("one ".utf8), final: false) + frame(9, [1]) + frame(0, [], final: false)
            + frame(9, [2]) + frame(10, [3]) + frame(0, Array("two".utf8))
        for size in 1...bytes.count {
            var socket = machine()
            let seen = events(&socket, bytes, pieces: [size])
            #expect(seen == [.ping([1]), .ping([2]), .pong([3]), .text("one two")])
            var server = machine(.server)
            let answers = outgoing(&socket)
            let answered = events(&server, answers)
            #expect(answered == [.pong([1]), .pong([2])])
        }
    }

    @Test(
        "what breaks the rules fails at once, with its code",
        arguments: [
            ([0xc1, 0x00], FrameFault.reservedBit), ([0xa1, 0x00], .reservedBit),
            ([0x91, 0x00], .reservedBit), ([0x83, 0x00], .reservedOpcode),
            ([0x87, 0x00], .reservedOpcode), ([0x8b, 0x00], .reservedOpcode),
            ([0x8f, 0x00], .reservedOpcode), ([0x81, 0x80], .wrongMasking),
            ([0x09, 0x00], .fragmentedControl), ([0x89, 0x7e], .longControl),
            ([0x88, 0x7f], .longControl), ([0x81, 0x7e, 0x00, 0x7d], .wrongLength),
            ([0x82, 0x7f, 0, 0, 0, 0, 0, 0, 0xff, 0xff], .wrongLength),
            ([0x82, 0x7f, 0x80, 0, 0, 0, 0, 0, 0, 0], .wrongLength),
            ([0x82, 0x7f, 0, 0, 0, 0, 0, 0x10, 0, 1], .tooBig),
            ([0x80, 0x00], .strayContinuation), ([0x00, 0x00], .strayContinuation),
            ([0x01, 0x00, 0x81, 0x00], .interleaved), ([0x02, 0x00, 0x02, 0x00], .interleaved),
            ([0x88, 0x01, 0x03], .invalidClose), ([0x88, 0x02, 0x03, 0xee], .invalidClose),
            ([0x88, 0x03, 0x03, 0xe8, 0xff], .invalidText), ([0x81, 0x02, 0xc3], .none),
            ([0x81, 0x05, 0xc3, 0x28], .invalidText), ([0x81, 0x01, 0xc3], .invalidText),
            ([0x01, 0x01, 0xe2, 0x80, 0x01, 0x20], .invalidText),
        ] as [([UInt8], FrameFault?)])
    func faults(bytes: [UInt8], fault: FrameFault?) {
        for pieces in [[], [1]] {
            var socket = machine()
            let seen = events(&socket, bytes, pieces: pieces)
            guard let fault else {
                #expect(seen.isEmpty)
                continue
            }
            #expect(seen == [.failed(fault)])
            var server = machine(.server)
            let told = outgoing(&socket)
            let heard = events(&server, told)
            #expect(heard == [.closed(fault.closeCode, clean: true)])
            let after = events(&socket, frame(1, [65]))
            #expect(after.isEmpty)
        }
    }

    @Test("a close is answered with its code, and nothing is read after it")
    func close() {
        var socket = machine()
        let body: [UInt8] = [0x0f, 0xa0] + Array("bye".utf8)
        let seen = events(
            &socket, frame(1, [65], final: false) + frame(8, body) + frame(9, []) + frame(8, []))
        #expect(seen == [.closed(4_000, clean: true)])
        let reason = socket.closeReason
        #expect(reason == "bye")
        var server = machine(.server)
        let answer = outgoing(&socket)
        let heard = events(&server, answer)
        #expect(heard == [.closed(4_000, clean: true)])
        let refused = [UInt8](repeating: 65, count: 1).withUnsafeBytes { socket.send(text: $0) }
        #expect(!refused)
    }

    @Test("an empty close is 1005, the end without a close 1006")
    func labels() {
        var empty = machine()
        let first = events(&empty, frame(8, []), end: true)
        #expect(first == [.closed(1_005, clean: true)])
        let answer = outgoing(&empty)
        #expect(answer.prefix(2) == [0x88, 0x80])
        var ended = machine()
        let second = events(&ended, frame(1, [65]) + [0x81], end: true)
        #expect(second == [.text("A"), .closed(1_006, clean: false)])
    }

    @Test("close codes that may be sent, and those that may not")
    func closeCodes() {
        for code in 0...65_535 {
            let valid =
                (1_000...1_003).contains(code) || (1_007...1_014).contains(code)
                || (3_000...4_999).contains(code)
            guard valid || code % 97 == 0 || (990...1_020).contains(code) else { continue }
            var socket = machine(messageMax: 256)
            let seen = events(&socket, frame(8, [UInt8(code >> 8), UInt8(code & 255)]))
            let expected =
                valid ? Seen.closed(UInt16(code), clean: true) : .failed(.invalidClose)
            #expect(seen == [expected])
        }
    }

    @Test("after our goodbye messages still arrive, and pings are not answered")
    func goodbye() {
        var socket = machine()
        socket.close(code: 1_000)
        _ = outgoing(&socket)
        let seen = events(
            &socket, frame(1, [65]) + frame(9, []) + frame(8, [0x03, 0xe8]) + frame(1, [66]))
        #expect(seen == [.text("A"), .ping([]), .closed(1_000, clean: true)])
        let more = outgoing(&socket)
        #expect(more.isEmpty)
    }

    @Test("a message over the limit is refused before its bytes come, fragments counted")
    func limits() {
        var whole = machine(messageMax: 1_000)
        let exact = events(&whole, frame(2, [UInt8](repeating: 1, count: 1_000)))
        #expect(exact == [.binary([UInt8](repeating: 1, count: 1_000))])
        let over = events(&whole, [0x82, 0x7e, 0x03, 0xe9])
        #expect(over == [.failed(.tooBig)])
        var parts = machine(messageMax: 1_000)
        let half = frame(2, [UInt8](repeating: 1, count: 600), final: false)
        let sum = events(&parts, half + [0x80, 0x7e, 0x01, 0x91])
        #expect(sum == [.failed(.tooBig)])
    }

    @Test("a peer that only pings and never reads is refused")
    func pingFlood() {
        var socket = WebSocket(
            role: .client, keys: MaskKeys(seed: (1, 2, 3, 4)), outgoingMax: 1_024)
        let flood = Array(repeatElement(frame(9, [UInt8](repeating: 1, count: 125)), count: 20))
        let seen = events(&socket, flood.flatMap { $0 })
        #expect(seen.last == .failed(.outgoingFull))
        #expect(seen.count == 8)
    }

    @Test("a view stays while more is received")
    func heldView() {
        var socket = machine()
        let first = frame(1, Array("first".utf8)) + frame(1, Array("sec".utf8)).dropLast()
        let taken = first.withUnsafeBytes { socket.receive($0) }
        #expect(taken == first.count)
        guard case .text(let view) = socket.next() else {
            Issue.record("no text")
            return
        }
        let more = [UInt8](repeating: 0x63, count: 4_096)
        let some = more.withUnsafeBytes { socket.receive($0) }
        #expect(some == 256 - first.count)
        #expect(Array(view) == Array("first".utf8))
        guard case .text(let next) = socket.next() else {
            Issue.record("no text")
            return
        }
        #expect(Array(next) == Array("sec".utf8))
    }

    @Test("what travels by value is small, and stays so")
    func layouts() {
        #expect(MemoryLayout<FrameHeader>.size == 16)
        #expect(MemoryLayout<MaskKey>.stride == 4)
        #expect(MemoryLayout<WebSocketClose>.stride == 4)
        #expect(MemoryLayout<UTF8Validator>.stride == 3)
        #expect(MemoryLayout<FrameStep>.stride <= 24)
        #expect(MemoryLayout<WebSocketEvent>.stride <= 24)
    }
}
