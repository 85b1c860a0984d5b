import Glibc

extension FileError {
    /// The case for a kernel's `errno`, 1 or more.
    @_noLocks public init(code: Int32) {
        switch code {
        case ENOSPC, EDQUOT: self = .noSpace
        case EIO: self = .deviceFailed
        case EFBIG: self = .tooLarge
        case EACCES, EPERM: self = .denied
        case EROFS: self = .readOnly
        case ENOENT: self = .missing
        case ENOTDIR: self = .notAFolder
        case EEXIST: self = .exists
        case EWOULDBLOCK: self = .locked
        case EMFILE, ENFILE: self = .tooManyFiles
        case ENOMEM: self = .noMemory
        default: self = .other(code: code)
        }
    }

    /// The case for the call that has just failed on this thread.
    static var last: FileError { FileError(code: errno) }
}

extension FileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSpace: "no space left on the disk; free some and writing goes on by itself"
        case .deviceFailed: "the device reported an input/output error"
        case .tooLarge: "the file would be larger than this system allows"
        case .denied: "permission denied"
        case .readOnly: "the file system is read-only"
        case .missing: "no such file or folder"
        case .notAFolder: "not a folder"
        case .exists: "it exists already"
        case .locked: "another process has it locked"
        case .tooManyFiles: "too many open files; raise the limit (ulimit -n)"
        case .noMemory: "out of memory"
        case .other(let code): "the kernel answered with error \(code)"
        }
    }
}
