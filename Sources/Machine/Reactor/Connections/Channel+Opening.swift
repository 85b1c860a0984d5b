public import Numbers
import Wire

/// The way to an open channel, and from it.
extension Channel {
    /// Begins to connect to `host`; with a `security`, over TLS, and the certificate is judged at
    /// `wall`.
    ///
    /// - Parameter host: a name or a literal address, without brackets.
    public mutating func open(
        host: String, port: UInt16, security: ClientSecurity?, at now: Instant, wall: WallTime
    ) {
        precondition(isOver, "a channel is opened when it is over")
        self.host = host
        self.port = port
        clientSecurity = security
        judgedAt = wall
        fault = nil
        explanation = ""
        id = nil
        tls = nil
        isSecure = false
        backlog.removeAll()
        unsafe fresh = UnsafeRawBufferPointer(start: nil, count: 0)
        isPaused = false
        peerEnded = false
        triedAddresses = 0
        addresses = []
        resolver = Resolver(host: host, port: port)
        phase = .resolving
        deadline = now + timeouts.resolve
    }

    /// Goes on with what no event announces: the resolver's answer and the deadlines.
    public mutating func turn(on loop: inout EventLoop, at now: Instant) {
        if phase == .resolving { resolve(on: &loop, at: now) }
        if now >= deadline { fail(.late(phase), on: &loop) }
    }

    private mutating func resolve(on loop: inout EventLoop, at now: Instant) {
        guard let answer = resolver?.poll() else { return }
        switch answer {
        case .pending: return
        case .failed(let why): fail(.resolve(why), on: &loop)
        case .found(let found):
            addresses = found
            connect(because: .unreachable, on: &loop, at: now)
        }
        resolver = nil
    }

    /// Tries the next address; `fault` is why the one before did not do.
    private mutating func connect(
        because fault: NetworkFault, on loop: inout EventLoop, at now: Instant
    ) {
        var fault = fault
        while triedAddresses < addresses.count {
            let address = addresses[triedAddresses]
            triedAddresses += 1
            do {
                let isLast = triedAddresses == addresses.count
                let limit = isLast ? timeouts.connect : min(timeouts.connect, .seconds(1))
                id = try loop.connect(to: address, within: limit, options: options)
                phase = .connecting
                // The kernel keeps the time; this is for a kernel that forgets.
                deadline = now + timeouts.connect + .seconds(1)
                return
            } catch {
                fault = error
            }
        }
        fail(.network(fault), on: &loop)
    }

    mutating func connected(on loop: inout EventLoop, at now: Instant) {
        lastReceived = now
        guard let clientSecurity else {
            phase = .open
            deadline = Self.noDeadline
            return
        }
        do {
            tls = try TLSSession(
                client: clientSecurity.context, host: host, at: judgedAt,
                resuming: clientSecurity.tickets.take(host: host, port: port))
            isSecure = true
        } catch {
            fail(.unusableName, on: &loop)
            return
        }
        phase = .securing
        deadline = now + timeouts.secure
    }

    mutating func shakeHands(on loop: inout EventLoop, at now: Instant) {
        guard let progress = tls?.handshake() else { return }
        _ = sendCiphertext(on: &loop)
        switch progress {
        case .wantsMore: break
        case .established:
            phase = .open
            deadline = Self.noDeadline
        case .failed(let error): fail(.tls(error), on: &loop)
        }
    }

    mutating func failed(_ why: NetworkFault, on loop: inout EventLoop, at now: Instant) {
        if phase == .connecting {
            connect(because: why, on: &loop, at: now)
        } else {
            over(.network(why))
        }
    }

    /// Ends the channel because of `why`. What was queued (an alert, a close frame) is still sent.
    public mutating func fail(_ why: ConnectionFault, on loop: inout EventLoop) {
        guard !isOver else { return }
        if let id {
            loop.closeAfterSending(id)
        }
        over(why)
    }

    /// Says goodbye: what is queued is sent, then our side ends. `phase` is `.closed` when the peer
    /// has ended too, or at `deadline`.
    public mutating func close(on loop: inout EventLoop, at now: Instant, within span: Nanoseconds)
    {
        guard !isOver, phase != .closing else { return }
        guard let id, phase == .open else {
            fail(.ended, on: &loop)
            fault = nil
            return
        }
        tls?.close()
        _ = sendCiphertext(on: &loop)
        loop.finish(id)
        phase = .closing
        deadline = now + span
    }

    mutating func over(_ why: ConnectionFault?) {
        guard !isOver else { return }
        keepTicket()
        fault = why
        if let why {
            explanation = sentence(about: why)
        } else if explanation.isEmpty {
            explanation = "closed"
        }
        phase = .closed
        id = nil
        resolver = nil
        deadline = Self.noDeadline
    }

    /// The sentence for a person about a conversation over this channel that failed: of the
    /// channel's own failure, if there was one, and with what the certificate says.
    mutating func sentence(about why: ConnectionFault) -> String {
        guard explanation.isEmpty else { return explanation }
        guard case .tls(let error) = why, let said = tls?.explanation(of: error) else {
            return why.description
        }
        return said
    }

    private mutating func keepTicket() {
        guard let clientSecurity, let ticket = tls?.takeTicket() else { return }
        clientSecurity.tickets.put(ticket, host: host, port: port)
    }
}
