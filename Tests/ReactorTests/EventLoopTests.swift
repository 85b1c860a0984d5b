import Glibc
import Numbers
import Testing

@testable import Reactor

extension ReactorTests {
    @Suite("An event loop")
    struct EventLoopTests {
        @Test("the kernel runs the ring in the mode it is best at")
        func mode() throws {
            let loop = try EventLoop()
            let mode = loop.mode
            #expect(mode == .deferred)
        }

        @Test("no mode at all is a fault, not a crash")
        func noMode() {
            var limits = LoopLimits()
            limits.modes = []
            var fault: LoopFault?
            do {
                _ = try EventLoop(limits: limits)
            } catch {
                fault = error
            }
            #expect(fault == .notSupported)
            #expect(fault?.description.contains("too old") == true)
        }

        @Test("bytes written one at a time come back in order", arguments: RingMode.allCases)
        func echo(mode: RingMode) throws {
            var limits = LoopLimits()
            limits.modes = [mode]
            var loop = try EventLoop(limits: limits)
            let (client, server) = try loop.pair()
            let sent = (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            var echoed: [UInt8] = []
            for byte in sent {
                _ = loop.send([byte], on: client)
                _ = loop.poll(at: now())
                while let event = loop.nextEvent() {
                    guard case .received(let id, let got) = event else { continue }
                    if id == server {
                        _ = loop.send(got.bytes, on: server)
                    } else {
                        echoed.append(contentsOf: got.bytes)
                    }
                }
            }
            _ = loop.drive { loop, event in
                guard case .received(let id, let got) = event else { return false }
                if id == server {
                    _ = loop.send(got.bytes, on: server)
                } else {
                    echoed.append(contentsOf: got.bytes)
                }
                return echoed.count == sent.count
            }
            #expect(echoed == sent)
        }

        @Test("two hundred connections each hear their own echo")
        func many() throws {
            var loop = try EventLoop()
            let listener = try loop.listen(on: .loopback(port: 0))
            let address = try loop.requireAddress(of: listener)
            var expected: [ConnectionID: [UInt8]] = [:]
            var heard: [ConnectionID: [UInt8]] = [:]
            for index in 0..<200 {
                let id = try loop.connect(to: address, within: .seconds(5))
                expected[id] = Array("connection \(index)".utf8)
            }
            let done = loop.drive { loop, event in
                switch event {
                case .connected(let id): _ = loop.send(expected[id] ?? [], on: id)
                case .received(let id, let got):
                    if expected[id] == nil {
                        _ = loop.send(got.bytes, on: id)
                    } else {
                        heard[id, default: []].append(contentsOf: got.bytes)
                    }
                default: break
                }
                return heard == expected
            }
            #expect(done)
            let accepted = loop.counters.accepted
            #expect(accepted == 200)
        }

        @Test("a paused reader holds the writer back and loses nothing")
        func backpressure() throws {
            var loop = try EventLoop()
            let (client, server) = try loop.pair(SocketOptions(receiveBytes: 65_536))
            loop.pause(client)
            let total = 24 << 20
            let block = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            var sent = 0
            var received = 0
            var isOrdered = true
            var isPaused = true
            var stalledFor = 0
            let deadline = now() + .seconds(20)
            while received < total, now() < deadline {
                while sent < total, loop.bytesWaiting(on: server) <= 1 << 19 {
                    let answer = loop.send(block, on: server)
                    try #require(answer == .queued)
                    sent += block.count
                }
                _ = loop.poll(at: now())
                let before = received
                while let event = loop.nextEvent() {
                    guard case .received(client, let got) = event else { continue }
                    for byte in got.bytes {
                        isOrdered = isOrdered && byte == block[received % block.count]
                        received += 1
                    }
                }
                stalledFor = received == before ? stalledFor + 1 : 0
                if isPaused, stalledFor > 200 {
                    // The window is shut: far less than everything has passed.
                    #expect(sent < total)
                    isPaused = false
                    loop.resume(client)
                }
            }
            #expect(received == total)
            #expect(isOrdered)
            #expect(!isPaused)
        }

        @Test("a peer that does not read fails with peerTooSlow at the limit of the queue")
        func tooSlow() throws {
            var loop = try EventLoop()
            let (client, server) = try loop.pair()
            loop.pause(client)
            let block = [UInt8](repeating: 1, count: 1 << 18)
            var answer = SendAnswer.queued
            for _ in 0..<4000 where answer == .queued {
                answer = loop.send(block, on: server)
                _ = loop.poll(at: now())
                while let event = loop.nextEvent() { _ = event }
            }
            #expect(answer == .full)
            let again = loop.send(block, on: server)
            #expect(again == .gone)
            var fault: NetworkFault?
            _ = loop.drive { _, event in
                if case .failed(server, let why) = event { fault = why }
                return fault != nil
            }
            #expect(fault == .peerTooSlow)
        }

        @Test("nobody listening is refused")
        func refused() throws {
            var loop = try EventLoop()
            let holder = PlainSocket()
            let port = holder.bind()
            defer { holder.close() }
            let id = try loop.connect(to: .loopback(port: port), within: .seconds(5))
            var fault: NetworkFault?
            _ = loop.drive { _, event in
                if case .failed(id, let why) = event { fault = why }
                return fault != nil
            }
            #expect(fault == .refused)
            let slotsTaken = loop.slotsTaken
            #expect(slotsTaken == 0)
        }

        @Test("a connect that nobody answers times out")
        func connectTimeout() throws {
            var loop = try EventLoop()
            let server = PlainSocket()
            let port = server.bind()
            #expect(listen(server.descriptor, 0) == 0)
            var fillers: [PlainSocket] = []
            for _ in 0..<4 {
                let filler = PlainSocket()
                filler.setNonBlocking()
                _ = filler.connect(to: port)
                fillers.append(filler)
            }
            let id = try loop.connect(to: .loopback(port: port), within: .milliseconds(100))
            var fault: NetworkFault?
            _ = loop.drive { _, event in
                if case .failed(id, let why) = event { fault = why }
                return fault != nil
            }
            #expect(fault == .timedOut)
            for filler in fillers { filler.close() }
            server.close()
        }

        @Test("a port in use is refused with the address and what to do")
        func portInUse() throws {
            var loop = try EventLoop()
            let first = try loop.listen(on: .loopback(port: 0))
            let address = try loop.requireAddress(of: first)
            var fault: ListenFault?
            do {
                _ = try loop.listen(on: address)
            } catch {
                fault = error
            }
            #expect(fault?.fault == .addressInUse)
            #expect(fault?.address == address)
            #expect(fault?.description.contains("127.0.0.1:\(address.port)") == true)
            #expect(fault?.description.contains("in use") == true)
        }

        @Test("a peer's reset is a fault, and comes once")
        func reset() throws {
            var loop = try EventLoop()
            let listener = try loop.listen(on: .loopback(port: 0))
            let address = try loop.requireAddress(of: listener)
            let peer = PlainSocket()
            #expect(peer.connect(to: address.port) == 0)
            var last: [LoopEvent] = []
            var isAccepted = false
            _ = loop.drive { _, event in
                if case .accepted = event {
                    isAccepted = true
                    peer.closeWithReset()
                }
                if case .failed = event { last.append(event) }
                return !last.isEmpty
            }
            #expect(isAccepted)
            _ = loop.drive(seconds: 1) { _, event in
                last.append(event)
                return true
            }
            #expect(last.count == 1)
            if case .failed(_, let why) = last.first { #expect(why == .reset) }
        }

        @Test("a side that ended can still be answered; then both sides close")
        func halfClose() throws {
            var loop = try EventLoop()
            let (client, server) = try loop.pair()
            _ = loop.send(Array("question".utf8), on: client)
            loop.finish(client)
            var question: [UInt8] = []
            var answer: [UInt8] = []
            var closed: Set<ConnectionID> = []
            _ = loop.drive { loop, event in
                switch event {
                case .received(server, let got): question.append(contentsOf: got.bytes)
                case .ended(server):
                    _ = loop.send(Array("answer".utf8), on: server)
                    loop.finish(server)
                case .received(client, let got): answer.append(contentsOf: got.bytes)
                case .closed(let id): closed.insert(id)
                default: break
                }
                return closed.count == 2
            }
            #expect(question == Array("question".utf8))
            #expect(answer == Array("answer".utf8))
            #expect(closed == [client, server])
            let late = loop.send([1], on: client)
            #expect(late == .gone)
        }

        @Test("two small buffers carry fifty connections; starved receives lose nothing")
        func starved() throws {
            var limits = LoopLimits()
            limits.buffersMax = 2
            limits.bufferBytes = 256
            var loop = try EventLoop(limits: limits)
            let listener = try loop.listen(on: .loopback(port: 0))
            let address = try loop.requireAddress(of: listener)
            let each = 16_384
            let block = (0..<each).map { UInt8(truncatingIfNeeded: $0 &* 13) }
            var heard: [ConnectionID: Int] = [:]
            var isOrdered = true
            for _ in 0..<50 { _ = try loop.connect(to: address, within: .seconds(5)) }
            let done = loop.drive(seconds: 20) { loop, event in
                switch event {
                case .connected(let id): _ = loop.send(block, on: id)
                case .received(let id, let got):
                    for byte in got.bytes {
                        isOrdered = isOrdered && byte == block[heard[id, default: 0]]
                        heard[id, default: 0] += 1
                    }
                default: break
                }
                return heard.values.reduce(0, +) == 50 * each
            }
            #expect(done)
            #expect(isOrdered)
            let starved = loop.counters.starved
            #expect(starved > 0)
        }

        @Test("a thousand connections come and go and leave no descriptor behind")
        func churn() throws {
            let before = descriptorCount()
            var loop = try EventLoop()
            let listener = try loop.listen(on: .loopback(port: 0))
            let address = try loop.requireAddress(of: listener)
            for round in 0..<20 {
                var over = 0
                for _ in 0..<50 { _ = try loop.connect(to: address, within: .seconds(5)) }
                let done = loop.drive { loop, event in
                    switch event {
                    case .connected(let id):
                        if round % 2 == 0 { loop.close(id) } else { loop.abort(id) }
                    case .ended(let id): loop.close(id)
                    case .closed, .failed: over += 1
                    default: break
                    }
                    return over == 100
                }
                #expect(done)
            }
            loop.close(listener)
            _ = loop.drive(seconds: 1) { loop, _ in loop.slotsTaken == 0 }
            let slotsTaken = loop.slotsTaken
            #expect(slotsTaken == 0)
            // The loop itself keeps its ring.
            #expect(descriptorCount() <= before + descriptorsOfOthers)
        }
    }
}
