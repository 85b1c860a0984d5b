import Numbers
import Reactor
import Wire

// Connections: who comes, what they ask, what they are sent.

extension VenueServer {
    mutating func take(_ event: LoopEvent, at now: Instant) {
        if case .accepted(let id, let listener) = event {
            accept(id, by: listener, at: now)
            return
        }
        guard let id = VenueServer.connection(of: event), let peer = peers[id] else { return }
        peer.connection.take(event, on: &loop, at: now)
    }

    private static func connection(of event: LoopEvent) -> ConnectionID? {
        switch event {
        case .accepted(let id, _), .connected(let id), .received(let id, _), .ended(let id),
            .closed(let id), .failed(let id, _):
            id
        case .ticked: nil
        }
    }

    private mutating func accept(_ id: ConnectionID, by listener: ListenerID, at now: Instant) {
        let endpoint = listener == coinbaseListener ? VenueEndpoint.coinbase : .solana
        let elapsed = now.since(start)
        let isFaulty =
            faults[endpoint]?.showsBadCertificate(at: elapsed) == true
            || endpoint == .solana && faults[.rpc]?.showsBadCertificate(at: elapsed) == true
        let security = isFaulty ? certificates?.unknown : certificates?.trusted
        do throws(TLSSetupError) {
            let connection = try ServerConnection(
                accepted: id, security: security, at: now, settings: settings)
            peers[id] = Peer(connection, client: nextClient, endpoint: endpoint)
            nextClient += 1
            counters.connections += 1
        } catch {
            counters.failedConnections += 1
            loop.abort(id)
        }
    }

    // MARK: Asking

    mutating func listen(at now: Instant, _ elapsed: Nanoseconds) {
        for peer in peers.values.sorted(by: { $0.client < $1.client }) {
            var isDone = faults[peer.endpoint]?.isDeaf(to: peer.client, at: elapsed) == true
            while !isDone { isDone = hear(peer, now, elapsed) }
            if peer.connection.isOver { peers[peer.connection.id] = nil }
        }
    }

    /// - Returns: whether the peer has nothing more to say.
    private mutating func hear(_ peer: Peer, _ now: Instant, _ elapsed: Nanoseconds) -> Bool {
        switch peer.connection.next(on: &loop, at: now) {
        case .nothing: return true
        case .upgrade:
            peer.connection.acceptUpgrade(on: &loop, at: now)
            subscribe(peer, elapsed)
        case .request(let head, let body):
            answer(peer, head, unsafe Array(body), now, elapsed)
        case .text(let text):
            receive(unsafe Array(text), from: peer, elapsed)
        case .binary(let bytes):
            // A node and a venue read a binary message as text.
            receive(unsafe Array(bytes), from: peer, elapsed)
        case .ended(let end):
            if case .failed = end { counters.failedConnections += 1 }
            // Its goodbye may still be on the way; the connection stays until it is over.
            leave(peer)
            return true
        }
        return false
    }

    private mutating func subscribe(_ peer: Peer, _ elapsed: Nanoseconds) {
        peer.isSubscriber = true
        subscribers[peer.client] = peer
        faults[peer.endpoint]?.connect(peer.client)
        switch peer.endpoint {
        case .coinbase: coinbase.connect(peer.client, at: elapsed)
        case .solana, .rpc: solana.connect(peer.client)
        }
    }

    private mutating func receive(
        _ text: [UInt8], from peer: Peer, _ elapsed: Nanoseconds
    ) {
        switch peer.endpoint {
        case .coinbase:
            let begins = coinbase.receive(
                text[...], from: peer.client, at: elapsed, book: market.book, into: &outbox)
            if begins { market.beginPlay(after: elapsed) }
        case .solana, .rpc:
            solana.receive(
                text[...], from: peer.client, pool: market.pool, slot: market.slot,
                into: &outbox)
        }
    }

    /// The cores hear no more of it.
    private mutating func leave(_ peer: Peer) {
        subscribers[peer.client] = nil
        faults[peer.endpoint]?.disconnect(peer.client)
        switch peer.endpoint {
        case .coinbase: coinbase.disconnect(peer.client)
        case .solana, .rpc: solana.disconnect(peer.client)
        }
    }

    // MARK: HTTP

    private mutating func answer(
        _ peer: Peer, _ head: RequestHead, _ body: [UInt8], _ now: Instant,
        _ elapsed: Nanoseconds
    ) {
        counters.answers += 1
        guard peer.endpoint != .coinbase else {
            return respond(peer, 404, Array("not found\n".utf8), now)
        }
        if peer.endpoint == .solana {
            peer.endpoint = .rpc
            faults[.rpc]?.connect(peer.client)
        }
        if let status = faults[.rpc]?.status(at: elapsed) {
            let text =
                status == 429
                ? #"{"jsonrpc":"2.0","error":{"code":429,"message":"Too many requests"},"id":null}"#
                : "Internal Server Error"
            return respond(peer, status, Array(text.utf8), now)
        }
        guard head.method == "POST" else {
            return respond(peer, 405, Array("Used HTTP Method is not allowed.\n".utf8), now)
        }
        faults[.rpc]?.turn(at: elapsed)
        var answer = solana.answer(body[...], pool: market.pool, slot: market.slot)
        // A node ends its answer with a line feed.
        answer.append(0x0A)
        for fault in faults[.rpc]?.takePending(for: peer.client, at: elapsed) ?? [] {
            guard let distorted = VenueServer.distorted(answer, by: fault) else {
                peer.connection.write(raw: Array("\u{0}not HTTP at all\r\n".utf8), on: &loop)
                return reset(peer)
            }
            answer = distorted
        }
        // In a silence the request is never answered.
        guard faults[.rpc]?.isDeaf(to: peer.client, at: elapsed) != true else { return }
        respond(peer, 200, answer, now)
    }

    /// Nil: bytes that are no HTTP.
    private static func distorted(_ answer: [UInt8], by fault: VenueFault) -> [UInt8]? {
        switch fault.kind {
        case .garbageFrame: nil
        case .garbageText: Array(answer.dropLast(answer.count / 2))
        case .hugeNumber: FaultInjector.enlarged(answer[...]).map { Array($0) } ?? answer
        case .giant: answer + [UInt8](repeating: 0x20, count: max(0, fault.bytes - answer.count))
        default: answer
        }
    }

    private mutating func respond(
        _ peer: Peer, _ status: Int, _ body: [UInt8], _ now: Instant
    ) {
        var fields = [(name: "content-type", value: "application/json; charset=utf-8")]
        if status == 429 { fields.append((name: "retry-after", value: "1")) }
        peer.connection.respond(status: status, fields: fields, body: body, on: &loop, at: now)
    }

    // MARK: Telling

    /// Sends what the cores want sent, or what the faults made of it.
    mutating func deliver(at now: Instant, _ elapsed: Nanoseconds) -> Int {
        let items = outbox.takeAll()
        for item in items {
            guard let peer = subscribers[item.client] else { continue }
            let out = faults[peer.endpoint]?.filter(item, at: elapsed) ?? [item.what]
            for what in out { send(what, to: peer, now) }
        }
        return items.count
    }

    private mutating func send(_ what: Outgoing, to peer: Peer, _ now: Instant) {
        switch what {
        case .text(let text):
            let isSent = peer.send(text, on: &loop)
            count(peer)
            if !isSent, peer.connection.phase == .open { return drop(peer) }
        case .bytes(let bytes): peer.connection.write(raw: Array(bytes), on: &loop)
        case .close(let code): peer.connection.close(code: code, on: &loop, at: now)
        case .reset: reset(peer)
        }
        if peer.connection.bytesWaiting(on: loop) > queueBytesMax { drop(peer) }
    }

    private mutating func count(_ peer: Peer) {
        switch peer.endpoint {
        case .coinbase: counters.coinbaseMessages += 1
        case .solana, .rpc: counters.solanaMessages += 1
        }
    }

    private mutating func drop(_ peer: Peer) {
        counters.slowClients += 1
        reset(peer)
    }

    private mutating func reset(_ peer: Peer) {
        peer.connection.abort(on: &loop)
        leave(peer)
        peers[peer.connection.id] = nil
    }

    /// Faults whose time has come, and the connections that they end.
    mutating func applyFaults(_ elapsed: Nanoseconds) {
        for endpoint in VenueEndpoint.allCases {
            faults[endpoint]?.turn(at: elapsed)
            for client in faults[endpoint]?.takeResets() ?? [] {
                if let peer = peers.values.first(where: { $0.client == client }) { reset(peer) }
            }
        }
    }
}
