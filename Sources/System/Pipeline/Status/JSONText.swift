public import Codecs

/// Builds one JSON text in a buffer that grows until it fits. Cold: summaries only.
public func jsonText(_ body: (inout JSONWriter) -> Void) -> String {
    var size = 16_384
    while true {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8)
        defer { unsafe room.deallocate() }
        var writer = unsafe JSONWriter(into: room)
        body(&writer)
        if let text = unsafe writer.text { return unsafe String(decoding: text, as: UTF8.self) }
        size *= 4
    }
}
