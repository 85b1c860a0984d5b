import Glibc
import Reactor

/// A file that takes the ground truth, line by line.
struct TruthFile: ~Copyable {
    private let descriptor: Int32

    init(path: String) throws(VenueServerError) {
        let opened = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard opened >= 0 else { throw .truthFile(path, FileError(code: errno)) }
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// Lines that cannot be written are lost: the truth is for tests, and they count its lines.
    func append(_ line: [UInt8]) {
        var rest = line[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe write(descriptor, bytes.baseAddress, bytes.count)
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
