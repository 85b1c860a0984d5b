import Compression

/// The lines of a recorded file, with errors that name the file.
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
}
