import Glibc
import Numbers
import Testing

@testable import Reactor

extension ReactorTests {
    /// When the peer learns that its bytes came, as the peer's kernel tells it.
    @Suite("acknowledgements")
    struct AcknowledgementTests {
        /// One message at a time; of how many the peer had no acknowledgement when the loop told of
        /// them, and of how many it had one after the loop's next submission.
        private func talk(defersAcks: Bool) throws -> (unread: Int, after: Int, refused: UInt64) {
            var loop = try EventLoop()
            let listener = try loop.listen(
                on: .loopback(port: 0), options: SocketOptions(defersAcks: defersAcks))
            let peer = PlainSocket()
            defer { peer.close() }
            #expect(peer.connect(to: try loop.requireAddress(of: listener).port) == 0)
            var (late, settled) = (0, 0)
            for round in 0..<Self.rounds {
                let message = [UInt8](repeating: UInt8(round), count: 300)
                #expect(write(peer.descriptor, message, message.count) == message.count)
                var got: [UInt8] = []
                let isWhole = loop.drive { _, event in
                    guard case .received(_, let bytes) = event else { return false }
                    got += unsafe Array(bytes.bytes)
                    return got.count == message.count
                }
                try #require(isWhole)
                #expect(got == message)
                if try peer.segmentsUnacknowledged() > 0 { late += 1 }
                _ = loop.poll(at: now())
                if try peer.segmentsUnacknowledged() == 0 { settled += 1 }
                while loop.nextEvent() != nil {}
            }
            return (late, settled, loop.counters.deferralsRefused)
        }

        private static let rounds = 100

        @Test("deferred ones leave with the submission after the bytes were told of")
        func deferred() throws {
            let seen = try talk(defersAcks: true)
            guard seen.refused == 0 else {
                print("not checked: this kernel cannot set a socket's option through the ring")
                return
            }
            // The kernel sends one itself when we are kept from it for 40 ms, and at the start.
            #expect(seen.unread > Self.rounds / 2)
            #expect(seen.after > Self.rounds / 2)
        }

        @Test("otherwise the kernel sends one before the bytes are told of")
        func byKernel() throws {
            let seen = try talk(defersAcks: false)
            #expect(seen.unread < Self.rounds / 2)
            #expect(seen.refused == 0)
        }

        @Test("a refusal by the kernel is counted, and bytes go on coming")
        func refused() throws {
            var loop = try EventLoop()
            let (client, server) = try loop.pair(SocketOptions(defersAcks: true))
            // What a kernel without the operation answers, put in its place.
            let index = Int(server.slot)
            let refusal = Completion(
                tag: Completion.tag(.acknowledge, slot: index), result: -EOPNOTSUPP,
                goesOn: false, buffer: -1)
            let inFlight = loop.slots[index].inFlight
            #expect(loop.digest(refusal) == nil)
            #expect(loop.slots[index].inFlight == inFlight)
            #expect(!loop.slots[index].defersAcks)
            let refused = loop.counters.deferralsRefused
            #expect(refused == 1)
            for round in 0..<10 {
                _ = loop.send([UInt8(round)], on: client)
                let came = loop.drive { _, event in
                    if case .received(server, _) = event { true } else { false }
                }
                #expect(came)
                #expect(!loop.slots[index].owesAck)
            }
        }
    }
}

extension PlainSocket {
    /// Segments sent that the peer's kernel has not acknowledged.
    fileprivate func segmentsUnacknowledged() throws -> UInt32 {
        var info = tcp_info()
        var length = socklen_t(MemoryLayout<tcp_info>.size)
        let answer = getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &length)
        try #require(answer == 0)
        return info.tcpi_unacked
    }
}
