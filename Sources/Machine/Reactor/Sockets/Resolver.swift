import CUring

/// Why a host has no address.
public enum ResolveFault: Error, Equatable, Sendable, BitwiseCopyable,
    CustomStringConvertible
{
    /// The name does not exist, or has no address.
    case unknownName
    /// The resolver does not answer now; later it may.
    case unanswered
    case failed

    public var description: String {
        switch self {
        case .unknownName: "no such host"
        case .unanswered: "the name resolver does not answer; check /etc/resolv.conf"
        case .failed: "the name resolver failed"
        }
    }
}

/// How far a question for a host's addresses has come.
public enum Resolution: Equatable, Sendable {
    case pending
    /// One or more, IPv6 and IPv4 in turn.
    case found([SocketAddress])
    case failed(ResolveFault)
}

/// One host's addresses. A literal address needs no question; a name is asked of the system's
/// resolver on a thread of the C library, and the answer is polled. Not for a turn's hot path.
@safe public struct Resolver: ~Copyable, @unchecked Sendable {
    private var lookup: OpaquePointer?
    private var resolution: Resolution

    /// - Parameter host: a literal address (an IPv6 one with or without brackets) or a name.
    public init(host: String, port: UInt16) {
        unsafe lookup = nil
        if let literal = SocketAddress(literal: host, port: port) {
            resolution = .found([literal])
            return
        }
        guard !host.isEmpty, host.utf8.count < 256, !host.utf8.contains(0) else {
            resolution = .failed(.unknownName)
            return
        }
        unsafe lookup = host.withCString { unsafe socket_lookup_start($0, port) }
        resolution = unsafe lookup == nil ? .failed(.failed) : .pending
    }

    deinit {
        if let lookup = unsafe lookup { unsafe socket_lookup_end(lookup) }
    }

    /// Looks whether the answer has come; never waits.
    public mutating func poll() -> Resolution {
        guard resolution == .pending, let lookup = unsafe lookup else { return resolution }
        switch unsafe socket_lookup_state(lookup) {
        case 1: return .pending
        case 0:
            let found = unsafe answers(of: lookup)
            resolution = found.isEmpty ? .failed(.unknownName) : .found(inTurn(found))
        case -1: resolution = .failed(.unknownName)
        case -2: resolution = .failed(.unanswered)
        default: resolution = .failed(.failed)
        }
        return resolution
    }

    private func answers(of lookup: OpaquePointer) -> [SocketAddress] {
        var found: [SocketAddress] = []
        var raw = socket_address()
        while unsafe socket_lookup_answer(lookup, UInt32(found.count), &raw) == 0 {
            found.append(SocketAddress(raw: raw))
        }
        return found
    }

    /// A host with broken IPv6 then costs one attempt, not all of them.
    private func inTurn(_ found: [SocketAddress]) -> [SocketAddress] {
        let sixes = found.filter { $0.isSix }
        let fours = found.filter { !$0.isSix }
        var ordered: [SocketAddress] = []
        for index in 0..<max(sixes.count, fours.count) {
            if index < sixes.count { ordered.append(sixes[index]) }
            if index < fours.count { ordered.append(fours[index]) }
        }
        return ordered
    }
}
