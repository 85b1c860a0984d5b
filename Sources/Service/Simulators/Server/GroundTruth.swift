import Codecs
import Markets
import Numbers
import Pools

/// The book as it stood when a numbered message went to a client.
struct BookTruth: Sendable {
    var client: ClientID
    var sequence: UInt64
    var bids: [DrawnLevel]
    var asks: [DrawnLevel]

    init(client: ClientID, sequence: UInt64, book: GeneratedBook) {
        self.client = client
        self.sequence = sequence
        bids = book.bids
        asks = book.asks
    }

    /// Of a recorded book only the best prices are known here, without sizes.
    init(client: ClientID, top: RecordedTop) {
        self.client = client
        sequence = top.sequence
        bids = [DrawnLevel(price: top.bid, size: 0)]
        asks = [DrawnLevel(price: top.ask, size: 0)]
    }
}

/// Tells what really was, apart from what was sent, so that somebody else's books can be compared
/// with it. JSON lines:
///
///     {"kind":"book","client":0,"sequence":7,"bids":[[price,size],…],"asks":[…]}
///     {"kind":"pool","slot":300000012,"sqrt_price":"…","tick":-18972,"liquidity":"…"}
///
/// Prices are in ticks, sizes in lots, the best level first; of a recorded book only the best
/// level stands there, with size 0. A client is counted from 0 among all connections of the server.
struct GroundTruth: ~Copyable {
    private var text = MessageText()

    mutating func line(_ truth: BookTruth) -> [UInt8] {
        text.write { writer in
            writer.beginObject()
            writer.key("kind")
            writer.string("book" as StaticString)
            writer.key("client")
            writer.unsigned(UInt64(truth.client))
            writer.key("sequence")
            writer.unsigned(truth.sequence)
            writer.key("bids")
            GroundTruth.levels(truth.bids, &writer)
            writer.key("asks")
            GroundTruth.levels(truth.asks, &writer)
            writer.endObject()
            writer.endLine()
        }
    }

    mutating func line(pool: borrowing PoolModel, slot: UInt64) -> [UInt8] {
        let price = String(pool.state.sqrtPrice.bits)
        let tick = Int64(pool.state.tick.count)
        let liquidity = String(pool.state.liquidity)
        return text.write { writer in
            writer.beginObject()
            writer.key("kind")
            writer.string("pool" as StaticString)
            writer.key("slot")
            writer.unsigned(slot)
            writer.key("sqrt_price")
            writer.string(price)
            writer.key("tick")
            writer.signed(tick)
            writer.key("liquidity")
            writer.string(liquidity)
            writer.endObject()
            writer.endLine()
        }
    }

    private static func levels(_ levels: [DrawnLevel], _ writer: inout JSONWriter) {
        writer.beginArray()
        for level in levels {
            writer.beginArray()
            writer.signed(level.price)
            writer.unsigned(level.size)
            writer.endArray()
        }
        writer.endArray()
    }
}
