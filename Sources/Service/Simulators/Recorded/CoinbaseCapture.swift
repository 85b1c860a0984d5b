import Codecs

/// What one real connection received, frame by frame.
struct CoinbaseCapture: Sendable {
    struct Frame: Equatable, Sendable {
        /// Nanoseconds since the connection's first frame.
        var at: UInt64
        var range: Range<Int>
    }

    /// All frames, one behind the other.
    private(set) var bytes: [UInt8] = []
    private(set) var frames: [Frame] = []
    /// The best prices of the watched product after each of its frames.
    private(set) var tops: [RecordedTop] = []
    /// The same by the frame's place.
    private(set) var topsByFrame: [Int: RecordedTop] = [:]
    /// Products of which there is a snapshot.
    private(set) var products: Set<String> = []

    func frame(_ index: Int) -> ArraySlice<UInt8> { bytes[frames[index].range] }

    /// Nanoseconds from the first frame to the last.
    var duration: UInt64 { frames.last?.at ?? 0 }

    /// Reads a capture: JSON lines with `t`, `conn`, `ts` and `data`.
    init(path: String, product: String, decimals: Int) throws(ScenarioError) {
        var connection: [UInt8]?
        var firstStamp: UInt64 = 0
        try TextTable.lines(of: path) { number, line throws(ScenarioError) in
            guard let entry = CaptureLine(line) else {
                throw .dataMalformed(file: path, line: number)
            }
            guard entry.isReceived, entry.connection == connection ?? entry.connection else {
                return
            }
            if connection == nil {
                connection = entry.connection
                firstStamp = entry.stamp
            }
            let start = bytes.count
            bytes += entry.data
            let span = entry.stamp > firstStamp ? entry.stamp - firstStamp : 0
            let at = max(frames.last?.at ?? 0, span)
            frames.append(Frame(at: at, range: start..<bytes.count))
        }
        guard !frames.isEmpty else { throw .nothingRecorded("a connection", file: path) }
        try readBooks(path, product: product, decimals: decimals)
        guard !tops.isEmpty else { throw .nothingRecorded("the book of \(product)", file: path) }
    }

    private mutating func readBooks(
        _ path: String, product: String, decimals: Int
    ) throws(ScenarioError) {
        var book = RecordedBook(decimals: decimals)
        for (place, frame) in frames.enumerated() {
            guard let message = RecordedBookMessage(bytes[frame.range]) else { continue }
            if message.isSnapshot { products.insert(message.product) }
            guard message.product == product else { continue }
            book.apply(message)
            if let top = book.top {
                let top = RecordedTop(
                    at: frame.at, sequence: message.sequence, bid: top.bid, ask: top.ask)
                tops.append(top)
                topsByFrame[place] = top
            }
        }
    }

    /// Half way between the best prices at a moment of the capture, in thousandths of a tick.
    func middle(at moment: UInt64) -> Int64 {
        let next = tops.firstIndex { $0.at > moment } ?? tops.count
        let top = tops[max(0, next - 1)]
        return (top.bid + top.ask) * 500
    }
}

/// The best prices after one recorded message, in ticks.
struct RecordedTop: Equatable, Sendable {
    var at: UInt64
    var sequence: UInt64
    var bid: Int64
    var ask: Int64
}

/// One line of a capture.
private struct CaptureLine {
    var isReceived = false
    var connection: [UInt8] = []
    /// Nanoseconds since 1970.
    var stamp: UInt64 = 0
    var data: [UInt8] = []

    init?(_ line: [UInt8]) {
        let isRead = unsafe line.withUnsafeBytes { bytes in
            var scanner = unsafe JSONScanner(bytes)
            do throws(JSONError) {
                try scanner.enterObject()
                while let key = try scanner.nextKey() {
                    try read(key, &scanner)
                }
                return true
            } catch {
                return false
            }
        }
        guard isRead else { return nil }
    }

    private mutating func read(
        _ key: JSONText, _ scanner: inout JSONScanner
    ) throws(JSONError) {
        if key.equals("t") {
            isReceived = try scanner.string().equals("recv")
        } else if key.equals("conn") {
            connection = try unsafe Array(scanner.string().raw)
        } else if key.equals("ts") {
            let text = try unsafe Array(scanner.numberText())
            stamp = TextTable.decimal(text[...], decimals: 9) ?? 0
        } else if key.equals("data"), isReceived {
            data = try scanner.string().unescaped()
        } else {
            try scanner.skip()
        }
    }
}

extension JSONText {
    /// The string's bytes, without escapes.
    func unescaped() throws(JSONError) -> [UInt8] {
        guard isEscaped else { return unsafe Array(raw) }
        var bytes = [UInt8](repeating: 0, count: unsafe raw.count)
        let result = unsafe bytes.withUnsafeMutableBytes { room in
            Result { () throws(JSONError) in try unsafe unescape(into: room) }
        }
        let count = try result.get()
        bytes.removeSubrange(count...)
        return bytes
    }
}
