import Codecs

/// Writes JSON texts of any length: room grows until the text fits.
struct MessageText: ~Copyable {
    private var room = [UInt8](repeating: 0, count: 4_096)

    /// What `body` writes. It may run more than once.
    mutating func write(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        while true {
            let text = unsafe room.withUnsafeMutableBytes { bytes -> [UInt8]? in
                var writer = unsafe JSONWriter(into: bytes)
                body(&writer)
                return unsafe writer.text.map { unsafe Array($0) }
            }
            if let text { return text }
            room = [UInt8](repeating: 0, count: room.count * 4)
        }
    }
}

extension JSONWriter {
    mutating func string(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe string($0) }
    }
}
