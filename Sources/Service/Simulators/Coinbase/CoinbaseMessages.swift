import Codecs
import Markets
import Numbers

/// Writes the messages of Coinbase Advanced Trade, key for key and space for space as captured.
struct CoinbaseMessages: ~Copyable {
    let product: String
    let priceDecimals: Int
    let sizeDecimals: Int
    private var text = MessageText()

    init(product: String, priceDecimals: Int, sizeDecimals: Int) {
        self.product = product
        self.priceDecimals = priceDecimals
        self.sizeDecimals = sizeDecimals
    }

    /// The whole book: bids from the best down, then offers from the best up.
    mutating func snapshot(
        _ book: GeneratedBook, at time: WallTime, sequence: UInt64
    ) -> [UInt8] {
        let levels =
            book.bids.map { LevelChange(side: .bid, price: $0.price, size: $0.size) }
            + book.asks.map { LevelChange(side: .ask, price: $0.price, size: $0.size) }
        return data("snapshot", levels, at: time, sequence: sequence)
    }

    mutating func update(
        _ changes: [LevelChange], at time: WallTime, sequence: UInt64
    ) -> [UInt8] {
        data("update", changes, at: time, sequence: sequence)
    }

    private mutating func data(
        _ type: StaticString, _ changes: [LevelChange], at time: WallTime, sequence: UInt64
    ) -> [UInt8] {
        // The engine's stamp is in microseconds and a little older than the message's.
        let event = time.nanosecondsSince1970 / 1_000 * 1_000 - 21_000_000
        let eventTime = TimestampText.rfc3339(WallTime(nanosecondsSince1970: event))
        let (product, priceDecimals, sizeDecimals) = (product, priceDecimals, sizeDecimals)
        return text.write { writer in
            CoinbaseMessages.begin("l2_data", time, sequence, &writer)
            writer.beginObject()
            writer.key("type")
            writer.string(type)
            writer.key("product_id")
            writer.string(product)
            writer.key("updates")
            writer.beginArray()
            for change in changes {
                writer.beginObject()
                writer.key("side")
                writer.string(change.side == .bid ? "bid" : "offer" as StaticString)
                writer.key("event_time")
                writer.string(eventTime)
                writer.key("price_level")
                writer.string(
                    DecimalText.trimmed(UInt64(change.price), decimals: priceDecimals))
                writer.key("new_quantity")
                writer.string(DecimalText.trimmed(change.size, decimals: sizeDecimals))
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
            CoinbaseMessages.end(&writer)
        }
    }

    /// Everything the connection is subscribed to, channels in alphabetical order.
    mutating func subscriptions(
        _ channels: [(name: String, products: [String])], at time: WallTime, sequence: UInt64
    ) -> [UInt8] {
        text.write { writer in
            CoinbaseMessages.begin("subscriptions", time, sequence, &writer)
            writer.beginObject()
            writer.key("subscriptions")
            writer.beginObject()
            for channel in channels {
                writer.key(channel.name)
                writer.beginArray()
                for product in channel.products { writer.string(product) }
                writer.endArray()
            }
            writer.endObject()
            writer.endObject()
            CoinbaseMessages.end(&writer)
        }
    }

    mutating func heartbeat(
        counter: UInt64, running: Nanoseconds, at time: WallTime, sequence: UInt64
    ) -> [UInt8] {
        text.write { writer in
            CoinbaseMessages.begin("heartbeats", time, sequence, &writer)
            writer.beginObject()
            writer.key("current_time")
            writer.string(TimestampText.goText(time, running: running))
            writer.key("heartbeat_counter")
            writer.unsigned(counter)
            writer.endObject()
            CoinbaseMessages.end(&writer)
        }
    }

    /// Has neither a channel nor a number.
    mutating func error(_ message: String) -> [UInt8] {
        text.write { writer in
            writer.beginObject()
            writer.key("type")
            writer.string("error" as StaticString)
            writer.key("message")
            writer.string(message)
            writer.endObject()
        }
    }

    private static func begin(
        _ channel: StaticString, _ time: WallTime, _ sequence: UInt64,
        _ writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("channel")
        writer.string(channel)
        writer.key("timestamp")
        writer.string(TimestampText.rfc3339(time))
        writer.key("sequence_num")
        writer.unsigned(sequence)
        writer.key("events")
        writer.beginArray()
    }

    private static func end(_ writer: inout JSONWriter) {
        writer.endArray()
        writer.endObject()
    }
}
