internal import CZlib

/// zlib's side of an `Inflater`.
@safe
struct DeflateReader: ~Copyable {
    /// zlib keeps a pointer to its own stream, so the stream must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(CompressionError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe czlib_inflate_begin(stream) == Z_OK else {
            unsafe stream.deallocate()
            throw .memoryRefused
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    mutating func pull(
        from input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer,
        mayEnd: inout Bool
    ) throws(CompressionError) -> Int {
        var made = 0
        while made < output.count, unsafe !input.isEmpty || !mayEnd {
            if mayEnd {
                // One member ended and more follows: the next one begins afresh.
                unsafe inflateReset(stream)
                mayEnd = false
            }
            let before = (input: input.count, made: made)
            let answer = unsafe step(&input, output, &made)
            switch answer {
            case Z_STREAM_END: mayEnd = true
            case Z_OK, Z_BUF_ERROR:
                // No progress: it needs more input.
                let isStuck = input.count == before.input && made == before.made
                if isStuck { return made }
            case Z_MEM_ERROR: throw .memoryRefused
            default: throw .corrupt
            }
        }
        return made
    }

    private func step(
        _ input: inout UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer,
        _ made: inout Int
    ) -> Int32 {
        // zlib counts in 32 bits: larger pieces go in steps.
        let offered = min(input.count, 1 << 30)
        let room = min(output.count - made, 1 << 30)
        let bytes = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let place = unsafe output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes)
        unsafe stream.pointee.avail_in = UInt32(offered)
        unsafe stream.pointee.next_out = place.map { unsafe $0 + made }
        unsafe stream.pointee.avail_out = UInt32(room)
        let answer = unsafe inflate(stream, Z_NO_FLUSH)
        made += room - Int(unsafe stream.pointee.avail_out)
        let used = offered - Int(unsafe stream.pointee.avail_in)
        unsafe input = UnsafeRawBufferPointer(rebasing: input[used...])
        return answer
    }
}

/// Packs `plain` into one zlib stream (RFC 1950).
///
/// - Parameter level: 1 is fast, 9 is small.
public func deflated(_ plain: [UInt8], level: Int = 6) throws(CompressionError) -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: Int(compressBound(UInt(plain.count))))
    var length = UInt(packed.count)
    let answer = unsafe compress2(
        &packed, &length, plain, UInt(plain.count), Int32(min(max(level, 1), 9)))
    guard answer == Z_OK else { throw .memoryRefused }
    return Array(packed[..<Int(length)])
}
