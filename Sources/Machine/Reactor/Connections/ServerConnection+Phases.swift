import Numbers
import Wire

extension ServerConnection {
    /// Follows the channel.
    mutating func progress(on loop: inout EventLoop, at now: Instant) {
        switch phase {
        case .securing:
            if stream.channel.phase == .open { phase = .upgrading }
            if stream.channel.isOver { conclude(stream.channel.fault ?? .ended, on: &loop) }
            if phase == .upgrading { readRequest(on: &loop, at: now) }
        case .upgrading: readRequest(on: &loop, at: now)
        case .open, .closing: if end == nil { stream.pull(on: &loop) }
        default: break
        }
        if phase == .closing, end != nil, stream.channel.isOver { phase = .closed }
    }

    /// Moves what came into the parser, as far as it takes it.
    private mutating func readRequest(on loop: inout EventLoop, at now: Instant) {
        var piece = [UInt8](repeating: 0, count: 4096)
        var isBehind = isAnswerDue
        while !isBehind {
            let read = unsafe piece.withUnsafeMutableBytes { unsafe stream.channel.read(into: $0) }
            guard case .bytes(let count) = read else {
                if case .failed(let why) = read { return conclude(why, on: &loop) }
                if case .ended = read { parser.receiveEnd() }
                if stream.channel.isOver { parser.receiveEnd() }
                break
            }
            let taken = unsafe piece[..<count].withUnsafeBytes { unsafe parser.receive($0) }
            if taken < count {
                // The parser is full of what the owner has not asked for.
                stream.channel.putBack(piece[taken..<count])
                isBehind = true
            }
        }
        stream.channel.settle(isBehind: isBehind, on: &loop)
    }

    /// Nil: nothing more will come as HTTP.
    mutating func nextRequest(on loop: inout EventLoop, at now: Instant) -> ServerEvent? {
        while true {
            switch parser.next() {
            case .needsMore:
                guard stream.channel.isPaused else { return .nothing }
                readRequest(on: &loop, at: now)
                if stream.channel.isPaused { return .nothing }
            case .head(let head):
                self.head = head
                body.removeAll()
                if let event = judge(head, on: &loop, at: now) { return event }
                if end != nil { return nil }
            case .body(let piece):
                guard unsafe body.add(piece) else {
                    refuse(.bodyTooLong, on: &loop)
                    return nil
                }
            case .end:
                guard let head else { continue }
                isAnswerDue = true
                return unsafe .request(head, body: body.bytes)
            case .closed:
                end = stream.channel.fault.map(ConnectionEnd.failed) ?? .closed(code: 1000)
                sayGoodbye(on: &loop, at: now)
                return nil
            case .failed(let fault):
                refuse(fault, on: &loop)
                return nil
            }
        }
    }

    /// An upgrade, if the request asks for one.
    private mutating func judge(
        _ head: RequestHead, on loop: inout EventLoop, at now: Instant
    ) -> ServerEvent? {
        switch ServerHandshake.judge(head) {
        case .accepted:
            isAnswerDue = true
            return .upgrade(head)
        case .refused(.noUpgrade), .needsMore: return nil
        case .refused(let why):
            write(raw: ServerHandshake.refusal(status: why.status), on: &loop)
            end = .closed(code: 1002)
            sayGoodbye(on: &loop, at: now)
            return nil
        }
    }

    private mutating func refuse(_ fault: HTTPFault, on loop: inout EventLoop) {
        if fault != .truncated {
            write(raw: ServerHandshake.refusal(status: fault.status), on: &loop)
        }
        conclude(stream.channel.fault ?? .http(fault), on: &loop)
    }

    /// Nil: the WebSocket is over, and `end` says how.
    mutating func nextMessage(on loop: inout EventLoop, at now: Instant) -> ServerEvent? {
        switch stream.next(on: &loop) {
        case .text(let view): return unsafe .text(view)
        case .binary(let view): return unsafe .binary(view)
        case .closed(let close) where close.isClean:
            end = .closed(code: close.code)
            sayGoodbye(on: &loop, at: now)
            return nil
        case .closed:
            conclude(stream.fault ?? stream.channel.fault ?? .ended, on: &loop)
            return nil
        case .failed(let fault):
            conclude(.frame(fault), on: &loop)
            return nil
        case .needsMore, .ping, .pong: return .nothing
        }
    }

    /// Ends our side once everything is sent.
    mutating func sayGoodbye(on loop: inout EventLoop, at now: Instant) {
        if end == nil { end = .closed(code: 1000) }
        deadline = Channel.noDeadline
        stream.channel.close(on: &loop, at: now, within: settings.close)
        phase = stream.channel.isOver ? .closed : .closing
    }

    mutating func conclude(_ why: ConnectionFault, on loop: inout EventLoop) {
        explanation = stream.channel.sentence(about: why)
        stream.channel.fail(why, on: &loop)
        if end == nil { end = .failed(why) }
        phase = .closed
        deadline = Channel.noDeadline
    }
}
