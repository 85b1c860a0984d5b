import Codecs
import Markets
import Numbers
import Pools

/// The book as it stood when a numbered message went to a client.
struct BookTruth: Sendable {
    var client: ClientID
    var sequence: UInt64
    var book: GeneratedBook
}

/// Tells what really was, apart from what was sent, so that somebody else's books can be compared
/// with it. JSON lines:
///
///     {"kind":"book","client":0,"sequence":7,"bids":[[price,size],…],"asks":[…]}
///     {"kind":"pool","slot":300000012,"sqrt_price":"…","tick":-18972,"liquidity":"…"}
///
/// Prices are in ticks, sizes in lots, the best level first. A client is counted from 0 among all
/// connections of the server.
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
            GroundTruth.levels(truth.book.bids, &writer)
            writer.key("asks")
            GroundTruth.levels(truth.book.asks, &writer)
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
