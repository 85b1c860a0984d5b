public import Markets

/// The chain's own time, as a program reads it from the clock's account.
@frozen public struct ChainTime: BitwiseCopyable, Hashable, Sendable {
    public var slot: UInt64
    /// Seconds since 1970.
    public var seconds: UInt64

    @_noLocks @inlinable public init(slot: UInt64, seconds: UInt64) {
        self.slot = slot
        self.seconds = seconds
    }
}

extension ChainTime {
    /// The time after a `slot` event: a node may tell the slot before it tells the second, and an
    /// older slot after a newer one.
    @_noLocks public func later(_ event: Event) -> ChainTime {
        ChainTime(
            slot: max(slot, event.sequence), seconds: max(seconds, event.words.w0))
    }
}
