public import Numbers
import Wire

/// From one phase to the next.
extension WebSocketConnection {
    /// Goes on with what no event announces: attempts that are due, deadlines, pings.
    ///
    /// - Parameter wall: the moment at which a certificate is judged.
    public mutating func turn(on loop: inout EventLoop, at now: Instant, wall: WallTime) {
        turnedAt = now
        if phase == .idle {
            guard now >= nextAttempt, end == nil, mayBegin else { return }
            begin(at: now, wall: wall)
        }
        stream.channel.turn(on: &loop, at: now)
        progress(on: &loop, at: now)
        if now >= deadline { conclude(.late(phase), on: &loop, at: now) }
        if phase == .open { watch(on: &loop, at: now) }
    }

    /// The earliest moment at which `turn` has something to do, for a loop that waits.
    public var nextTurn: Instant {
        switch phase {
        case .idle: end == nil && mayBegin ? nextAttempt : Channel.noDeadline
        // The resolver's answer wakes nobody.
        case .resolving: turnedAt + .milliseconds(1)
        case .open: min(min(deadline, stream.channel.deadline), nextWatch)
        default: min(deadline, stream.channel.deadline)
        }
    }

    private var mayBegin: Bool {
        !isGoodbyeSaid && (attempts == 0 || settings.reconnecting == .always)
    }

    private mutating func begin(at now: Instant, wall: WallTime) {
        attempts += 1
        isConcluded = false
        isOpeningTold = false
        pingedAt = nil
        last = nil
        do {
            var keys = try MaskKeys.secure()
            let key = HandshakeKey(from: &keys)
            handshake = OpeningHandshake(
                try ClientHandshake(to: address, key: key, fields: fields))
            stream.renew(Self.socket(keys, settings))
        } catch {
            isConcluded = true
            end = .failed(.unusableName)
            phase = .closed
            rest(at: now)
            return
        }
        stream.channel.open(
            host: address.host, port: address.port, security: address.isSecure ? security : nil,
            at: now, wall: wall)
        phase = .resolving
    }

    /// Follows the channel.
    mutating func progress(on loop: inout EventLoop, at now: Instant) {
        switch phase {
        case .resolving, .connecting, .securing:
            switch stream.channel.phase {
            case .open: upgrade(on: &loop, at: now)
            case .closed: conclude(stream.channel.fault ?? .ended, on: &loop, at: now)
            case let further: phase = further
            }
        case .upgrading: readAnswer(on: &loop, at: now)
        case .open: stream.pull(on: &loop)
        case .closing:
            if end == nil && isConversing { stream.pull(on: &loop) }
            if stream.channel.isOver && !isConversing { phase = .closed }
        case .idle, .closed: break
        }
        if phase == .closed && stream.channel.isOver && end == nil { phase = .idle }
    }

    /// We said goodbye and the peer did not yet.
    private var isConversing: Bool {
        switch stream.socket.state {
        case .open, .closeSent: true
        case .closed, .failed: false
        }
    }

    private mutating func upgrade(on loop: inout EventLoop, at now: Instant) {
        phase = .upgrading
        deadline = now + settings.upgrade
        let request = handshake?.machine.request ?? []
        _ = unsafe request.withUnsafeBytes { unsafe stream.channel.write($0, on: &loop) }
        readAnswer(on: &loop, at: now)
    }

    private mutating func readAnswer(on loop: inout EventLoop, at now: Instant) {
        var piece = [UInt8](repeating: 0, count: 1024)
        while phase == .upgrading {
            let read = unsafe piece.withUnsafeMutableBytes { unsafe stream.channel.read(into: $0) }
            switch read {
            case .bytes(let count):
                let taken = unsafe piece[..<count].withUnsafeBytes {
                    unsafe handshake?.machine.receive($0) ?? 0
                }
                assert(taken == count, "a handshake takes what comes before it is over")
            case .nothing:
                if stream.channel.isOver {
                    return conclude(stream.channel.fault ?? .ended, on: &loop, at: now)
                }
                return stream.channel.settle(isBehind: false, on: &loop)
            case .ended:
                handshake?.machine.receiveEnd()
                judge(on: &loop, at: now)
                return phase == .upgrading ? conclude(.ended, on: &loop, at: now) : ()
            case .failed(let why): return conclude(why, on: &loop, at: now)
            }
            judge(on: &loop, at: now)
        }
    }

    private mutating func judge(on loop: inout EventLoop, at now: Instant) {
        switch handshake?.machine.next() {
        case .accepted:
            if let leftover = unsafe handshake?.machine.leftover {
                _ = unsafe stream.socket.receive(leftover)
            }
            handshake = nil
            phase = .open
            deadline = Channel.noDeadline
            openedAt = now
            lastMessage = now
            stream.pull(on: &loop)
        case .refused(let why): conclude(.upgrade(why), on: &loop, at: now)
        case .needsMore, nil: break
        }
    }

    /// The attempt is over because of a fault.
    mutating func conclude(_ why: ConnectionFault, on loop: inout EventLoop, at now: Instant) {
        explanation = stream.channel.sentence(about: why)
        stream.channel.fail(why, on: &loop)
        handshake = nil
        phase = .closed
        guard !isConcluded else { return }
        isConcluded = true
        end = .failed(why)
        rest(at: now)
    }

    /// Until the next attempt.
    mutating func rest(at now: Instant) {
        deadline = Channel.noDeadline
        nextAttempt = now + backoff.next()
    }

    /// Pings, and the signs that nobody is there.
    private mutating func watch(on loop: inout EventLoop, at now: Instant) {
        if backoff.failures > 0, now.since(openedAt) >= settings.steadyAfter { backoff.reset() }
        if let silence = settings.silence, now.since(lastMessage) >= silence {
            return conclude(.silent, on: &loop, at: now)
        }
        if let pinged = pingedAt {
            if lastReceived > pinged {
                pingedAt = nil
            } else if now.since(pinged) >= settings.deadAfter {
                conclude(.silent, on: &loop, at: now)
            }
        } else if now.since(lastReceived) >= settings.pingAfter {
            pingedAt = now
            _ = unsafe stream.socket.ping(UnsafeRawBufferPointer(start: nil, count: 0))
            stream.flush(on: &loop)
        }
    }

    private var nextWatch: Instant {
        var next = pingedAt.map { $0 + settings.deadAfter } ?? lastReceived + settings.pingAfter
        if let silence = settings.silence { next = min(next, lastMessage + silence) }
        return next
    }
}
