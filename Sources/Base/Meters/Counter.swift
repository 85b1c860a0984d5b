// Meters: what is counted and measured, written by one thread and read by any.
//
// A *counter* grows by one place in an enum's memory order; a *histogram* keeps how often a span
// of time was seen, to three significant digits; a *heartbeat* says when a thread was last alive.
// Each has a writing end that cannot be copied and a gauge that anyone may read while it runs.
// Writing is a few plain moves (relaxed atomics, no locked instruction) and is safe in a turn;
// reading, percentiles and text are cold. This module makes no thread and reads no clock: spans and
// moments come in as values.

public import Synchronization

/// What a tile counts, as an enum: the order of the cases is their order in memory. A name is a
/// thing and what happened to it, in the singular: `frameReceived`.
public protocol Counter: CaseIterable, Hashable, Sendable {
    /// The tile that counts it.
    static var tile: StaticString { get }
    /// One sentence for an operator.
    var help: String { get }
}

extension Counter {
    /// `frameReceived` as `frame_received`, for metrics and logs.
    public var name: String {
        "\(self)".reduce(into: "") { name, letter in
            if letter.isUppercase { name += "_" }
            name += letter.lowercased()
        }
    }

    /// The name as words, where no better sentence is given.
    public var help: String { name.split(separator: "_").joined(separator: " ") }
}

/// A tile's counters, from the writing side: one thread adds.
@safe @frozen
public struct Counters<Kind: Counter>: ~Copyable, @unchecked Sendable {
    @usableFromInline let places: UnsafeMutablePointer<Atomic<UInt64>>

    /// Takes memory that is kept until the process ends, because gauges outlive tiles.
    public init() {
        precondition(MemoryLayout<Kind>.size <= 1, "a counter is a plain enum of up to 256 cases")
        unsafe places = takePlaces(Kind.allCases.count)
    }

    /// Adds `count` to one counter. Wraps after 2⁶⁴.
    @inlinable @inline(__always)
    public func add(_ kind: Kind, _ count: UInt64 = 1) {
        let place = unsafe places + placeOf(kind)
        let sum = unsafe place.pointee.load(ordering: .relaxed) &+ count
        unsafe place.pointee.store(sum, ordering: .relaxed)
    }

    /// Sets a counter that shows a level rather than a sum, such as a depth.
    @inlinable @inline(__always)
    public func set(_ kind: Kind, _ value: UInt64) {
        unsafe (places + placeOf(kind)).pointee.store(value, ordering: .relaxed)
    }

    /// One counter's value.
    @inlinable @inline(__always)
    public func value(of kind: Kind) -> UInt64 {
        unsafe (places + placeOf(kind)).pointee.load(ordering: .relaxed)
    }

    /// A view that any thread may keep and read.
    public var gauge: CounterGauge<Kind> { unsafe CounterGauge(places: places) }
}

/// A case's place is its tag: reading it is a move, where `rawValue` would be a call.
@inlinable @inline(__always)
func placeOf<Kind: Counter>(_ kind: Kind) -> Int {
    MemoryLayout<Kind>.size == 0 ? 0 : Int(unsafe unsafeBitCast(kind, to: UInt8.self))
}

/// A tile's counters, from the reading side.
@safe
public struct CounterGauge<Kind: Counter>: @unchecked Sendable {
    private let places: UnsafeMutablePointer<Atomic<UInt64>>

    init(places: UnsafeMutablePointer<Atomic<UInt64>>) { unsafe self.places = places }

    /// One counter's value now.
    public func value(of kind: Kind) -> UInt64 {
        unsafe places[placeOf(kind)].load(ordering: .relaxed)
    }

    /// Every counter with its value now, in the order of the cases.
    public var readings: [CounterReading] {
        Kind.allCases.map {
            CounterReading(
                tile: "\(Kind.tile)", name: $0.name, help: $0.help, value: value(of: $0))
        }
    }
}

/// One counter as it was read.
public struct CounterReading: Hashable, Sendable {
    public let tile: String
    public let name: String
    public let help: String
    public let value: UInt64
}

/// `count` zeroed counters on cache lines of their own.
func takePlaces(_ count: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    let stride = MemoryLayout<Atomic<UInt64>>.stride
    let bytes = (count * stride + 127) / 128 * 128
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(bytes, 128), alignment: 128)
    let places = unsafe memory.bindMemory(to: Atomic<UInt64>.self, capacity: count)
    for index in 0..<count { unsafe (places + index).initialize(to: Atomic(0)) }
    return unsafe places
}
