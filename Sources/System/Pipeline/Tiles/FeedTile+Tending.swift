import Archive
public import Numbers
import Reactor
import Wire

/// What turns leave: connections that open or end, answers, and what the intakes want done.
extension FeedTile {
    /// Does what turns left, in the order in which it came.
    public mutating func tend(at now: Instant) -> Int {
        beginAnswer()
        guard waiting == nil else { return 0 }
        needsTending = false
        mayHoldMessages = true
        var work = 0
        if let event = otherEvent.take() {
            show(event, at: now)
            work += 1
        }
        for index in 0..<linkCount where waiting == nil { work += tend(index, at: now) }
        needsTending = waiting != nil
        return work
    }

    /// Shows a loop event to the connection whose it is.
    private mutating func show(_ event: LoopEvent, at now: Instant) {
        for index in 0..<linkCount {
            if unsafe links[index].socket.take(event, on: &loop, at: now) { return }
            if unsafe links[index].http?.take(event, on: &loop, at: now) ?? false { return }
        }
    }

    /// Carries out what one source's messages made its intake want, then takes what its connections
    /// have to tell beside messages. Returns how much that was.
    mutating func tend(_ index: Int, at now: Instant) -> Int {
        var work = 0
        carryOut(index, at: now)
        while waiting == nil {
            switch unsafe links[index].socket.nextOther(on: &loop, at: now) {
            case .opened: opened(index, at: now)
            case .ended(let end): ended(index, end, at: now)
            case .nothing, .text, .binary:
                while waiting == nil, takeAnswer(index, at: now) { work += 1 }
                return work
            }
            work += 1
        }
        return work
    }

    private mutating func opened(_ index: Int, at now: Instant) {
        unsafe links[index].isUp = true
        unsafe links[index].epoch &+= 1
        note(ConnectionChange.up, index, at: now)
        carryOut(index, at: now)
    }

    /// A connection or an attempt ended.
    private mutating func ended(_ index: Int, _ end: ConnectionEnd, at now: Instant) {
        noteTrouble(index, end)
        guard unsafe links[index].isUp else { return }
        unsafe links[index].isUp = false
        note(ConnectionChange.down, index, at: now)
        _ = intake.takeWishes(of: index)
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

    /// Takes the answer that HTTP has ready; false when it has none.
    private mutating func takeAnswer(_ index: Int, at now: Instant) -> Bool {
        let event = unsafe links[index].http?.next(on: &loop, at: now) ?? .nothing
        let epoch = unsafe links[index].epoch
        switch event {
        case .nothing: return false
        case .response(let head, let body):
            let isSuccess = head.status == 200
            if isSuccess {
                unsafe links[index].refusals = 0
            } else {
                intake.noteTrouble(of: index, "HTTP answered \(head.status)")
                unsafe links[index].waitAfterRefusal(at: now)
            }
            let stamp = unsafe links[index].http?.stamp ?? WallTime(nanosecondsSince1970: 0)
            unsafe deliver(
                .answer, source: index, epoch: epoch,
                flags: isSuccess ? AnswerFlag.success : 0, bytes: body, stamp: stamp, at: now)
        case .failed:
            let why = unsafe links[index].http?.explanation ?? ""
            intake.noteTrouble(of: index, "HTTP: \(why)")
            unsafe links[index].waitAfterRefusal(at: now)
            unsafe deliver(
                .answer, source: index, epoch: epoch, flags: 0,
                bytes: UnsafeRawBufferPointer(start: nil, count: 0),
                stamp: WallTime(nanosecondsSince1970: 0), at: now)
        }
        beginAnswer()
        carryOut(index, at: now)
        return true
    }

    /// Shows the intake an answer that is recorded and has waited for that.
    private mutating func beginAnswer() {
        guard var input = waiting, input.isRecorded, !input.isBegun else { return }
        unsafe intake.begin(input.label, input.bytes)
        input.isBegun = true
        waiting = input
        _ = resume()
    }

    private mutating func note(_ change: UInt8, _ index: Int, at now: Instant) {
        let epoch = unsafe links[index].epoch
        unsafe deliver(
            .connection, source: index, epoch: epoch, flags: change,
            bytes: UnsafeRawBufferPointer(start: nil, count: 0),
            stamp: WallTime(nanosecondsSince1970: 0), at: now)
    }

    /// Gives the operator's word to the desk, as an input like any other.
    mutating func obey(at now: Instant) {
        let command = mailbox.take()
        guard command != Mailbox.nothing else { return }
        unsafe deliver(
            .command, source: 0, epoch: 0, flags: command,
            bytes: UnsafeRawBufferPointer(start: nil, count: 0),
            stamp: WallTime(nanosecondsSince1970: 0), at: now)
    }
}
