public import Numbers
import Wire

/// What happened at a server.
@safe public enum ServerNews {
    /// Nothing before the loop's next event.
    case nothing
    case peer(ConnectionID, ServerEvent)
}

/// A listening address and all its peers, driven like one connection: `take`, `turn`, `next`.
///
/// Not for a turn's hot path: it allocates for each peer that comes.
@safe public struct Server: ~Copyable {
    /// Where it listens; the port is the real one.
    public let address: SocketAddress
    /// Peers that were accepted.
    public private(set) var accepted: UInt64 = 0
    /// Peers that could not be served for want of memory.
    public private(set) var refused: UInt64 = 0
    private let listener: ListenerID
    private let security: ServerSecurity?
    private let settings: ServerSettings
    /// By the loop's slot.
    private let peers: UnsafeMutablePointer<ServerConnection?>
    private let peersMax: Int
    private var present: [ConnectionID] = []
    /// Peers that may have something to tell, in the order of their events.
    private var telling: [ConnectionID] = []
    private var toldCount = 0

    /// Listens.
    ///
    /// - Parameters:
    ///   - address: the loopback by default; port 0 lets the kernel choose.
    ///   - security: the certificate to show; nil for plain TCP.
    /// - Throws: a fault that names the address and says what to do.
    public init(
        at address: SocketAddress = .loopback(port: 0), security: ServerSecurity? = nil,
        settings: ServerSettings = ServerSettings(), options: SocketOptions = SocketOptions(),
        on loop: inout EventLoop
    ) throws(ListenFault) {
        let listener = try loop.listen(on: address, options: options)
        self.listener = listener
        self.address = loop.address(of: listener) ?? address
        self.security = security
        self.settings = settings
        peersMax = loop.limits.slotsMax
        unsafe peers = .allocate(capacity: peersMax)
        for index in 0..<peersMax { unsafe (peers + index).initialize(to: nil) }
    }

    deinit {
        unsafe peers.deinitialize(count: peersMax)
        unsafe peers.deallocate()
    }

    /// Peers that are there, in the order of their coming.
    public var peerIDs: [ConnectionID] { present }

    /// Shows the server an event.
    ///
    /// - Returns: whether it was the server's.
    @discardableResult
    public mutating func take(
        _ event: LoopEvent, on loop: inout EventLoop, at now: Instant
    ) -> Bool {
        let id: ConnectionID
        switch event {
        case .accepted(let peer, by: listener):
            accept(peer, on: &loop, at: now)
            return true
        case .received(let peer, _), .ended(let peer), .closed(let peer), .failed(let peer, _):
            id = peer
        case .accepted, .connected, .ticked: return false
        }
        guard unsafe peers[Int(id.slot)]?.take(event, on: &loop, at: now) ?? false else {
            return false
        }
        telling.append(id)
        return true
    }

    private mutating func accept(_ id: ConnectionID, on loop: inout EventLoop, at now: Instant) {
        do {
            unsafe peers[Int(id.slot)] = try ServerConnection(
                accepted: id, security: security, at: now, settings: settings)
            present.append(id)
            accepted += 1
        } catch {
            refused += 1
            loop.close(id)
        }
    }

    /// Looks at the deadlines of all peers.
    public mutating func turn(on loop: inout EventLoop, at now: Instant) {
        for id in present {
            unsafe peers[Int(id.slot)]?.turn(on: &loop, at: now)
            telling.append(id)
        }
    }

    /// What happened next, at any peer. Views of the event before are gone.
    public mutating func next(on loop: inout EventLoop, at now: Instant) -> ServerNews {
        while toldCount < telling.count {
            let id = telling[toldCount]
            if isPresent(id), let event = unsafe peers[Int(id.slot)]?.next(on: &loop, at: now) {
                if case .nothing = event {} else { return .peer(id, event) }
                if unsafe peers[Int(id.slot)]?.isOver ?? false { forget(id) }
            }
            toldCount += 1
        }
        telling.removeAll(keepingCapacity: true)
        toldCount = 0
        return .nothing
    }

    private func isPresent(_ id: ConnectionID) -> Bool {
        guard let there = unsafe peers[Int(id.slot)]?.id else { return false }
        return there == id
    }

    private mutating func forget(_ id: ConnectionID) {
        unsafe peers[Int(id.slot)] = nil
        present.removeAll { $0 == id }
    }

    /// Lets `body` speak to a peer; nil when it is gone.
    public mutating func speak<Answer>(
        to id: ConnectionID, _ body: (inout ServerConnection) -> Answer
    ) -> Answer? {
        guard isPresent(id) else { return nil }
        guard var peer = unsafe peers[Int(id.slot)].take() else { return nil }
        let answer = body(&peer)
        unsafe peers[Int(id.slot)] = consume peer
        return answer
    }

    /// Stops listening and says goodbye to every peer.
    public mutating func close(on loop: inout EventLoop, at now: Instant) {
        loop.close(listener)
        for id in present { unsafe peers[Int(id.slot)]?.close(on: &loop, at: now) }
    }
}
