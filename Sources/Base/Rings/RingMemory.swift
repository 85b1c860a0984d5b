// Rings: one writer, one reader, no waiting.
//
// A ring is a fixed number of *places* between two threads. The *producer* is the writing end and
// the *consumer* the reading end; each can be moved to another thread but never copied, so that
// "one writer, one reader" is checked by the compiler. A full ring answers false and an empty one
// nil: what to do then (drop, wait, count) is the caller's business. Each end owns one *cursor*, a
// count that only grows, and keeps a copy of the other end's cursor, so that in the steady state a
// push or a pop touches the other core's cache line once in many times.
//
// `Producer` and `Consumer` carry messages of one fixed size; `ByteProducer` and `ByteConsumer`
// carry records of any length. Memory is taken at start-up and never given back: the ends hold
// pointers and count no references. This module makes no thread, never blocks, and knows nothing
// of what it carries.

import Synchronization

/// The shared part of a ring: its places and its two cursors. It outlives both ends, and the
/// process keeps it until exit.
@safe
public struct RingMemory<Element: BitwiseCopyable>: @unchecked Sendable {
    let cursors: UnsafeMutablePointer<RingCursors>
    let places: UnsafeMutablePointer<Element>
    /// How many elements it holds.
    public let capacity: Int

    /// Takes the memory of a ring.
    ///
    /// - Parameters:
    ///   - capacity: a power of two, 1 or more.
    ///   - start: where both cursors begin. Tests begin near the end of the numbers.
    ///   - allocator: where the memory comes from.
    public init(
        capacity: Int, startingAt start: UInt64 = 0, from allocator: RingAllocator = .heap
    ) {
        precondition(capacity > 0, "a ring has places")
        precondition(capacity & (capacity - 1) == 0, "a ring's capacity is a power of two")
        self.capacity = capacity
        unsafe cursors = RingCursors.make(startingAt: start, from: allocator)
        let bytes = capacity * MemoryLayout<Element>.stride
        unsafe places = allocator.take(bytes: bytes)
            .bindMemory(to: Element.self, capacity: capacity)
    }

    /// What others may know of this ring while it runs.
    public var gauge: RingGauge { unsafe RingGauge(cursors: cursors, capacity: capacity) }
}
