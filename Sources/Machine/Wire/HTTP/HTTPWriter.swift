/// Writes HTTP/1.1 messages into the caller's memory.
///
/// What does not fit, or would break the message apart (a line end inside a field), sets `fault`
/// and from then on nothing is written: look once, at the end.
@safe
public struct HTTPWriter: ~Copyable {
    /// Why the message is of no use.
    public enum Fault: Equatable, Sendable {
        case full
        /// A method, target, name or value has a byte that may not stand there.
        case badText
    }

    private let base: UnsafeMutableRawPointer?
    private let capacity: Int
    /// Bytes written.
    public private(set) var count = 0
    public private(set) var fault: Fault?

    public init(into buffer: UnsafeMutableRawBufferPointer) {
        unsafe base = buffer.baseAddress
        capacity = buffer.count
    }

    /// A request line and its Host.
    public mutating func request(_ method: String, target: String, host: String) {
        let isFine =
            method.utf8.allSatisfy(isTokenByte) && !target.isEmpty
            && target.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        guard isFine else { return refuse() }
        put("\(method) \(target) HTTP/1.1\r\n")
        field("Host", host)
    }

    /// A status line.
    public mutating func response(_ status: Int) {
        put("HTTP/1.1 \(status) \(reasonPhrase(status))\r\n")
    }

    public mutating func field(_ name: String, _ value: String) {
        guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte), value.utf8.allSatisfy(isValueByte)
        else { return refuse() }
        put("\(name): \(value)\r\n")
    }

    /// The end of a header whose message has no body.
    public mutating func endHead() { put("\r\n") }

    /// The body's length, the end of the header, and the body.
    public mutating func body(_ bytes: UnsafeRawBufferPointer) {
        field("Content-Length", "\(bytes.count)")
        endHead()
        unsafe put(bytes)
    }

    private mutating func refuse() { if fault == nil { fault = .badText } }

    private mutating func put(_ text: String) {
        var text = text
        text.withUTF8 { unsafe put(UnsafeRawBufferPointer($0)) }
    }

    private mutating func put(_ bytes: UnsafeRawBufferPointer) {
        guard fault == nil, bytes.count > 0 else { return }
        guard bytes.count <= capacity - count, let base = unsafe base,
            let from = bytes.baseAddress
        else {
            fault = .full
            return
        }
        unsafe (base + count).copyMemory(from: from, byteCount: bytes.count)
        count += bytes.count
    }

    /// A message as an array: cold, for handshakes and tests.
    public static func bytes(
        most: Int = 16_384, _ write: (inout HTTPWriter) -> Void
    ) -> [UInt8]? {
        var isFine = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
            var writer = unsafe HTTPWriter(into: UnsafeMutableRawBufferPointer(buffer))
            write(&writer)
            isFine = writer.fault == nil
            count = writer.count
        }
        return isFine ? bytes : nil
    }
}

/// RFC 9110 §15, as far as we say them.
private func reasonPhrase(_ status: Int) -> String {
    switch status {
    case 101: "Switching Protocols"
    case 200: "OK"
    case 204: "No Content"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 413: "Content Too Large"
    case 426: "Upgrade Required"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 451: "Unavailable For Legal Reasons"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    default: "Status"
    }
}
