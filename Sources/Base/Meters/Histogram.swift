public import Numbers
public import Synchronization

/// How often each span was seen, from the writing side: one thread records, in one or two
/// nanoseconds, without allocating.
///
/// hdrhistogram-swift keeps its counts in an `Array`, and an array's write may copy and therefore
/// allocate: the compiler refuses it in a `@_noLocks` turn. So the recorder is our own, and what it
/// exports is the standard format.
@safe @frozen
public struct Histogram: ~Copyable, @unchecked Sendable {
    @usableFromInline let counts: UnsafeMutablePointer<Atomic<UInt64>>
    @usableFromInline let shape: HistogramShape
    @usableFromInline let beyond: UnsafeMutablePointer<Atomic<UInt64>>

    /// Takes memory that is kept until the process ends: about 220 KiB to a minute.
    ///
    /// - Parameter highest: the longest span to tell apart; longer ones count as this one.
    public init(highest: Nanoseconds = .seconds(60)) {
        shape = HistogramShape(highest: highest.count)
        unsafe counts = takePlaces(shape.places)
        unsafe beyond = takePlaces(1)
    }

    /// Counts one span.
    @_noLocks @inlinable @inline(__always)
    public func record(_ span: Nanoseconds) {
        var value = span.count
        if value > shape.highest {
            value = shape.highest
            unsafe add(1, to: beyond)
        }
        unsafe add(1, to: counts + HistogramShape.place(of: value))
    }

    /// Counts a span `times` times: what a batch of equal ones needs.
    @_noLocks @inlinable
    public func record(_ span: Nanoseconds, times: UInt64) {
        var value = span.count
        if value > shape.highest {
            value = shape.highest
            unsafe add(times, to: beyond)
        }
        unsafe add(times, to: counts + HistogramShape.place(of: value))
    }

    /// Forgets everything. Only the writer may; readers meanwhile see some counts gone.
    @_noLocks
    public func reset() {
        var place = 0
        while place < shape.places {
            unsafe counts[place].store(0, ordering: .relaxed)
            place &+= 1
        }
        unsafe beyond.pointee.store(0, ordering: .relaxed)
    }

    /// A view that any thread may keep and read.
    public var gauge: HistogramGauge {
        unsafe HistogramGauge(counts: counts, beyond: beyond, shape: shape)
    }

    @_noLocks @inlinable @inline(__always)
    func add(_ times: UInt64, to place: UnsafeMutablePointer<Atomic<UInt64>>) {
        let sum = unsafe place.pointee.load(ordering: .relaxed) &+ times
        unsafe place.pointee.store(sum, ordering: .relaxed)
    }
}

/// A histogram from the reading side.
@safe
public struct HistogramGauge: @unchecked Sendable {
    private let counts: UnsafeMutablePointer<Atomic<UInt64>>
    private let beyond: UnsafeMutablePointer<Atomic<UInt64>>
    private let shape: HistogramShape

    init(
        counts: UnsafeMutablePointer<Atomic<UInt64>>, beyond: UnsafeMutablePointer<Atomic<UInt64>>,
        shape: HistogramShape
    ) {
        unsafe self.counts = counts
        unsafe self.beyond = beyond
        self.shape = shape
    }

    /// Everything recorded so far, as a value. Spans recorded during the call may be missing.
    public func snapshot() -> HistogramSnapshot {
        var copy: [UInt64] = []
        copy.reserveCapacity(shape.places)
        for place in 0..<shape.places {
            unsafe copy.append(counts[place].load(ordering: .relaxed))
        }
        let over = unsafe beyond.pointee.load(ordering: .relaxed)
        return HistogramSnapshot(shape: shape, counts: copy, beyond: over)
    }
}
