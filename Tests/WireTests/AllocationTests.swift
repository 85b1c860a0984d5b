import CProbe
import Testing
import Wire

@Suite("Allocation", .enabled(if: probe_active() == 1))
struct AllocationTests {
    @Test("the counter sees one planted allocation")
    func canary() {
        let before = probe_allocations()
        let planted = UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 8)
        planted.deallocate()
        #expect(probe_allocations() - before == 1)
    }

    @Test("a million frames, whole and in fragments, with pings and pongs, allocate nothing")
    func frames() {
        let batch =
            frame(1, Array("{\"price\":\"123.45\",\"é\":1}".utf8))
            + frame(2, [UInt8](repeating: 1, count: 300)) + frame(9, [1, 2, 3])
            + frame(1, Array("one ".utf8), final: false) + frame(0, Array("two".utf8))
        var socket = WebSocket(role: .client, keys: MaskKeys(seed: (1, 2, 3, 4)))
        let rounds = 200_000
        var messages = 0
        var pings = 0
        var allocations: UInt64 = 0
        batch.withUnsafeBytes { bytes in
            let before = probe_allocations()
            for _ in 0..<rounds {
                _ = socket.receive(bytes)
                pull: while true {
                    switch socket.next() {
                    case .text, .binary: messages += 1
                    case .ping: pings += 1
                    case .needsMore: break pull
                    case .pong, .closed, .failed: return
                    }
                }
                socket.consumeOutgoing(socket.outgoing.count)
            }
            allocations = probe_allocations() - before
        }
        #expect(messages == rounds * 3)
        #expect(pings == rounds)
        #expect(allocations == 0)
    }

    @Test("a record takes the four small blocks that libssl takes, and no more of ours")
    func records() throws {
        var pair = try TLSTests.pair()
        _ = pair.shake()
        _ = receive(from: &pair.client)
        let plain = [UInt8](repeating: 7, count: 256)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 16)
        defer { buffer.deallocate() }
        func turn(_ server: inout TLSSession, _ client: inout TLSSession) -> Bool {
            guard case .accepted = plain.withUnsafeBytes({ server.write($0) }) else { return false }
            let count = server.takeCiphertext(into: buffer)
            client.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            guard case .bytes(256) = client.read(into: buffer) else { return false }
            return true
        }
        for _ in 0..<100 { _ = turn(&pair.server, &pair.client) }
        let before = probe_allocations()
        var turns = 0
        for _ in 0..<1_000 where turn(&pair.server, &pair.client) { turns += 1 }
        let allocations = probe_allocations() - before
        #expect(turns == 1_000)
        #expect(allocations <= 4_000)
    }
}
