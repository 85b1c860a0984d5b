internal import CZlib

/// A file read as plain bytes, whether it is packed or not: the first bytes tell.
@safe
public struct CompressedFile: ~Copyable {
    private let file: OpenFile
    private var inflater: Inflater
    private let buffer: Buffer
    /// Packed bytes that are still to be used; a part of `buffer`.
    private var packed: UnsafeRawBufferPointer
    private var hasEnded = false
    public let format: CompressionFormat

    /// Opens a file.
    ///
    /// - Parameter memoryMax: bytes that the format's window may take.
    /// - Throws: `.unreadable`, `.memoryRefused`.
    public init(path: String, memoryMax: Int = 128 << 20) throws(CompressionError) {
        let file = try OpenFile(path: path)
        let buffer = Buffer(count: 1 << 17)
        var length = 0
        while length < CompressionFormat.magicLength {
            let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[length...])
            let got = try unsafe file.read(into: room)
            if got == 0 { break }
            length += got
        }
        let first = unsafe UnsafeRawBufferPointer(rebasing: buffer.bytes[..<length])
        let format = unsafe CompressionFormat(of: first)
        inflater = try Inflater(format, memoryMax: memoryMax)
        unsafe packed = first
        self.format = format
        self.file = file
        self.buffer = buffer
    }

    /// Fills `output` as far as the file goes.
    ///
    /// - Returns: bytes read; fewer than `output.count` at the end of the file only.
    /// - Throws: `.truncated` when the file ends in the middle, and what `Inflater.pull` throws.
    public mutating func read(
        into output: UnsafeMutableRawBufferPointer
    ) throws(CompressionError) -> Int {
        var made = 0
        while made < output.count {
            let room = unsafe UnsafeMutableRawBufferPointer(rebasing: output[made...])
            made += try unsafe inflater.pull(from: &packed, into: room)
            guard made < output.count else { break }
            if hasEnded {
                guard inflater.mayEnd else { throw .truncated }
                break
            }
            let got = try unsafe file.read(into: buffer.bytes)
            unsafe packed = UnsafeRawBufferPointer(rebasing: buffer.bytes[..<got])
            hasEnded = got == 0
        }
        return made
    }
}

/// A file open for reading; it closes with its owner.
private struct OpenFile: ~Copyable {
    private let descriptor: Int32

    init(path: String) throws(CompressionError) {
        let opened = unsafe czlib_file_open(path)
        guard opened >= 0 else { throw .unreadable(-opened) }
        descriptor = opened
    }

    deinit { czlib_file_close(descriptor) }

    /// Bytes read; 0 at the end of the file.
    func read(into room: UnsafeMutableRawBufferPointer) throws(CompressionError) -> Int {
        let got = unsafe czlib_file_read(descriptor, room.baseAddress, UInt64(room.count))
        guard got >= 0 else { throw .unreadable(Int32(truncatingIfNeeded: -got)) }
        return Int(got)
    }
}

/// Memory that goes back with its owner.
@safe
private struct Buffer: ~Copyable {
    let bytes: UnsafeMutableRawBufferPointer

    init(count: Int) { unsafe bytes = .allocate(byteCount: count, alignment: 16) }

    deinit { unsafe bytes.deallocate() }
}
