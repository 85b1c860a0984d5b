/// A moment on this host: nanoseconds since boot. Subtracts to `Nanoseconds`, never adds.
@frozen public struct Instant: BitwiseCopyable, Comparable, Hashable, Sendable {
    public let nanosecondsSinceBoot: UInt64

    @inlinable public init(nanosecondsSinceBoot: UInt64) {
        self.nanosecondsSinceBoot = nanosecondsSinceBoot
    }

    /// Before every other moment: what an unset stamp holds.
    public static var never: Instant {
        @inlinable get { Instant(nanosecondsSinceBoot: 0) }
    }

    @inlinable public static func < (a: Instant, b: Instant) -> Bool {
        a.nanosecondsSinceBoot < b.nanosecondsSinceBoot
    }

    @inlinable public static func + (a: Instant, span: Nanoseconds) -> Instant {
        Instant(nanosecondsSinceBoot: a.nanosecondsSinceBoot + span.count)
    }

    /// The time from `earlier` to this moment; zero when `earlier` is the later one, because two
    /// stamps taken on different cores may disagree by a few nanoseconds.
    @inlinable public func since(_ earlier: Instant) -> Nanoseconds {
        nanosecondsSinceBoot > earlier.nanosecondsSinceBoot
            ? Nanoseconds(nanosecondsSinceBoot &- earlier.nanosecondsSinceBoot) : Nanoseconds(0)
    }
}

/// A span of time, never negative.
@frozen public struct Nanoseconds: Quantity {
    public static var symbol: StaticString { "ns" }
    public let count: UInt64
    @inlinable public init(_ count: UInt64) { self.count = count }

    @inlinable public static func microseconds(_ count: UInt64) -> Nanoseconds {
        Nanoseconds(count * 1_000)
    }
    @inlinable public static func milliseconds(_ count: UInt64) -> Nanoseconds {
        Nanoseconds(count * 1_000_000)
    }
    @inlinable public static func seconds(_ count: UInt64) -> Nanoseconds {
        Nanoseconds(count * 1_000_000_000)
    }
}

/// A moment of the world's calendar: nanoseconds since 1970-01-01 UTC. For people and for venues'
/// stamps; latency is never computed from it.
@frozen public struct WallTime: BitwiseCopyable, Comparable, Hashable, Sendable {
    public let nanosecondsSince1970: UInt64

    @inlinable public init(nanosecondsSince1970: UInt64) {
        self.nanosecondsSince1970 = nanosecondsSince1970
    }

    @inlinable public static func < (a: WallTime, b: WallTime) -> Bool {
        a.nanosecondsSince1970 < b.nanosecondsSince1970
    }
}
