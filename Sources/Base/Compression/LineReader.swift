/// The lines of a file, packed or not, one at a time and in bounded memory.
@safe
public struct LineReader: ~Copyable {
    private var file: CompressedFile
    private let lineMax: Int
    /// Plain bytes: `begin..<end` are still to be given.
    private var buffer: UnsafeMutableRawBufferPointer
    private var begin = 0
    private var end = 0
    private var hasEnded = false

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - lineMax: bytes a line may have, 1 or more.
    ///   - memoryMax: bytes that the format's window may take.
    public init(
        path: String, lineMax: Int = 64 << 20, memoryMax: Int = 128 << 20
    ) throws(CompressionError) {
        precondition(lineMax > 0, "a line may have a byte")
        file = try CompressedFile(path: path, memoryMax: memoryMax)
        self.lineMax = lineMax
        unsafe buffer = .allocate(byteCount: 1 << 18, alignment: 16)
    }

    deinit { unsafe buffer.deallocate() }

    /// The next line, without its line feed: a view, valid until the next call. A last line without
    /// a line feed counts.
    ///
    /// - Returns: nil at the end of the file.
    /// - Throws: `.overLimit` for a line longer than `lineMax`, and what `CompressedFile` throws.
    public mutating func nextView() throws(CompressionError) -> UnsafeRawBufferPointer? {
        var searched = begin
        while true {
            let found = unsafe buffer[searched..<end].firstIndex(of: 0x0A)
            let length = (found ?? end) - begin
            guard length <= lineMax else { throw .overLimit }
            if let feed = found {
                defer { begin = feed + 1 }
                return unsafe UnsafeRawBufferPointer(rebasing: buffer[begin..<feed])
            }
            if hasEnded {
                guard length > 0 else { return nil }
                defer { begin = end }
                return unsafe UnsafeRawBufferPointer(rebasing: buffer[begin..<end])
            }
            try fill()
            searched = begin + length
        }
    }

    /// The next line as an array; nil at the end of the file.
    public mutating func next() throws(CompressionError) -> [UInt8]? {
        try unsafe nextView().map { unsafe Array($0) }
    }

    /// Moves what is left to the front, makes room when it is much, and reads behind it.
    private mutating func fill() throws(CompressionError) {
        let left = end - begin
        if unsafe left > buffer.count / 2 {
            let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
                byteCount: buffer.count * 2, alignment: 16)
            unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[begin..<end]))
            unsafe buffer.deallocate()
            unsafe buffer = larger
        } else {
            unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[begin..<end]))
        }
        begin = 0
        end = left
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[left...])
        let got = try unsafe file.read(into: room)
        end += got
        hasEnded = got < room.count
    }
}
