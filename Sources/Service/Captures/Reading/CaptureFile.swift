import Compression

/// A recorded file, packed or not, with errors that name it.
struct CaptureFile {
    let path: String

    /// Shows each line to `body`, with its number from 1.
    func lines(
        _ body: (Int, UnsafeRawBufferPointer) throws(CaptureError) -> Void
    ) throws(CaptureError) {
        var reader: LineReader
        do throws(CompressionError) {
            reader = try LineReader(path: path)
        } catch {
            throw .unreadable(file: path, error)
        }
        var number = 0
        while true {
            let line: UnsafeRawBufferPointer?
            do throws(CompressionError) {
                unsafe line = try reader.nextView()
            } catch {
                throw .unreadable(file: path, error)
            }
            guard let line = unsafe line else { return }
            number += 1
            unsafe try body(number, line)
        }
    }

    /// All of it.
    func bytes() throws(CaptureError) -> [UInt8] {
        do throws(CompressionError) {
            var file = try CompressedFile(path: path)
            var all: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 1 << 20)
            while true {
                let got = unsafe piece.withUnsafeMutableBytes { room in
                    Result { () throws(CompressionError) in try unsafe file.read(into: room) }
                }
                let count = try got.get()
                all.append(contentsOf: piece[..<count])
                if count < piece.count { return all }
            }
        } catch {
            throw .unreadable(file: path, error)
        }
    }
}
