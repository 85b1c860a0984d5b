/// Why the file system refused. Each case is the world's answer, never a bug of ours.
public enum FileError: Error, Equatable, Sendable {
    /// The disk or the quota is full (ENOSPC, EDQUOT). Space may come back.
    case noSpace
    /// The device failed (EIO). What was written but not yet synced may be lost.
    case deviceFailed
    /// The file would pass the largest size allowed (EFBIG).
    case tooLarge
    /// We may not (EACCES, EPERM).
    case denied
    /// The file system is mounted read-only (EROFS).
    case readOnly
    /// No such file or folder (ENOENT).
    case missing
    /// A folder was expected and this is none (ENOTDIR).
    case notAFolder
    /// It exists already (EEXIST).
    case exists
    /// Another process holds the lock (EWOULDBLOCK).
    case locked
    /// No more descriptors (EMFILE, ENFILE).
    case tooManyFiles
    /// No memory for the request (ENOMEM).
    case noMemory
    /// Any other answer, by the kernel's number.
    case other(code: Int32)
}
