import Foundation
import Glibc
import Numbers
import Testing

@testable import Reactor

extension ReactorTests {
    @Suite("An event loop's edges")
    struct EventLoopEdgeTests {
        @Test("a loop that goes while everything is in flight leaves nothing behind")
        func tearDown() throws {
            let before = descriptorCount()
            for _ in 0..<20 {
                var loop = try EventLoop()
                let (client, server) = try loop.pair()
                _ = try loop.listen(on: .loopback(port: 0))
                _ = try loop.startTimer(every: .milliseconds(1))
                _ = loop.send([UInt8](repeating: 7, count: 1 << 19), on: client)
                _ = loop.send([UInt8](repeating: 8, count: 1 << 19), on: server)
                _ = loop.poll(at: now())
            }
            #expect(descriptorCount() <= before + descriptorsOfOthers)
        }

        /// A cancel passes over an entry that fires in that moment; at a microsecond's period that
        /// moment comes every few rounds.
        @Test("a timer that fires while it is cancelled ends all the same")
        func firingTimer() throws {
            for _ in 0..<300 {
                var loop = try EventLoop()
                let timer = try loop.startTimer(every: .microseconds(1))
                _ = loop.poll(at: now())
                loop.stop(timer)
                let deadline = now() + .seconds(10)
                while loop.slotsTaken > 0, now() < deadline {
                    _ = loop.poll(at: now())
                    while loop.nextEvent() != nil {}
                }
                #expect(loop.slotsTaken == 0)
                _ = try loop.startTimer(every: .microseconds(1))
                _ = loop.poll(at: now())
            }
        }

        @Test("a loop made on one thread works on the thread that polls it")
        func moves() throws {
            let loop = try EventLoop()
            let box = Box(loop)
            let done = DispatchSemaphore(value: 0)
            let echoed = Echoed()
            Thread.detachNewThread {
                var loop = box.take()
                if let (client, server) = try? loop.pair() {
                    _ = loop.send([42], on: client)
                    echoed.isRight = loop.drive { _, event in
                        guard case .received(server, let got) = event else { return false }
                        return got.bytes.elementsEqual([42])
                    }
                }
                done.signal()
            }
            done.wait()
            #expect(echoed.isRight)
        }

        @Test("a timer ticks once, a periodic one again and again, a stopped one never")
        func timers() throws {
            var loop = try EventLoop()
            let start = now()
            let once = try loop.startTimer(after: .milliseconds(5))
            let often = try loop.startTimer(every: .milliseconds(3))
            let never = try loop.startTimer(after: .milliseconds(2))
            loop.stop(never)
            var ticks: [TimerID: Int] = [:]
            let done = loop.drive { loop, event in
                if case .ticked(let id) = event { ticks[id, default: 0] += 1 }
                if ticks[often] == 5 { loop.stop(often) }
                return loop.slotsTaken == 0 || ticks[often, default: 0] >= 5
            }
            #expect(done)
            #expect(ticks[once] == 1)
            #expect(ticks[never] == nil)
            #expect(now().since(start) >= .milliseconds(15))
        }

        @Test("waiting ends at its deadline when nothing comes")
        func deadline() throws {
            var loop = try EventLoop()
            let start = now()
            let ready = loop.wait(until: start + .milliseconds(30), at: start)
            #expect(ready == 0)
            #expect(now().since(start) >= .milliseconds(30))
        }

        @Test("a wait ends at its own deadline though an earlier one was to last longer")
        func nearerDeadline() throws {
            var loop = try EventLoop()
            let start = now()
            _ = try loop.startTimer(after: .milliseconds(5))
            var ticks = 0
            while ticks == 0, now().since(start) < .seconds(60) {
                _ = loop.wait(until: start + .seconds(60), at: now())
                while let event = loop.nextEvent() {
                    if case .ticked = event { ticks += 1 }
                }
            }
            #expect(ticks == 1)
            let again = now()
            let ready = loop.wait(until: again + .milliseconds(20), at: again)
            let slept = now().since(again)
            #expect(ready == 0)
            #expect(slept >= .milliseconds(20))
            #expect(slept < .seconds(30), "the timer of the first wait has not ended the second")
        }

        @Test("a wait that an earlier one's timer ends early may be begun again")
        func earlierDeadline() throws {
            var loop = try EventLoop()
            let start = now()
            _ = try loop.startTimer(after: .milliseconds(5))
            // Ended by the tick; its own timer of 40 ms stays set.
            _ = loop.wait(until: start + .milliseconds(40), at: start)
            while loop.nextEvent() != nil {}
            var waits = 0
            while now().since(start) < .milliseconds(200) {
                let ready = loop.wait(until: start + .milliseconds(200), at: now())
                #expect(ready == 0)
                waits += 1
            }
            #expect(waits <= 20, "it sleeps in between and does not spin")
        }

        @Test("a full loop turns peers away and says so")
        func full() throws {
            var limits = LoopLimits()
            limits.slotsMax = 2
            var loop = try EventLoop(limits: limits)
            let listener = try loop.listen(on: .loopback(port: 0))
            let address = try loop.requireAddress(of: listener)
            let first = PlainSocket()
            let second = PlainSocket()
            #expect(first.connect(to: address.port) == 0)
            #expect(second.connect(to: address.port) == 0)
            let deadline = now() + .seconds(5)
            while loop.counters.turnedAway == 0, now() < deadline {
                _ = loop.wait(until: now() + .milliseconds(10), at: now())
                while let event = loop.nextEvent() { _ = event }
            }
            let turnedAway = loop.counters.turnedAway
            #expect(turnedAway == 1)
            let accepted = loop.counters.accepted
            #expect(accepted == 1)
            var fault: NetworkFault?
            do {
                _ = try loop.connect(to: address, within: .seconds(1))
            } catch {
                fault = error
            }
            #expect(fault == .loopFull)
            first.close()
            second.close()
        }

        @Test("kernel stamps lie between send and receive and never go back")
        func stamps() throws {
            var loop = try EventLoop()
            let (client, server) = try loop.pair(SocketOptions(receiveStamps: .kernel))
            // The kernel switches stamping on a moment after the option is set.
            var stamp = WallTime(nanosecondsSince1970: 0)
            let deadline = now() + .seconds(5)
            while stamp.nanosecondsSince1970 == 0, now() < deadline {
                _ = loop.send([0], on: client)
                _ = loop.drive(seconds: 1) { _, event in
                    guard case .received(server, let got) = event else { return false }
                    stamp = got.stamp
                    return true
                }
            }
            try #require(stamp.nanosecondsSince1970 > 0)
            for round in 0..<200 {
                let sent = wallTime()
                let message = [UInt8](repeating: UInt8(round), count: 300)
                _ = loop.send(message, on: client)
                var got: [UInt8] = []
                var stamps: [WallTime] = []
                _ = loop.drive { _, event in
                    guard case .received(server, let bytes) = event else { return false }
                    got.append(contentsOf: bytes.bytes)
                    stamps.append(bytes.stamp)
                    return got.count == 300
                }
                let received = wallTime()
                #expect(got == message)
                for next in stamps {
                    #expect(next >= stamp)
                    #expect(next >= sent && next <= received)
                    stamp = next
                }
            }
        }

        @Test("a held buffer keeps its bytes while others arrive")
        func holding() throws {
            var limits = LoopLimits()
            limits.buffersMax = 4
            limits.bufferBytes = 256
            var loop = try EventLoop(limits: limits)
            let (client, server) = try loop.pair()
            var kept: (bytes: UnsafeRawBufferPointer, buffer: HeldBuffer)?
            _ = loop.send(Array("first".utf8), on: client)
            _ = loop.drive { loop, event in
                guard case .received(server, let got) = event else { return false }
                kept = (got.bytes, loop.hold())
                return true
            }
            var count = 0
            _ = loop.send([UInt8](repeating: 9, count: 5000), on: client)
            _ = loop.drive { _, event in
                if case .received(server, let got) = event { count += got.bytes.count }
                return count == 5000
            }
            #expect(count == 5000)
            let (bytes, buffer) = try #require(kept)
            #expect(bytes.elementsEqual("first".utf8))
            loop.release(buffer)
        }

        @Test("literal addresses need no resolver, and names are looked up elsewhere")
        func resolving() throws {
            var literal = Resolver(host: "127.0.0.1", port: 443)
            let four = literal.poll()
            #expect(four == .found([.loopback(port: 443)]))
            var six = Resolver(host: "[::1]", port: 80)
            guard case .found(let sixes) = six.poll() else {
                Issue.record("::1 is a literal")
                return
            }
            #expect(sixes.first?.description == "[::1]:80")
            var name = Resolver(host: "localhost", port: 80)
            var resolution = name.poll()
            let deadline = now() + .seconds(5)
            while resolution == .pending, now() < deadline { resolution = name.poll() }
            guard case .found(let addresses) = resolution else {
                Issue.record("localhost is known: \(resolution)")
                return
            }
            #expect(addresses.contains(.loopback(port: 80)))
        }

        @Test("what is no name fails at once")
        func badNames() {
            for name in ["", "a\0b", String(repeating: "x", count: 300)] {
                var resolver = Resolver(host: name, port: 1)
                let resolution = resolver.poll()
                #expect(resolution == .failed(.unknownName))
            }
        }
    }
}

/// Carries a loop to a thread.
final class Box: @unchecked Sendable {
    private var loop: EventLoop?
    init(_ loop: consuming EventLoop) { self.loop = consume loop }
    func take() -> EventLoop {
        guard let loop = loop.take() else { fatalError("taken once") }
        return loop
    }
}

final class Echoed: @unchecked Sendable {
    var isRight = false
}
