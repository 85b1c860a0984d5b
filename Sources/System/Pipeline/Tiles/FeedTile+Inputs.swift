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
    var label: RecordLabel
    var bytes: UnsafeRawBufferPointer
    /// It is in the journal's ring, and only events are owed.
    var isRecorded: Bool
}

extension FeedTile {
    /// Takes every message that a WebSocket has ready. Returns how many.
    mutating func pump(_ index: Int, at now: Instant) -> Int {
        var work = 0
        while waiting == nil {
            switch unsafe links[index].socket.next(on: &loop, at: now) {
            case .nothing:
                return work
            case .opened: opened(index, at: now)
            case .text(let bytes), .binary(let bytes):
                let epoch = unsafe links[index].epoch
                let stamp = unsafe links[index].socket.stamp
                unsafe deliver(
                    .frame, source: index, epoch: epoch, flags: 0, bytes: bytes, stamp: stamp,
                    at: now)
                carryOut(index, at: now)
            case .ended(let end):
                guard ended(index, end, at: now) else { continue }
            }
            work += 1
        }
        return work
    }

    @inline(never) private mutating func opened(_ index: Int, at now: Instant) {
        unsafe links[index].isUp = true
        unsafe links[index].epoch &+= 1
        note(ConnectionChange.up, index, at: now)
        carryOut(index, at: now)
    }

    /// A connection or an attempt ended; whether it had been up.
    @inline(never) private mutating func ended(
        _ index: Int, _ end: ConnectionEnd, at now: Instant
    ) -> Bool {
        noteTrouble(index, end)
        guard unsafe links[index].isUp else { return false }
        unsafe links[index].isUp = false
        note(ConnectionChange.down, index, at: now)
        _ = intake.takeWishes(of: index)
        return true
    }

    /// Keeps the sentence about a failure of a connection, unless we ended it ourselves or had
    /// given it up for a reason that says more.
    private func noteTrouble(_ index: Int, _ end: ConnectionEnd) {
        guard !isClosing else { return }
        if unsafe links[index].isUp, intake.hasGivenUp(on: index) { return }
        switch end {
        case .failed(.dropped): break
        case .failed: unsafe intake.noteTrouble(of: index, links[index].socket.explanation)
        case .closed(let code):
            intake.noteTrouble(of: index, "the venue closed the connection (code \(code))")
        }
    }

    /// Takes the answer that HTTP has ready.
    mutating func pumpAnswers(_ index: Int, at now: Instant) -> Int {
        guard unsafe links[index].http != nil, unsafe links[index].http?.isBusy ?? false else {
            return 0
        }
        let event = unsafe links[index].http?.next(on: &loop, at: now) ?? .nothing
        let epoch = unsafe links[index].epoch
        switch event {
        case .nothing:
            return 0
        case .response(let head, let body):
            let isSuccess = head.status == 200
            if !isSuccess { intake.noteTrouble(of: index, "HTTP answered \(head.status)") }
            if isSuccess { unsafe links[index].refusals = 0 }
            let stamp = unsafe links[index].http?.stamp ?? WallTime(nanosecondsSince1970: 0)
            unsafe deliver(
                .answer, source: index, epoch: epoch,
                flags: isSuccess ? AnswerFlag.success : 0, bytes: body, stamp: stamp, at: now)
        case .failed:
            let why = unsafe links[index].http?.explanation ?? ""
            intake.noteTrouble(of: index, "HTTP: \(why)")
            unsafe deliver(
                .answer, source: index, epoch: epoch, flags: 0,
                bytes: UnsafeRawBufferPointer(start: nil, count: 0),
                stamp: WallTime(nanosecondsSince1970: 0), at: now)
        }
        carryOut(index, at: now)
        return 1
    }

    private mutating func note(_ change: UInt8, _ index: Int, at now: Instant) {
        let epoch = unsafe links[index].epoch
        unsafe deliver(
            .connection, source: index, epoch: epoch, flags: change,
            bytes: UnsafeRawBufferPointer(start: nil, count: 0),
            stamp: WallTime(nanosecondsSince1970: 0), at: now)
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
        unsafe waiting = WaitingInput(label: label, bytes: bytes, isRecorded: false)
        _ = resume(at: now)
    }

    /// Nanoseconds from the kernel's stamp to ours; 0 without one.
    @_noLocks private func age(of stamp: WallTime, at now: Instant) -> UInt32 {
        guard takesStamps, stamp.nanosecondsSince1970 > 0 else { return 0 }
        let age = now.since(clock.instant(at: stamp)).count
        return age > UInt64(UInt32.max) ? 0 : UInt32(age)
    }

    /// Goes on with the input that waits; true when it is done with.
    @_noLocks mutating func resume(at now: Instant) -> Bool {
        guard var input = waiting else { return true }
        if !input.isRecorded {
            guard record(input) else {
                counters.add(.journalFull)
                return false
            }
            input.isRecorded = true
            waiting = input
            unsafe intake.begin(input.label, input.bytes)
        }
        guard intake.step(into: &events) else { return false }
        if events.hasRoom(for: 1) {
            _ = events.push(FeedTile.stamps(input.label, decoded: clock.now()))
        }
        waiting = nil
        return true
    }

    @_noLocks private mutating func record(_ input: WaitingInput) -> Bool {
        guard var ring = journal.take() else { return true }
        let isRecorded = unsafe InputRecord.push(input.label, input.bytes, into: &ring)
        journal = consume ring
        return isRecorded
    }

    /// The measured stamps of an input, behind its events.
    @_noLocks private static func stamps(_ label: RecordLabel, decoded: Instant) -> Event {
        Event(
            kind: .stamps, flags: .none, instrument: InstrumentID(UInt16.max),
            input: label.input, received: label.stamp,
            words: Event.Words(UInt64(label.kernelAge), decoded.nanosecondsSinceBoot))
    }
}
