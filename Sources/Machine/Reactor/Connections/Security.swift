public import Wire

/// What the TLS connections of a client share: whom it trusts, and tickets of earlier sessions.
/// Used by one thread.
public final class ClientSecurity: @unchecked Sendable {
    let context: TLSContext
    var tickets = TLSTicketCache()

    public init(_ context: consuming TLSContext) { self.context = context }
}

/// What the TLS connections of a server share: its certificate. Used by one thread.
public final class ServerSecurity: @unchecked Sendable {
    let context: TLSContext

    public init(_ context: consuming TLSContext) { self.context = context }
}
