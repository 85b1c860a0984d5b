/// A market we watch: its place in the instrument table that the settings fix at start.
@frozen public struct InstrumentID: BitwiseCopyable, Comparable, Hashable, Sendable {
    public let index: UInt16
    @_noLocks @inlinable public init(_ index: UInt16) { self.index = index }
    @_noLocks @inlinable public static func < (a: InstrumentID, b: InstrumentID) -> Bool {
        a.index < b.index
    }
}
