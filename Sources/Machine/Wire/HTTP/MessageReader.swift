/// The part of reading HTTP/1.1 that requests and responses share: where a header ends, and what of
/// the bytes after it is body.
struct MessageReader: ~Copyable {
    private enum Phase {
        case head
        case fixed(Int)
        case chunkSize
        case chunk(Int)
        case chunkEnd
        case trailers
        case untilEnd
        /// The body is over and was not told of yet.
        case over
    }

    private var phase = Phase.head
    private var queue: ByteQueue
    private let limits: HTTPLimits
    /// How much of a header was looked at, and where its last line began.
    private var scannedCount = 0
    private var lineStart = 0
    private var heldCount = 0
    private var bodyCount = 0
    private var trailers = HTTPFields()
    private(set) var hasEnded = false

    init(limits: HTTPLimits) {
        self.limits = limits
        queue = ByteQueue(capacity: 4_096, limit: max(4_096, limits.headMax) + (256 << 10))
    }

    var isBetweenMessages: Bool {
        guard case .head = phase else { return false }
        return queue.count == 0
    }

    /// Bytes that came after the last message's end.
    var leftover: UnsafeRawBufferPointer { unsafe queue.bytes }

    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        let room = unsafe heldCount > 0 ? queue.tailSpace : queue.space(atLeast: bytes.count)
        let count = min(room.count, bytes.count)
        guard count > 0, let from = bytes.baseAddress, let to = room.baseAddress else { return 0 }
        unsafe to.copyMemory(from: from, byteCount: count)
        queue.commit(count)
        return count
    }

    mutating func receiveEnd() { hasEnded = true }

    mutating func release() {
        if heldCount > 0 {
            queue.consume(heldCount)
            heldCount = 0
        }
    }

    /// A whole header; nil while there is none.
    mutating func head() throws(HTTPFault) -> HeadLines? {
        while let count = try headCount() {
            // An empty line before a message is a stray end of the last body (§2.2).
            if count > 2 {
                let lines = unsafe try HeadLines(
                    Array(queue.bytes[..<count]), hasStart: true, fieldsMax: limits.fieldsMax)
                queue.consume(count)
                return lines
            }
            queue.consume(count)
        }
        if hasEnded, queue.count > 0 { throw .truncated }
        return nil
    }

    /// What follows a header.
    mutating func begin(_ framing: BodyFraming) {
        bodyCount = 0
        trailers = HTTPFields()
        switch framing {
        case .none, .fixed(0): phase = .over
        case .fixed(let count): phase = .fixed(count)
        case .chunked: phase = .chunkSize
        case .untilEnd: phase = .untilEnd
        }
    }

    var isInBody: Bool {
        if case .head = phase { return false }
        return true
    }

    /// More of the body.
    mutating func piece<Head>() throws(HTTPFault) -> HTTPEvent<Head> {
        while true {
            switch phase {
            case .head, .over:
                phase = .head
                return .end(trailers: trailers)
            case .fixed(let left):
                guard let view = unsafe take(left) else { return try pause() }
                phase = view.count == left ? .over : .fixed(left - view.count)
                return unsafe .body(view)
            case .chunk(let left):
                guard let view = unsafe take(left) else { return try pause() }
                phase = view.count == left ? .chunkEnd : .chunk(left - view.count)
                return unsafe .body(view)
            case .untilEnd:
                if let view = unsafe take(limits.bodyMax - bodyCount) {
                    bodyCount += view.count
                    return unsafe .body(view)
                }
                guard queue.count == 0 else { throw .bodyTooLong }
                guard hasEnded else { return .needsMore }
                phase = .over
            case .chunkSize:
                guard let size = try chunkSize() else { return try pause() }
                phase = size == 0 ? .trailers : .chunk(size)
            case .chunkEnd:
                guard queue.count >= 2 else { return try pause() }
                let mark = unsafe queue.bytes
                guard unsafe mark[0] == 0x0d, unsafe mark[1] == 0x0a else { throw .badChunk }
                queue.consume(2)
                phase = .chunkSize
            case .trailers:
                guard let count = try headCount() else { return try pause() }
                trailers = unsafe try HeadLines(
                    Array(queue.bytes[..<count]), hasStart: false, fieldsMax: limits.fieldsMax
                ).fields
                queue.consume(count)
                phase = .over
            }
        }
    }

    private func pause<Head>() throws(HTTPFault) -> HTTPEvent<Head> {
        guard !hasEnded else { throw .truncated }
        return .needsMore
    }

    /// Up to `most` bytes of what waits, to be shown; nil when there are none.
    private mutating func take(_ most: Int) -> UnsafeRawBufferPointer? {
        release()
        let count = min(most, queue.count)
        guard count > 0 else { return nil }
        heldCount = count
        return unsafe UnsafeRawBufferPointer(rebasing: queue.bytes[..<count])
    }

    /// The length of the header that waits, its empty line included; nil while it is not whole.
    private mutating func headCount() throws(HTTPFault) -> Int? {
        release()
        let bytes = unsafe queue.bytes
        while scannedCount < bytes.count {
            let byte = unsafe bytes[scannedCount]
            let follows = unsafe scannedCount > lineStart && bytes[scannedCount - 1] == 0x0d
            guard follows == (byte == 0x0a) else { throw .badLineEnd }
            scannedCount += 1
            guard scannedCount <= limits.headMax else { throw .headTooLong }
            guard scannedCount - lineStart <= limits.lineMax else { throw .lineTooLong }
            guard byte == 0x0a else { continue }
            if scannedCount - lineStart == 2 {
                let count = scannedCount
                scannedCount = 0
                lineStart = 0
                return count
            }
            lineStart = scannedCount
        }
        return nil
    }

    /// The size in a chunk's first line, its extensions ignored (§7.1.1); nil while the line is
    /// not whole.
    private mutating func chunkSize() throws(HTTPFault) -> Int? {
        release()
        let bytes = unsafe queue.bytes
        var size = 0
        var digits = 0
        var index = 0
        var isExtension = false
        while index < bytes.count {
            let byte = unsafe bytes[index]
            guard index < 256, digits <= 15 else { throw .badChunk }
            if byte == 0x0d {
                guard digits > 0 else { throw .badChunk }
                guard index + 1 < bytes.count else { return nil }
                guard unsafe bytes[index + 1] == 0x0a else { throw .badChunk }
                guard size <= limits.bodyMax - bodyCount else { throw .bodyTooLong }
                bodyCount += size
                queue.consume(index + 2)
                return size
            }
            if isExtension {
                guard isValueByte(byte) else { throw .badChunk }
            } else if let digit = hexDigit(byte) {
                size = size << 4 | digit
                digits += 1
            } else {
                guard byte == 0x3b, digits > 0 else { throw .badChunk }
                isExtension = true
            }
            index += 1
        }
        return nil
    }
}

private func hexDigit(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30
    case 0x41...0x46: Int(byte) - 0x41 + 10
    case 0x61...0x66: Int(byte) - 0x61 + 10
    default: nil
    }
}
