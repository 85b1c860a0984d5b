import Numbers
import Testing

@testable import Reactor

/// SplitMix64, so that a storm can be repeated from its seed.
private struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(sides))
    }
}

/// One end of a connection as the storm knows it.
private struct End {
    let id: ConnectionID
    var sent = 0
    var heard = 0
    var isEnded = false
    var isOver = false
    var isTold = 0
}

/// Random deeds on many connections. Every end sends the same endless row of bytes, so whatever
/// arrives must be its beginning.
private struct Storm: ~Copyable {
    var loop: EventLoop
    var dice: Dice
    var ends: [ConnectionID: End] = [:]
    var timers = 0
    var faults: [String] = []
    let address: SocketAddress
    let listener: ListenerID

    static func row(from start: Int, count: Int) -> [UInt8] {
        (start..<(start + count)).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
    }

    init(seed: UInt64) throws {
        var limits = LoopLimits()
        limits.slotsMax = 64
        limits.submissionsMax = 8
        limits.completionsMax = 16
        limits.buffersMax = 4
        limits.bufferBytes = 512
        limits.outgoingBytesMax = 100_000
        var loop = try EventLoop(limits: limits)
        let listener = try loop.listen(on: .loopback(port: 0))
        address = try loop.requireAddress(of: listener)
        self.listener = listener
        dice = Dice(state: seed)
        self.loop = loop
    }

    mutating func step() {
        for _ in 0..<dice.roll(4) { act() }
        _ = loop.poll(at: now())
        while let event = loop.nextEvent() {
            take(event)
            // Sometimes the owner leaves the rest for the next turn.
            if dice.roll(8) == 0 { break }
        }
    }

    private mutating func act() {
        let deed = dice.roll(20)
        if deed < 3 {
            if let id = try? loop.connect(to: address, within: .seconds(2)) {
                ends[id] = End(id: id)
            }
            return
        }
        if deed == 3 {
            if (try? loop.startTimer(after: .microseconds(UInt64(dice.roll(500))))) != nil {
                timers += 1
            }
            return
        }
        let alive = ends.values.filter { !$0.isOver }.map(\.id).sorted {
            ($0.slot, $0.generation) < ($1.slot, $1.generation)
        }
        guard !alive.isEmpty else { return }
        let id = alive[dice.roll(alive.count)]
        switch deed {
        case 4..<13: send(on: id)
        case 13, 14: loop.pause(id)
        case 15, 16, 17: loop.resume(id)
        case 18: loop.finish(id)
        default:
            switch dice.roll(3) {
            case 0: loop.close(id)
            case 1: loop.abort(id)
            default: loop.closeAfterSending(id)
            }
        }
    }

    private mutating func send(on id: ConnectionID) {
        let sent = ends[id]?.sent ?? 0
        let bytes = Self.row(from: sent, count: 1 + dice.roll(3_000))
        if loop.send(bytes, on: id) == .queued { ends[id]?.sent += bytes.count }
    }

    private mutating func take(_ event: LoopEvent) {
        switch event {
        case .accepted(let id, by: listener): ends[id] = End(id: id)
        case .received(let id, let got):
            let heard = ends[id]?.heard ?? 0
            if !got.bytes.elementsEqual(Self.row(from: heard, count: got.bytes.count)) {
                faults.append("bytes out of order at \(heard)")
            }
            if ends[id]?.isEnded ?? true { faults.append("bytes after the end") }
            if ends[id]?.isOver ?? true { faults.append("bytes after the last event") }
            ends[id]?.heard += got.bytes.count
        case .ended(let id):
            if ends[id]?.isEnded ?? true { faults.append("ended twice") }
            ends[id]?.isEnded = true
        case .closed(let id), .failed(let id, _):
            if ends[id]?.isOver ?? true { faults.append("over twice") }
            ends[id]?.isOver = true
        case .ticked: timers -= 1
        case .connected, .accepted: break
        }
    }

    /// Calm: everything is closed, and everything must come to its end.
    mutating func settle() {
        loop.close(listener)
        for id in ends.keys { loop.close(id) }
        let deadline = now() + .seconds(10)
        while loop.slotsTaken > 0, now() < deadline {
            _ = loop.wait(until: now() + .milliseconds(1), at: now())
            while let event = loop.nextEvent() {
                take(event)
                if case .accepted(let id, _) = event { loop.close(id) }
            }
        }
    }
}

extension ReactorTests {
    @Suite("A storm")
    struct StormTests {
        @Test(
            "of connects, sends, pauses and breaks leaves every byte in order and nothing behind",
            arguments: [UInt64(1), 2, 3])
        func storm(seed: UInt64) throws {
            let before = descriptorCount()
            do {
                var storm = try Storm(seed: seed)
                for _ in 0..<2_000 { storm.step() }
                storm.settle()
                let faults = storm.faults
                #expect(faults.isEmpty, "seed \(seed): \(faults.prefix(3))")
                let left = storm.loop.slotsTaken
                #expect(left == 0)
                let open = storm.ends.values.filter { !$0.isOver }
                #expect(open.isEmpty, "\(open.count) ends without their last event")
                let timers = storm.timers
                #expect(timers == 0)
                let heard = storm.ends.values.reduce(0) { $0 + $1.heard }
                #expect(heard > 100_000, "the storm carries something")
            }
            // Other suites run in this process meanwhile; a storm that leaked would leave hundreds.
            #expect(descriptorCount() <= before + descriptorsOfOthers)
        }
    }
}
