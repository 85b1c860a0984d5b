import Numbers

/// Coinbase Advanced Trade, as one connection after the other sees it: requests and the market's
/// events in, messages out.
///
/// Each connection numbers its messages from 0, of all channels together. A subscription is
/// answered with the snapshot first and the acknowledgement behind it, as the real venue does. Who
/// asks for nothing within five seconds is closed.
struct CoinbaseSimulator: ~Copyable {
    struct Client {
        var connected: Nanoseconds
        var sequence: UInt64 = 0
        var hasAsked = false
        var followsBook = false
        var heartbeatDue: Nanoseconds?
        /// Channels and products as the acknowledgement lists them.
        var subscriptions: [String: [String]] = [:]
        /// Recorded frames: when their play began, and the next one.
        var play: Play?
    }

    struct Play {
        var began: Nanoseconds
        var next = 0
    }

    /// How long a client may stay silent after it connected.
    static let patience = Nanoseconds.seconds(5)
    /// The counter a connection's heartbeats begin at, and so how long the venue seems to run.
    static let heartbeatsBefore: UInt64 = 41_690

    private(set) var clients: [ClientID: Client] = [:]
    var messages: CoinbaseMessages
    /// The moment of elapsed time 0.
    let wallStart: WallTime
    /// Nil: the book is generated.
    let capture: CoinbaseCapture?
    let speed: UInt64
    /// Requests that were none.
    private(set) var malformed: UInt64 = 0
    private(set) var truth: [BookTruth] = []
    var keepsTruth = false

    init(
        product: String, priceDecimals: Int, sizeDecimals: Int, capture: CoinbaseCapture?,
        speed: UInt64, wallStart: WallTime
    ) {
        messages = CoinbaseMessages(
            product: product, priceDecimals: priceDecimals, sizeDecimals: sizeDecimals)
        self.capture = capture
        self.speed = speed
        self.wallStart = wallStart
    }

    func wall(_ now: Nanoseconds) -> WallTime {
        WallTime(nanosecondsSince1970: wallStart.nanosecondsSince1970 + now.count)
    }

    mutating func connect(_ client: ClientID, at now: Nanoseconds) {
        clients[client] = Client(connected: now)
    }

    mutating func disconnect(_ client: ClientID) { clients[client] = nil }

    // MARK: Requests

    /// - Returns: whether recorded frames begin to be played.
    mutating func receive(
        _ text: ArraySlice<UInt8>, from client: ClientID, at now: Nanoseconds,
        book: GeneratedBook?, into outbox: inout Outbox
    ) -> Bool {
        guard var state = clients[client] else { return false }
        defer { clients[client] = state }
        guard let request = CoinbaseRequest(text) else {
            malformed += 1
            outbox.send(messages.error("invalid message"), to: client)
            return false
        }
        state.hasAsked = true
        if capture != nil { return receive(request, &state, client, now, &outbox) }
        switch request.kind {
        case .subscribe: subscribe(request, &state, client, now, book, &outbox)
        case .unsubscribe: unsubscribe(request, &state, client, now, &outbox)
        }
        return false
    }

    /// The recorded connection had asked for everything it got; so the first subscription to a
    /// book plays all of it, acknowledgements and heartbeats included.
    private mutating func receive(
        _ request: CoinbaseRequest, _ state: inout Client, _ client: ClientID,
        _ now: Nanoseconds, _ outbox: inout Outbox
    ) -> Bool {
        guard request.kind == .subscribe, request.channel == "level2", let capture else {
            return false
        }
        if let stranger = request.products.first(where: { !capture.products.contains($0) }) {
            outbox.send(messages.error("product not found: \(stranger)"), to: client)
            return false
        }
        guard state.play == nil else { return false }
        state.play = Play(began: now)
        return true
    }

    private mutating func subscribe(
        _ request: CoinbaseRequest, _ state: inout Client, _ client: ClientID,
        _ now: Nanoseconds, _ book: GeneratedBook?, _ outbox: inout Outbox
    ) {
        switch request.channel {
        case "heartbeats":
            state.subscriptions["heartbeats"] = ["heartbeats"]
            acknowledge(&state, client, now, &outbox)
            if state.heartbeatDue == nil { state.heartbeatDue = now + .milliseconds(200) }
        case "level2":
            if request.products.isEmpty {
                outbox.send(messages.error("product_ids is required"), to: client)
                return
            }
            if let stranger = request.products.first(where: { $0 != messages.product }) {
                outbox.send(messages.error("product not found: \(stranger)"), to: client)
                return
            }
            state.subscriptions["level2"] = [messages.product]
            state.followsBook = true
            if let book { sendSnapshot(book, &state, client, now, &outbox) }
            acknowledge(&state, client, now, &outbox)
        case "market_trades", "ticker", "ticker_batch", "candles", "status":
            // Channels without news.
            state.subscriptions[request.channel] = request.products
            acknowledge(&state, client, now, &outbox)
        default:
            outbox.send(messages.error("channel not found: \(request.channel)"), to: client)
        }
    }

    private mutating func unsubscribe(
        _ request: CoinbaseRequest, _ state: inout Client, _ client: ClientID,
        _ now: Nanoseconds, _ outbox: inout Outbox
    ) {
        state.subscriptions[request.channel] = nil
        if request.channel == "level2" { state.followsBook = false }
        if request.channel == "heartbeats" { state.heartbeatDue = nil }
        acknowledge(&state, client, now, &outbox)
    }

    private mutating func sendSnapshot(
        _ book: GeneratedBook, _ state: inout Client, _ client: ClientID, _ now: Nanoseconds,
        _ outbox: inout Outbox
    ) {
        note(book, client, state.sequence)
        outbox.send(
            messages.snapshot(book, at: wall(now), sequence: state.sequence), to: client)
        state.sequence += 1
    }

    private mutating func acknowledge(
        _ state: inout Client, _ client: ClientID, _ now: Nanoseconds, _ outbox: inout Outbox
    ) {
        let channels = state.subscriptions.sorted { $0.key < $1.key }
            .map { (name: $0.key, products: $0.value) }
        outbox.send(
            messages.subscriptions(channels, at: wall(now), sequence: state.sequence),
            to: client)
        state.sequence += 1
    }

    // MARK: Events

    /// A batch of changes of the generated book, which stands as given after it.
    mutating func publish(
        _ changes: [LevelChange], book: GeneratedBook, at now: Nanoseconds,
        into outbox: inout Outbox
    ) {
        for client in clients.keys.sorted() {
            guard var state = clients[client], state.followsBook else { continue }
            outbox.send(
                messages.update(changes, at: wall(now), sequence: state.sequence), to: client)
            note(book, client, state.sequence)
            state.sequence += 1
            clients[client] = state
        }
    }

    private mutating func note(_ book: GeneratedBook, _ client: ClientID, _ sequence: UInt64) {
        guard keepsTruth else { return }
        truth.append(BookTruth(client: client, sequence: sequence, book: book))
    }

    /// What was noted since the last call.
    mutating func takeTruth() -> [BookTruth] {
        defer { truth.removeAll() }
        return truth
    }

    /// Heartbeats, recorded frames, and the end of patience.
    mutating func turn(at now: Nanoseconds, into outbox: inout Outbox) {
        for client in clients.keys.sorted() {
            guard var state = clients[client] else { continue }
            if !state.hasAsked && now > state.connected + CoinbaseSimulator.patience {
                outbox.put(.close(1008), to: client)
                clients[client] = nil
                continue
            }
            play(&state, client, now, &outbox)
            while let due = state.heartbeatDue, due <= now {
                beat(&state, client, at: due, &outbox)
                state.heartbeatDue = due + .seconds(1)
            }
            clients[client] = state
        }
    }

    private mutating func beat(
        _ state: inout Client, _ client: ClientID, at due: Nanoseconds, _ outbox: inout Outbox
    ) {
        let counter = CoinbaseSimulator.heartbeatsBefore + due.count / 1_000_000_000
        let running = Nanoseconds(counter * 1_000_000_000 + 260_485_341)
        outbox.send(
            messages.heartbeat(
                counter: counter, running: running, at: wall(due), sequence: state.sequence),
            to: client)
        state.sequence += 1
    }

    /// Sends the recorded frames that are due; behind the last one the connection is closed, as a
    /// venue does when it restarts.
    private mutating func play(
        _ state: inout Client, _ client: ClientID, _ now: Nanoseconds, _ outbox: inout Outbox
    ) {
        guard let capture, var play = state.play else { return }
        let moment = (now.count - min(now.count, play.began.count)) * speed
        while play.next < capture.frames.count, capture.frames[play.next].at <= moment {
            outbox.send(capture.frame(play.next), to: client)
            if keepsTruth, let top = capture.topsByFrame[play.next] {
                truth.append(BookTruth(client: client, top: top))
            }
            play.next += 1
            if play.next == capture.frames.count { outbox.put(.close(1001), to: client) }
        }
        state.play = play
    }
}
