import Glibc
import Synchronization

/// Standard output. What it refuses is remembered: the run ends in order, and the exit code tells.
enum Output {
    /// The first refusal's error number; 0 while everything was taken.
    private static let refusal = Atomic<Int32>(0)

    /// Why nothing more can be printed; nil while it can.
    static var failure: String? {
        switch refusal.load(ordering: .relaxed) {
        case 0: nil
        case EPIPE: "whoever read it is gone"
        case let code: unsafe String(cString: strerror(code))
        }
    }

    /// A closed pipe is an answer of `write`, not the end of the process.
    static func ignoreClosedPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    /// Prints, at once. Nothing after a refusal.
    static func write(_ text: String) {
        guard refusal.load(ordering: .relaxed) == 0 else { return }
        let code = send(text, to: 1)
        if code != 0 { refusal.store(code, ordering: .relaxed) }
    }

    /// Writes all of it; the error number of a refusal, or 0.
    static func send(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            var sent = 0
            while sent < bytes.count {
                let rest = unsafe UnsafeBufferPointer(rebasing: bytes[sent...])
                let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count >= 0 {
                    sent += count
                } else if errno == EAGAIN {
                    var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = unsafe poll(&room, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
    }
}

/// One line, or several, on standard output.
func say(_ text: String) { Output.write(text + "\n") }

/// One line on standard error.
func complain(_ text: String) { _ = Output.send(text + "\n", to: 2) }
