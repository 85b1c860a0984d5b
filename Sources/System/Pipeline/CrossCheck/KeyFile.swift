import Glibc

/// A key of somebody's API, which is sent and never shown.
public struct ServiceKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    let text: String

    public var description: String { "(a key)" }
    public var debugDescription: String { description }

    /// Reads a file that holds a key and nothing else.
    public init(file: String) throws(KeyFileFault) {
        // Not to wait for the writer of a pipe.
        let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(unsafe String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else {
            throw .unreadable(unsafe String(cString: strerror(errno)))
        }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard facts.st_uid == geteuid() || facts.st_uid == 0 else { throw .notOurs }
        guard facts.st_mode & 0o077 == 0 else { throw .open(mode: facts.st_mode & 0o777) }
        var room = [UInt8](repeating: 0, count: 1_024)
        let count = unsafe read(descriptor, &room, room.count)
        guard count >= 0 else { throw .unreadable(unsafe String(cString: strerror(errno))) }
        var bytes = room[..<count]
        while let last = bytes.last, last == 0x0A || last == 0x0D || last == 0x20 {
            bytes.removeLast()
        }
        guard (1...512).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .notAKey }
        text = String(decoding: bytes, as: UTF8.self)
    }
}

/// Why a file gives no key.
public enum KeyFileFault: Error, Equatable, Sendable {
    case unreadable(String)
    case notAFile
    /// It belongs to somebody else, who could change it.
    case notOurs
    /// Others than its owner may read or write it.
    case open(mode: UInt32)
    /// Not one word of 1 to 512 printable ASCII characters.
    case notAKey
}

extension KeyFileFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let why): "cannot be read: \(why)"
        case .notAFile: "is not a plain file"
        case .notOurs: "belongs to somebody else"
        case .open(let mode):
            "is open to others (mode \(String(mode, radix: 8))): chmod 600 closes it"
        case .notAKey: "does not hold one word of 1 to 512 printable characters"
        }
    }
}
