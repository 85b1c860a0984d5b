internal import CZstd

/// zstd's side of an `Inflater`.
@safe
struct ZstdReader: ~Copyable {
    private let context: OpaquePointer

    init(memoryMax: Int) throws(CompressionError) {
        guard let made = unsafe ZSTD_createDCtx() else { throw .memoryRefused }
        unsafe context = made
        // The window is a power of two, from 2¹⁰ (the format) to 2³¹ (the library).
        let bits = min(max(Int.bitWidth - 1 - max(memoryMax, 1).leadingZeroBitCount, 10), 31)
        _ = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(bits))
    }

    deinit { _ = unsafe ZSTD_freeDCtx(context) }

    mutating func pull(
        from input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer,
        mayEnd: inout Bool
    ) throws(CompressionError) -> Int {
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        defer {
            unsafe input = UnsafeRawBufferPointer(rebasing: input[source.pos...])
        }
        while unsafe target.pos < target.size {
            let before = unsafe (source.pos, target.pos)
            let answer = unsafe ZSTD_decompressStream(context, &target, &source)
            guard ZSTD_isError(answer) == 0 else { throw Self.meaning(of: answer) }
            let hasMoved = unsafe (source.pos, target.pos) != before
            // 0: a frame ended, and all of it was given out.
            if hasMoved { mayEnd = answer == 0 }
            if unsafe !hasMoved || answer == 0 && source.pos == source.size { break }
        }
        return unsafe target.pos
    }

    private static func meaning(of answer: Int) -> CompressionError {
        switch ZSTD_getErrorCode(answer) {
        case ZSTD_error_frameParameter_windowTooLarge: .overLimit
        case ZSTD_error_memory_allocation: .memoryRefused
        default: .corrupt
        }
    }
}
