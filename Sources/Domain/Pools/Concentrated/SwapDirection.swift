/// Which token goes in.
@frozen public enum SwapDirection: UInt8, Sendable, CaseIterable {
    /// Token A in, token B out: the price falls.
    case aToB = 0
    /// Token B in, token A out: the price rises.
    case bToA = 1

    /// Whether the price falls; for hot code, where a comparison of enums with raw values would
    /// look up metadata in a debug build.
    public var isDown: Bool {
        @_noLocks @inlinable @inline(__always) get {
            switch self {
            case .aToB: true
            case .bToA: false
            }
        }
    }
}
