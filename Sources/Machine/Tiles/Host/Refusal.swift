import Glibc

/// Why the kernel said no.
public struct Refusal: Hashable, Sendable, CustomStringConvertible {
    /// The kernel's error number, such as 1 for EPERM.
    public let code: Int32

    public init(code: Int32) { self.code = code }

    public var description: String {
        switch code {
        case EPERM: "not permitted to this user"
        case EINVAL: "not available here"
        case ENOMEM: "not enough memory, or over the limit"
        case EAGAIN: "over a limit of this user"
        case ENOENT: "not offered by this machine"
        case EACCES: "forbidden by a setting of this system"
        case ENOSYS: "not in this kernel"
        default: "error \(code)"
        }
    }
}
