public import Reactor

/// Why a recording can't be read or written.
public enum JournalError: Error, Equatable, Sendable {
    /// The file system refused.
    case file(FileError)
    /// Another process is writing this recording.
    case inUse
    /// The folder holds files, but none of a recording.
    case notARecording
    /// A newer or unknown format.
    case unknownVersion(UInt32)
    /// Something in it is not as it was written.
    case damaged(JournalDamage)
}

extension JournalError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .inUse: "another process is writing this recording; stop it or name another folder"
        case .notARecording:
            "the folder holds files but no recording"
        case .unknownVersion(let version):
            "the recording has format \(version); this program reads \(JournalFormat.version) only"
        case .damaged(let damage): damage.description
        }
    }
}

extension JournalError {
    /// The journal's word for what the file system said.
    init(_ error: FileError) { self = error == .locked ? .inUse : .file(error) }
}

/// Why a record was not taken.
public enum AppendRefusal: Error, Equatable, Sendable {
    /// No room until the kernel has taken some: take a turn and try again.
    case full
    /// Longer than the limits allow. It will never be taken.
    case tooLong
    /// The file system refused for good; see the writer's `state`.
    case failed
}
