import Codecs

/// What we ask of Coinbase Advanced Trade. One channel a message; the first within five seconds of
/// connecting, and no more than eight messages a second from one address.
///
/// Source: Coinbase's WebSocket documentation, channels and rate limits.
public enum CoinbaseSubscription {
    /// Channels that need no credentials.
    public enum Channel: Sendable, CaseIterable {
        /// Order books. Its messages name the channel `l2_data`.
        case level2
        /// One message a second, which keeps quiet connections open. Takes no products.
        case heartbeats

        var name: StaticString {
            switch self {
            case .level2: "level2"
            case .heartbeats: "heartbeats"
            }
        }
    }

    public enum Request: Sendable {
        case subscribe
        case unsubscribe
    }

    /// Writes one request.
    ///
    /// - Parameter products: ids such as `SOL-USD`; not used for heartbeats.
    /// - Returns: how many bytes were written; nil when the room is too small.
    public static func write(
        _ request: Request, to channel: Channel, products: [String],
        into room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        var writer = unsafe JSONWriter(into: room)
        writer.beginObject()
        writer.key("type")
        switch request {
        case .subscribe: writer.string("subscribe" as StaticString)
        case .unsubscribe: writer.string("unsubscribe" as StaticString)
        }
        writer.key("channel")
        writer.string(channel.name)
        if channel == .level2 {
            writer.key("product_ids")
            writer.beginArray()
            for product in products { writer.string(product) }
            writer.endArray()
        }
        writer.endObject()
        return writer.count
    }
}
