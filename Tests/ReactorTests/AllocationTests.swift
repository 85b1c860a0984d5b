import CProbe
import Numbers
import Testing
import Wire

@testable import Reactor

/// What a feed does in a turn; that it is `@_noLocks` holds what it calls to it.
@_noLocks
private func turn(
    _ loop: inout EventLoop, _ feed: inout WebSocketConnection, at now: Instant
) -> Int {
    var bytes = 0
    guard loop.poll(at: now) > 0 else { return 0 }
    while let event = loop.nextEvent() {
        guard feed.takeBytes(of: event, on: &loop, at: now) else { continue }
        while true {
            switch feed.nextMessage(on: &loop, at: now) {
            case .text(let view), .binary(let view):
                bytes &+= view.count
                continue
            case .nothing, .other: break
            }
            break
        }
    }
    return bytes
}

extension ReactorTests {
    @Suite("The reactor and the heap", .enabled(if: probe_active() == 1))
    struct AllocationTests {
        @Test("a feed's turns allocate nothing once its memory has grown")
        func feed() throws {
            var duet = try Duet()
            try duet.run { $0.byClient == [.opened] && $0.byServer.count == 1 }
            let (bytes, allocations) = Self.converse(&duet)
            #expect(bytes == 20_000 * 300)
            #expect(allocations == 0)
        }

        /// Bytes heard and allocations of the listening side.
        private static func converse(_ duet: inout Duet) -> (bytes: Int, allocations: UInt64) {
            let message = [UInt8](repeating: 0x61, count: 300)
            var bytes = 0
            var allocations: UInt64 = 0
            for round in 0..<20_000 {
                message.withUnsafeBytes { _ = duet.server?.send(text: $0, on: &duet.loop) }
                let time = now()
                let before = probe_allocations()
                bytes += turn(&duet.loop, &duet.client, at: time)
                bytes += turn(&duet.loop, &duet.client, at: time)
                if round >= 1_000 { allocations += probe_allocations() - before }
            }
            for _ in 0..<100 { bytes += turn(&duet.loop, &duet.client, at: now()) }
            return (bytes, allocations)
        }
    }
}
