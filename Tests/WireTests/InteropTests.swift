import Foundation
import Testing
import Wire

/// A server of PyPI `websockets`, without sockets: takes a request and frames as hexadecimal lines,
/// echoes messages in fragments, and prints what it would send.
private let echo = """
    import sys
    from websockets.frames import Frame, Opcode
    from websockets.server import ServerProtocol
    server = ServerProtocol(max_size=None)
    for line in sys.stdin:
        server.receive_data(bytes.fromhex(line.strip()))
        for event in server.events_received():
            if not isinstance(event, Frame):
                server.send_response(server.accept(event))
                server.send_ping(b"are you there")
            elif event.opcode is Opcode.TEXT:
                half = len(event.data) // 2
                server.send_text(event.data[:half], fin=False)
                server.send_ping(b"between")
                server.send_continuation(event.data[half:], fin=True)
            elif event.opcode is Opcode.BINARY:
                server.send_binary(event.data)
        print(b"".join(server.data_to_send()).hex(), flush=True)
    """

/// The echo server as a process; nil where Python or `websockets` is missing.
private final class Peer {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var received = Data()

    init?() {
        let probe = Process()
        probe.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        probe.arguments = ["python3", "-c", "import websockets.server"]
        probe.standardError = FileHandle.nullDevice
        guard (try? probe.run()) != nil else { return nil }
        probe.waitUntilExit()
        guard probe.terminationStatus == 0 else { return nil }
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", echo]
        process.standardInput = input
        process.standardOutput = output
        guard (try? process.run()) != nil else { return nil }
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Sends bytes and takes the answer.
    func exchange(_ bytes: [UInt8]) throws -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        var line: [UInt8] = []
        for byte in bytes { line += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        line.append(0x0a)
        try input.fileHandleForWriting.write(contentsOf: Data(line))
        while !received.contains(0x0a) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            received += more
        }
        let text = received.prefix { $0 != 0x0a }
        received = Data(received.dropFirst(text.count + 1))
        let halves = Array(text).map { $0 < 0x3a ? $0 - 0x30 : $0 - 0x61 + 10 }
        return stride(from: 0, to: halves.count - 1, by: 2).map { halves[$0] << 4 | halves[$0 + 1] }
    }
}

@Suite("Beside PyPI websockets")
struct InteropTests {
    @Test("handshake, every length form, fragments, pings and the close agree")
    func conversation() throws {
        guard let peer = Peer() else {
            print("skipped: python3 with websockets is not installed")
            return
        }
        var keys = try MaskKeys.secure()
        var handshake = try ClientHandshake(
            to: WebAddress("ws://localhost/"), key: HandshakeKey(from: &keys))
        let answer = try peer.exchange(handshake.request)
        _ = answer.withUnsafeBytes { handshake.receive($0) }
        let step = handshake.next()
        #expect(step == .accepted(subprotocol: nil))
        var socket = WebSocket(role: .client, keys: keys)
        let first = events(&socket, Array(handshake.leftover))
        #expect(first == [.ping(Array("are you there".utf8))])
        for count in [0, 1, 125, 126, 127, 4_096, 65_535, 65_536, 200_000] {
            let text =
                String(repeating: "aé€", count: count / 6)
                + String(repeating: "x", count: count % 6)
            let sent = Array(text.utf8).withUnsafeBytes { socket.send(text: $0) }
            #expect(sent)
            let echoed = try peer.exchange(outgoing(&socket))
            let seen = events(&socket, echoed, pieces: [7, 1_000])
            #expect(seen == [.ping(Array("between".utf8)), .text(text)])
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 13) }
            let sentBytes = bytes.withUnsafeBytes { socket.send(binary: $0) }
            #expect(sentBytes)
            let returned = events(&socket, try peer.exchange(outgoing(&socket)))
            #expect(returned == [.binary(bytes)])
        }
        socket.close(code: 1_001)
        let goodbye = events(&socket, try peer.exchange(outgoing(&socket)))
        #expect(goodbye == [.closed(1_001, clean: true)])
    }
}
