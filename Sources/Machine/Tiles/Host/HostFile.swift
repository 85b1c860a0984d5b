import Glibc
import Synchronization

/// The kernel's small text files.
enum HostFile {
    /// The first line of a file; nil when there is none to read.
    static func line(_ path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { _ = close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { return nil }
        let line = bytes[..<count].prefix { $0 != 0x0A }
        return String(decoding: line, as: UTF8.self)
    }
}

/// What a thread that tried something found.
final class Answer: Sendable {
    private let found = Mutex<Refusal?>(nil)
    func set(_ refusal: Refusal?) { found.withLock { $0 = refusal } }
    var refusal: Refusal? { found.withLock { $0 } }
}
