import Foundation
import Markets
import Numbers
import Testing

/// The real Coinbase capture of 25 seconds of BTC-USD and ETH-USD, where it is at hand.
enum Recording {
    static let path = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent("shared/data/cex/cryptofeed_v3/COINBASE.jsonl.zst").path
    static var isPresent: Bool {
        FileManager.default.fileExists(atPath: path)
            && FileManager.default.fileExists(atPath: "/usr/bin/zstd")
    }

    static func lines() throws -> [Substring] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/zstd")
        process.arguments = ["-dcq", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }

    /// A decimal text as a count of 10^−decimals.
    static func count(_ text: String, decimals: Int) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : ""
        guard fraction.count <= decimals else { return nil }
        return Int64(parts[0] + fraction + String(repeating: "0", count: decimals - fraction.count))
    }
}

struct Frame: Decodable {
    struct Update: Decodable {
        var side: String
        var priceLevel: String
        var newQuantity: String
    }
    struct Part: Decodable {
        var type: String?
        var productId: String?
        var updates: [Update]?
    }
    var channel: String
    var events: [Part]
}

struct Line: Decodable {
    var data: String?
}

@Suite("Book on recorded markets")
struct RecordedBookTests {
    @Test(
        "46,000 real levels and 773 real updates leave the book that two dictionaries leave",
        .enabled(if: Recording.isPresent, "needs ../shared/data and zstd"),
        arguments: [("BTC-USD", 6_508_366, 6_508_367), ("ETH-USD", 0, 0)])
    func coinbase(product: String, bid: Int64, ask: Int64) throws {
        var book = Book()
        var naive = NaiveBook()
        var changes = 0
        var crossed = 0
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        for line in try Recording.lines() where line.contains("l2_data") {
            guard let text = try decoder.decode(Line.self, from: Data(line.utf8)).data,
                let frame = try? decoder.decode(Frame.self, from: Data(text.utf8)),
                frame.channel == "l2_data"
            else { continue }
            for part in frame.events where part.productId == product {
                if part.type == "snapshot" {
                    book.removeAll()
                    naive = NaiveBook()
                }
                for update in part.updates ?? [] {
                    let side: Side = update.side == "bid" ? .bid : .ask
                    let price = try #require(Recording.count(update.priceLevel, decimals: 2))
                    let size = try #require(Recording.count(update.newQuantity, decimals: 8))
                    let change = book.set(side, price: Ticks(price), size: Lots(UInt64(size)))
                    naive.set(side, price, UInt64(size))
                    #expect(change.isSound)
                    changes += 1
                }
                if book.top.isCrossed { crossed += 1 }
            }
        }
        let sound = book.checkInvariants()
        #expect(sound && crossed == 0 && changes > 20_000)
        for side in Side.allCases {
            let levels = walk(book, side)
            #expect(levels == naive.walk(side))
        }
        if bid > 0 {
            let top = book.top
            #expect(top.bid.price == Ticks(bid) && top.ask.price == Ticks(ask))
        }
    }
}
