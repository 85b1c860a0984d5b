import Codecs

/// What a client asks of Coinbase Advanced Trade.
struct CoinbaseRequest: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case subscribe
        case unsubscribe
    }

    var kind = Kind.subscribe
    var channel = ""
    var products: [String] = []

    /// Nil when the text is no request.
    init?(_ text: ArraySlice<UInt8>) {
        var type = ""
        let isRead = unsafe text.withUnsafeBytes { bytes in
            var scanner = unsafe JSONScanner(bytes)
            do throws(JSONError) {
                try scanner.enterObject()
                while let key = try scanner.nextKey() {
                    if key.equals("type") {
                        type = try CoinbaseRequest.text(&scanner)
                    } else if key.equals("channel") {
                        channel = try CoinbaseRequest.text(&scanner)
                    } else if key.equals("product_ids") {
                        try scanner.enterArray()
                        while try scanner.nextElement() {
                            products.append(try CoinbaseRequest.text(&scanner))
                        }
                    } else {
                        try scanner.skip()
                    }
                }
                try scanner.finish()
                return true
            } catch {
                return false
            }
        }
        guard isRead else { return nil }
        switch type {
        case "subscribe": kind = .subscribe
        case "unsubscribe": kind = .unsubscribe
        default: return nil
        }
    }

    private static func text(_ scanner: inout JSONScanner) throws(JSONError) -> String {
        TextTable.text(try scanner.string().unescaped()[...])
    }
}
