/// Unpacks a stream a piece at a time.
///
/// ```swift
/// var inflater = try Inflater(.zstd)
/// let made = try inflater.pull(from: &input, into: output)
/// ```
public struct Inflater: ~Copyable {
    private var deflate: DeflateReader?
    private var zstd: ZstdReader?

    /// - Parameter memoryMax: bytes the format's window may take. Zstd frames that ask for more are
    ///   refused; deflate never takes more than about 50 KiB.
    public init(
        _ format: CompressionFormat, memoryMax: Int = 128 << 20
    ) throws(CompressionError) {
        deflate = format == .deflate ? try DeflateReader() : nil
        zstd = format == .zstd ? try ZstdReader(memoryMax: memoryMax) : nil
    }

    /// Whether the stream may end here: nothing was read yet, or a whole number of its parts.
    public private(set) var mayEnd = true

    /// Unpacks from `input`, of which it drops what it used, into `output`.
    ///
    /// - Returns: bytes made, `0...output.count`. When it is less than `output.count`, all of
    ///   `input` was used.
    /// - Throws: `.corrupt`, `.overLimit`, `.memoryRefused`.
    public mutating func pull(
        from input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(CompressionError) -> Int {
        if let made = try unsafe deflate?.pull(from: &input, into: output, mayEnd: &mayEnd) {
            return made
        }
        if let made = try unsafe zstd?.pull(from: &input, into: output, mayEnd: &mayEnd) {
            return made
        }
        let count = min(input.count, output.count)
        unsafe output.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[..<count]))
        unsafe input = UnsafeRawBufferPointer(rebasing: input[count...])
        return count
    }
}

/// Unpacks all of `packed` at once.
///
/// - Parameter limit: bytes the answer may have.
/// - Throws: `.truncated` when it ends in the middle, `.overLimit` when the answer is longer.
public func inflated(
    _ packed: [UInt8], as format: CompressionFormat, limit: Int
) throws(CompressionError) -> [UInt8] {
    let answer = unsafe packed.withUnsafeBytes { bytes in
        Result { () throws(CompressionError) in
            try unsafe inflated(bytes, as: format, limit: limit)
        }
    }
    return try answer.get()
}

private func inflated(
    _ packed: UnsafeRawBufferPointer, as format: CompressionFormat, limit: Int
) throws(CompressionError) -> [UInt8] {
    var inflater = try Inflater(format)
    var rest = unsafe packed
    var answer: [UInt8] = []
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { unsafe piece.deallocate() }
    while true {
        let made = try unsafe inflater.pull(from: &rest, into: piece)
        guard answer.count + made <= limit else { throw .overLimit }
        unsafe answer.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[..<made]))
        guard made < piece.count else { continue }
        guard inflater.mayEnd else { throw .truncated }
        return answer
    }
}
