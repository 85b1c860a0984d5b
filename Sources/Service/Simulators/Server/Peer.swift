import Numbers
import Reactor

/// One connection to the simulators.
final class Peer {
    var connection: ServerConnection
    let client: ClientID
    /// The chain's is known once the peer asked for a WebSocket or for an answer.
    var endpoint: VenueEndpoint
    /// It speaks a WebSocket that a core knows.
    var isSubscriber = false

    init(_ connection: consuming ServerConnection, client: ClientID, endpoint: VenueEndpoint) {
        self.connection = connection
        self.client = client
        self.endpoint = endpoint
    }

    /// - Returns: false when it could not be taken: the connection is over, or too much waits.
    func send(_ text: ArraySlice<UInt8>, on loop: inout EventLoop) -> Bool {
        unsafe text.withUnsafeBytes { unsafe connection.send(text: $0, on: &loop) }
    }
}
