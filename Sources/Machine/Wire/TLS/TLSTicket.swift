internal import CTLS

/// A server's promise to shorten the next handshake with it.
@safe
public struct TLSTicket: ~Copyable {
    let raw: OpaquePointer

    @unsafe init(owning raw: OpaquePointer) { unsafe self.raw = unsafe raw }

    deinit { unsafe SSL_SESSION_free(raw) }

    /// Whether it can still be used by libssl's own rules.
    public var isResumable: Bool { unsafe SSL_SESSION_is_resumable(raw) == 1 }
}

/// Tickets by host and port, a few for each. A ticket is handed out once: a second use would let an
/// observer link two sessions (RFC 8446 §C.4).
///
/// One cache goes with one context, because a ticket carries the verdict of that context's trust.
public struct TLSTicketCache: ~Copyable {
    private var newest: [Place] = []
    private let capacity: Int

    /// One kept ticket. A class only because an array cannot hold noncopyable values.
    private final class Place {
        let host: String
        let port: UInt16
        private var ticket: TLSTicket?

        init(host: String, port: UInt16, ticket: consuming TLSTicket) {
            self.host = host
            self.port = port
            self.ticket = consume ticket
        }

        func take() -> TLSTicket? { ticket.take() }
    }

    /// - Parameter capacity: tickets kept at most, over all hosts; 1 or more.
    public init(capacity: Int = 64) {
        precondition(capacity > 0, "a cache keeps at least one ticket")
        self.capacity = capacity
    }

    public var count: Int { newest.count }

    /// Keeps a ticket; the oldest goes when there is no room.
    public mutating func put(_ ticket: consuming TLSTicket, host: String, port: UInt16) {
        if newest.count == capacity { newest.removeFirst() }
        newest.append(Place(host: host, port: port, ticket: ticket))
    }

    /// The newest ticket for this host and port, which is then no longer kept.
    public mutating func take(host: String, port: UInt16) -> TLSTicket? {
        while let index = newest.lastIndex(where: { $0.host == host && $0.port == port }) {
            if let ticket = newest.remove(at: index).take(), ticket.isResumable { return ticket }
        }
        return nil
    }
}
