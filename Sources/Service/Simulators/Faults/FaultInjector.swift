import Numbers

/// Breaks what one endpoint says, when the scenario asks for it. Each fault happens once, and which
/// message it hits follows from the scenario alone.
struct FaultInjector: Sendable {
    private struct Client: Sendable {
        /// Texts that the core wanted sent.
        var messages: UInt64 = 0
        /// Waits for the next text.
        var pending: [VenueFault] = []
        /// A text that changes places with the next one.
        var held: Outgoing?
        /// Nothing is sent before this moment; then the connection is reset.
        var mutedUntil: Nanoseconds?
        var unreadUntil = Nanoseconds(0)
    }

    private var waiting: [VenueFault]
    private var clients: [ClientID: Client] = [:]
    private var resets: [ClientID] = []
    private var distortions: [SlotDistortion] = []
    private var refusal: (status: Int, until: Nanoseconds) = (0, Nanoseconds(0))
    private var badCertificateUntil = Nanoseconds(0)
    /// How many faults happened.
    private(set) var happened: UInt64 = 0

    /// - Parameter endpoint: only the faults at this one are taken.
    init(_ faults: [VenueFault], at endpoint: VenueEndpoint) {
        waiting = faults.filter { $0.endpoint == endpoint }
    }

    mutating func connect(_ client: ClientID) { clients[client] = Client() }

    mutating func disconnect(_ client: ClientID) { clients[client] = nil }

    // MARK: When

    /// Faults whose time has come. One that hits a connection waits until there is one.
    mutating func turn(at now: Nanoseconds) {
        for (client, state) in clients {
            if let end = state.mutedUntil, end <= now { resets.append(client) }
        }
        let due = waiting
        waiting = []
        for fault in due {
            guard case .after(let moment) = fault.trigger, moment <= now,
                happen(fault, to: Set(clients.keys), at: now)
            else {
                waiting.append(fault)
                continue
            }
        }
    }

    /// - Returns: false when there is nobody whom it could hit.
    private mutating func happen(
        _ fault: VenueFault, to hit: Set<ClientID>, at now: Nanoseconds
    ) -> Bool {
        let end = now + fault.span
        switch fault.kind {
        case .tooManyRequests: refusal = (429, end)
        case .serverError: refusal = (500, end)
        case .badCertificate:
            badCertificateUntil = end
            resets += clients.keys
        case .slotBackwards, .wrongOwner, .wrongLength, .truncatedTickArray:
            distortions.append(SlotDistortion(fault.kind))
        default:
            guard !hit.isEmpty else { return false }
            for client in hit { strike(client, fault, end) }
        }
        happened += 1
        return true
    }

    private mutating func strike(_ client: ClientID, _ fault: VenueFault, _ end: Nanoseconds) {
        switch fault.kind {
        case .disconnect: resets.append(client)
        case .silence: clients[client]?.mutedUntil = end
        case .slowReader: clients[client]?.unreadUntil = end
        default: clients[client]?.pending.append(fault)
        }
    }

    // MARK: What

    /// What really goes out instead of what a core wanted to.
    mutating func filter(_ item: Outbox.Item, at now: Nanoseconds) -> [Outgoing] {
        guard clients[item.client] != nil else { return [item.what] }
        guard case .text(let text) = item.what else { return [item.what] }
        count(item.client, now)
        guard var client = clients[item.client], client.mutedUntil == nil else { return [] }
        var out: [Outgoing] = []
        var copies = [Outgoing.text(text)]
        let due = client.pending
        client.pending = []
        for fault in due {
            switch fault.kind {
            case .gap: copies = []
            case .hugeNumber:
                if let enlarged = FaultInjector.enlarged(text) {
                    copies = [.text(enlarged)]
                } else {
                    client.pending.append(fault)
                }
            case .duplicate: copies += [.text(text)]
            case .reorder where client.held == nil && copies.count == 1:
                client.held = .text(text)
                copies = []
            default: out += FaultInjector.foreign(fault)
            }
        }
        if let held = client.held, !copies.isEmpty {
            copies.append(held)
            client.held = nil
        }
        clients[item.client] = client
        return out + copies
    }

    private mutating func count(_ client: ClientID, _ now: Nanoseconds) {
        clients[client]?.messages += 1
        let sent = clients[client]?.messages ?? 0
        let due = waiting
        waiting = []
        for fault in due {
            guard case .messages(let least) = fault.trigger, sent > least,
                happen(fault, to: [client], at: now)
            else {
                waiting.append(fault)
                continue
            }
        }
    }

    /// What nobody asked for, put before a message.
    static func foreign(_ fault: VenueFault) -> [Outgoing] {
        switch fault.kind {
        case .garbageText:
            return [.text(Array("{\"channel\":\"l2_data\",\"events\":[{]}".utf8)[...])]
        case .garbageFrame:
            // A reserved opcode with all reserved bits set (RFC 6455 §5.2).
            return [.bytes([0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])]
        case .giant:
            let head = Array("{\"channel\":\"l2_data\",\"padding\":\"".utf8)
            let tail = Array("\"}".utf8)
            let middle = [UInt8](
                repeating: 0x78, count: max(0, fault.bytes - head.count - tail.count))
            return [.text((head + middle + tail)[...])]
        default: return []
        }
    }

    /// The text with twenty more digits in its first price or balance; nil when it has none.
    static func enlarged(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for key in ["\"price_level\":\"", "\"lamports\":"] {
            if let range = text.firstRange(of: Array(key.utf8)) {
                let digits = [UInt8](repeating: 0x39, count: 20)
                return (text[..<range.upperBound] + digits + text[range.upperBound...])[...]
            }
        }
        return nil
    }

    /// Whether the server leaves unread what this client sends.
    func isDeaf(to client: ClientID, at now: Nanoseconds) -> Bool {
        guard let state = clients[client] else { return false }
        return state.mutedUntil != nil || now < state.unreadUntil
    }

    /// The HTTP status that answers every request now; nil in good times.
    func status(at now: Nanoseconds) -> Int? { now < refusal.until ? refusal.status : nil }

    func showsBadCertificate(at now: Nanoseconds) -> Bool { now < badCertificateUntil }

    /// Faults that wait for this client's next HTTP answer.
    mutating func takePending(for client: ClientID, at now: Nanoseconds) -> [VenueFault] {
        count(client, now)
        defer { clients[client]?.pending = [] }
        return clients[client]?.pending ?? []
    }

    /// Connections to reset now.
    mutating func takeResets() -> [ClientID] {
        defer { resets = [] }
        return Array(Set(resets)).sorted()
    }

    /// What befalls the slot that ends now.
    mutating func takeDistortion() -> SlotDistortion {
        distortions.isEmpty ? .none : distortions.removeFirst()
    }
}
