import Foundation
import Testing
import Wire

/// Python's `ssl` as a client in memory: argument 1 is what it offers, in the order of its wishes.
/// Takes what the server says as hexadecimal lines; prints what it would send, or the end.
private let client = """
    import ssl, sys
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if sys.argv[1]:
        context.set_alpn_protocols(sys.argv[1].split(","))
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = context.wrap_bio(incoming, outgoing)
    while True:
        try:
            session.do_handshake()
            print("agreed", session.selected_alpn_protocol(), outgoing.read().hex(), flush=True)
            break
        except ssl.SSLWantReadError:
            print(outgoing.read().hex(), flush=True)
        except ssl.SSLError as fault:
            print("refused", flush=True)
            break
        incoming.write(bytes.fromhex(sys.stdin.readline().strip()))
    """

@Suite("The protocol inside TLS (ALPN)")
struct ProtocolTests {
    @Test("our client offers http/1.1 and nothing else, in the clear of its first flight")
    func offered() throws {
        var pair = try TLSTests.pair()
        _ = pair.client.handshake()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 1)
        defer { room.deallocate() }
        let count = pair.client.takeCiphertext(into: room)
        let flight = Array(room[..<count])
        // RFC 7301 §3.1: extension 16, its length, the list's length, one name with its length.
        let name = Array("http/1.1".utf8)
        let expected: [UInt8] = [0, 16, 0, 11, 0, 9, 8] + name
        #expect(flight.firstRange(of: expected) != nil)
    }

    @Test("both of ours agree on http/1.1", arguments: [TLSVersion.tls12, .tls13])
    func ours(version: TLSVersion) throws {
        var pair = try TLSTests.pair(version: version)
        let before = pair.client.applicationProtocol
        #expect(before == nil)
        _ = pair.shake()
        let agreed = [pair.client.applicationProtocol, pair.server.applicationProtocol]
        #expect(agreed == ["http/1.1", "http/1.1"])
    }

    @Test(
        "our server takes http/1.1 from a client that would rather have h2; h2 alone it refuses",
        arguments: [
            ("h2,http/1.1", "agreed http/1.1"), ("http/1.1", "agreed http/1.1"),
            ("", "agreed None"), ("h2", "refused"),
        ])
    func python(offers: String, outcome: String) throws {
        let maker = try CertificateMaker(name: "test authority", validity: thisYear)
        let certificate = try maker.issue(names: ["localhost"], validity: thisYear)
        var server = try TLSSession(server: try TLSContext(serving: certificate))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", client, offers]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        defer { process.waitUntilExit() }
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 1)
        defer { room.deallocate() }
        var said: [UInt8] = []
        for _ in 0..<8 {
            let line = try nextLine(output.fileHandleForReading)
            if let word = line.split(separator: " ").first, ["agreed", "refused"].contains(word) {
                #expect(line.hasPrefix(outcome), "\(line)")
                // RFC 7301 §3.2: a fatal alert, no_application_protocol.
                #expect((said.suffix(2) == [2, 120]) == (outcome == "refused"))
                return
            }
            bytes(line).withUnsafeBytes { server.receive($0) }
            _ = server.handshake()
            let count = server.takeCiphertext(into: room)
            said = Array(room[..<count])
            let answer = said.map { String(format: "%02x", $0) }.joined()
            try input.fileHandleForWriting.write(contentsOf: Data("\(answer)\n".utf8))
        }
        Issue.record("no end of the handshake")
    }

    private func nextLine(_ handle: FileHandle) throws -> String {
        var line: [UInt8] = []
        while let byte = try handle.read(upToCount: 1)?.first, byte != 0x0A { line.append(byte) }
        return String(decoding: line, as: UTF8.self)
    }

    private func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
    }
}
