public import Synchronization

/// A row of numbers whose length is known at start (one for each instrument, each balance), from
/// the writing side: one thread sets. Unlike `Counters` the places have numbers, not names.
@safe @frozen
public struct Gauges: ~Copyable, @unchecked Sendable {
    @usableFromInline let places: UnsafeMutablePointer<Atomic<UInt64>>
    public let count: Int

    /// Takes memory that is kept until the process ends, because views outlive tiles.
    public init(count: Int) {
        precondition(count >= 0, "a row has a length")
        self.count = count
        unsafe places = takePlaces(max(count, 1))
    }

    @_noLocks @inlinable @inline(__always)
    public func set(_ place: Int, _ value: UInt64) {
        precondition(place >= 0 && place < count, "a place of the row")
        unsafe places[place].store(value, ordering: .relaxed)
    }

    /// A view that any thread may keep and read.
    public var view: GaugeView { unsafe GaugeView(places: places, count: count) }
}

/// A row of numbers, from the reading side.
@safe
public struct GaugeView: @unchecked Sendable {
    private let places: UnsafeMutablePointer<Atomic<UInt64>>
    public let count: Int

    init(places: UnsafeMutablePointer<Atomic<UInt64>>, count: Int) {
        unsafe self.places = places
        self.count = count
    }

    public subscript(place: Int) -> UInt64 {
        precondition(place >= 0 && place < count, "a place of the row")
        return unsafe places[place].load(ordering: .relaxed)
    }
}
