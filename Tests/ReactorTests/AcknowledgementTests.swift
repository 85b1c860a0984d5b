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
            // A loop defers when it has only polled for a while.
            for _ in 0..<100 { _ = loop.poll(at: now()) }
            while loop.nextEvent() != nil {}
            var (late, settled) = (0, 0)
            for round in 0..<Self.rounds {
                let message = [UInt8](repeating: UInt8(round), count: 300)
                #expect(write(peer.descriptor, message, message.count) == message.count)
                var got: [UInt8] = []
                let deadline = now() + .seconds(10)
                while got.count < message.count, now() < deadline {
                    _ = loop.poll(at: now())
                    while case .some(let event) = loop.nextEvent() {
                        if case .received(_, let bytes) = event { got += Array(bytes.bytes) }
                    }
                }
                #expect(got == message)
                if try peer.segmentsUnacknowledged() > 0 { late += 1 }
                for _ in 0..<8 { _ = loop.poll(at: now()) }
                if try peer.segmentsUnacknowledged() == 0 { settled += 1 }
                while loop.nextEvent() != nil {}
            }
            return (late, settled, loop.counters.deferralsRefused)
        }

        private static let rounds = 100

        @Test("deferred ones leave within eight polls after the bytes were told of")
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

        @Test("a connection that ends while it owes one is closed, and nothing is refused")
        func closing() throws {
            var loop = try EventLoop()
            for _ in 0..<20 {
                let (client, server) = try loop.pair(SocketOptions(defersAcks: true))
                for _ in 0..<100 { _ = loop.poll(at: now()) }
                _ = loop.send([1, 2, 3], on: client)
                loop.finish(client)
                var ends = 0
                let deadline = now() + .seconds(10)
                while ends < 2, now() < deadline {
                    _ = loop.poll(at: now())
                    while let event = loop.nextEvent() {
                        switch event {
                        case .received(server, _): loop.close(server)
                        case .ended(client): loop.close(client)
                        case .closed, .failed: ends += 1
                        default: break
                        }
                    }
                }
                #expect(ends == 2)
            }
            // A kernel that cannot defer refuses both entries of each.
            let refused = loop.counters.deferralsRefused
            #expect(refused == 0 || refused == 40)
        }

        @Test("a loop that waits leaves them to the kernel")
        func waiting() throws {
            var loop = try EventLoop()
            let (client, server) = try loop.pair(SocketOptions(defersAcks: true))
            for _ in 0..<20 {
                _ = loop.send([1, 2, 3], on: client)
                let came = loop.drive { _, event in
                    if case .received(server, _) = event { true } else { false }
                }
                #expect(came)
                let owes = loop.slots[Int(server.slot)].owesAck
                #expect(!owes)
            }
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
