import Codecs
import Markets

/// One `l2_data` message of a capture.
struct RecordedBookMessage {
    var product = ""
    var sequence: UInt64 = 0
    var isSnapshot = false
    /// Side, price and size as they are spelled.
    var changes: [(side: Side, price: [UInt8], size: [UInt8])] = []

    /// Nil when the frame is no such message.
    init?(_ frame: ArraySlice<UInt8>) {
        guard frame.starts(with: "{\"channel\":\"l2_data\"".utf8) else { return nil }
        let isRead = unsafe frame.withUnsafeBytes { bytes in
            var scanner = unsafe JSONScanner(bytes)
            do throws(JSONError) {
                try scanner.enterObject()
                while let key = try scanner.nextKey() {
                    if key.equals("sequence_num") {
                        sequence = try scanner.unsigned()
                    } else if key.equals("events") {
                        try readEvents(&scanner)
                    } else {
                        try scanner.skip()
                    }
                }
                return true
            } catch {
                return false
            }
        }
        guard isRead else { return nil }
    }

    private mutating func readEvents(_ scanner: inout JSONScanner) throws(JSONError) {
        try scanner.enterArray()
        while try scanner.nextElement() {
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                if key.equals("type") {
                    isSnapshot = try scanner.string().equals("snapshot")
                } else if key.equals("product_id") {
                    product = try unsafe TextTable.text(Array(scanner.string().raw)[...])
                } else if key.equals("updates") {
                    try readUpdates(&scanner)
                } else {
                    try scanner.skip()
                }
            }
        }
    }

    private mutating func readUpdates(_ scanner: inout JSONScanner) throws(JSONError) {
        try scanner.enterArray()
        while try scanner.nextElement() {
            var change = (side: Side.bid, price: [UInt8](), size: [UInt8]())
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                if key.equals("side") {
                    change.side = try scanner.string().equals("bid") ? .bid : .ask
                } else if key.equals("price_level") {
                    change.price = try unsafe Array(scanner.string().raw)
                } else if key.equals("new_quantity") {
                    change.size = try unsafe Array(scanner.string().raw)
                } else {
                    try scanner.skip()
                }
            }
            changes.append(change)
        }
    }
}

/// The prices of one product's book, put together from recorded messages.
struct RecordedBook {
    /// Digits of a tick.
    let decimals: Int
    /// Ticks at which something stands, ascending.
    private var bids: [Int64] = []
    private var asks: [Int64] = []

    init(decimals: Int) { self.decimals = decimals }

    /// Nil while a side is empty.
    var top: (bid: Int64, ask: Int64)? {
        guard let bid = bids.last, let ask = asks.first else { return nil }
        return (bid, ask)
    }

    mutating func apply(_ message: RecordedBookMessage) {
        if message.isSnapshot {
            bids = prices(message, .bid)
            asks = prices(message, .ask)
            return
        }
        for change in message.changes {
            guard let price = ticks(change.price) else { continue }
            let isGone = change.size.allSatisfy { $0 == 0x30 || $0 == 0x2E }
            switch change.side {
            case .bid: RecordedBook.set(price, isGone, in: &bids)
            case .ask: RecordedBook.set(price, isGone, in: &asks)
            }
        }
    }

    private func prices(_ message: RecordedBookMessage, _ side: Side) -> [Int64] {
        message.changes.lazy.filter { $0.side == side }.compactMap { ticks($0.price) }.sorted()
    }

    private func ticks(_ text: [UInt8]) -> Int64? {
        TextTable.decimal(text[...], decimals: decimals).map { Int64(clamping: $0) }
    }

    private static func set(_ price: Int64, _ isGone: Bool, in prices: inout [Int64]) {
        var low = 0
        var high = prices.count
        while low < high {
            let middle = (low + high) / 2
            if prices[middle] < price { low = middle + 1 } else { high = middle }
        }
        let stands = low < prices.count && prices[low] == price
        if isGone && stands { prices.remove(at: low) }
        if !isGone && !stands { prices.insert(price, at: low) }
    }
}
