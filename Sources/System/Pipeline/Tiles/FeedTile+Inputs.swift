import Archive
import Markets
import Meters
import Numbers
import Reactor
import Rings
import Tiles
import Wire

/// An input that could not go on yet.
@safe struct WaitingInput {
    let label: RecordLabel
    let bytes: UnsafeRawBufferPointer
    /// It is in the journal's ring.
    var isRecorded = false
    /// The intake has it, and only events are owed.
    var isBegun = false

    @_noLocks init(label: RecordLabel, bytes: UnsafeRawBufferPointer) {
        self.label = label
        unsafe self.bytes = bytes
    }
}

/// From messages to events: what a turn does.
extension FeedTile {
    /// Takes every message that a WebSocket has ready, up to what needs tending. Returns how many.
    @_noLocks mutating func pump(_ index: Int, at now: Instant) -> Int {
        var work = 0
        while isFree {
            guard !intake.hasWishes(of: index) else {
                needsTending = true
                break
            }
            switch unsafe links[index].socket.nextMessage(on: &loop, at: now) {
            case .nothing: return work
            case .other: needsTending = true
            case .text(let bytes), .binary(let bytes):
                let epoch = unsafe links[index].epoch
                let stamp = unsafe links[index].socket.stamp
                unsafe deliver(
                    .frame, source: index, epoch: epoch, flags: 0, bytes: bytes, stamp: stamp,
                    at: now)
                unsafe rehearsal.hear(bytes, of: index)
                work &+= 1
            }
        }
        mayHoldMessages = true
        return work
    }

    /// Numbers an input, records it, decodes it. What finds no room waits; nothing is lost.
    @_noLocks mutating func deliver(
        _ kind: RecordKind, source: Int, epoch: UInt32, flags: UInt8,
        bytes: UnsafeRawBufferPointer, stamp: WallTime, at now: Instant
    ) {
        inputCount &+= 1
        counters.set(.inputNumbered, inputCount)
        lastInput = now
        let label = RecordLabel(
            kind, flags: flags, source: UInt16(truncatingIfNeeded: source), epoch: epoch,
            input: InputSequence(inputCount), stamp: now, kernelAge: age(of: stamp, at: now))
        _ = unsafe goOn(WaitingInput(label: label, bytes: bytes))
    }

    /// Nanoseconds from the kernel's stamp to ours; 0 without one.
    @_noLocks private func age(of stamp: WallTime, at now: Instant) -> UInt32 {
        guard takesStamps, stamp.nanosecondsSince1970 > 0 else { return 0 }
        let age = now.since(clock.instant(at: stamp)).count
        return age > UInt64(UInt32.max) ? 0 : UInt32(age)
    }

    /// Goes on with the input that waits, if there is one; true when it is done with.
    @_noLocks mutating func resume() -> Bool {
        guard let input = waiting else { return true }
        return goOn(input)
    }

    /// Goes on with an input as far as there is room; true when it is done with, else it waits.
    @_noLocks private mutating func goOn(_ input: consuming WaitingInput) -> Bool {
        var input = input
        if !input.isRecorded {
            guard unsafe journal?.push(input.label, input.bytes) ?? true else {
                counters.add(.journalFull)
                waiting = input
                return false
            }
            input.isRecorded = true
            if !input.label.isAnswer {
                unsafe intake.beginInTurn(input.label, input.bytes)
                input.isBegun = true
            }
        }
        guard input.isBegun, intake.step(into: &events) else {
            if !input.isBegun { needsTending = true }
            waiting = input
            return false
        }
        if events.hasRoom(for: 1) {
            _ = events.push(FeedTile.stamps(input.label, decoded: clock.now()))
        }
        waiting = nil
        return true
    }

    /// The measured stamps of an input, behind its events.
    @_noLocks private static func stamps(_ label: RecordLabel, decoded: Instant) -> Event {
        Event(
            kind: .stamps, flags: .none, instrument: InstrumentID(UInt16.max),
            input: label.input, received: label.stamp,
            words: Event.Words(UInt64(label.kernelAge), decoded.nanosecondsSinceBoot))
    }
}

extension RecordLabel {
    var isAnswer: Bool {
        @_noLocks get { if case .answer = kind { true } else { false } }
    }
}

extension ByteProducer {
    /// As `InputRecord.push`; in place, where the ring is optional.
    @_noLocks
    fileprivate mutating func push(
        _ label: RecordLabel, _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        unsafe InputRecord.push(label, bytes, into: &self)
    }
}
