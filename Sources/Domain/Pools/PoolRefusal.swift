/// Why a pool would not swap: the program's own error where it has one.
@frozen public struct PoolRefusal: Error, Sendable {
    /// The number that the transaction would fail with; 0 where the program aborts without one, or
    /// where it is we who cannot answer.
    public var code: UInt16
    /// The program's name for it, or ours.
    public var name: StaticString

    @_noLocks @inlinable public init(code: UInt16, name: StaticString) {
        self.code = code
        self.name = name
    }
}

extension PoolRefusal: CustomStringConvertible {
    public var description: String { code == 0 ? "\(name)" : "\(code) \(name)" }
}
