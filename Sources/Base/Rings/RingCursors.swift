public import Synchronization

/// The two cursors of a ring, each alone on its own pair of cache lines (128 bytes).
///
/// A cursor only grows; it wraps after 2⁶⁴ steps, which the differences survive.
@frozen @usableFromInline
struct RingCursors: ~Copyable {
    /// Written by the producer only: elements, or bytes, that may be read.
    @usableFromInline let pushed: Atomic<UInt64>
    /// 1 once a producer was made.
    let producers: Atomic<UInt64>
    let rest0: InlineArray<14, UInt64>
    /// Written by the consumer only: elements, or bytes, that are done with.
    @usableFromInline let popped: Atomic<UInt64>
    /// 1 once a consumer was made.
    let consumers: Atomic<UInt64>
    let rest1: InlineArray<14, UInt64>

    init(startingAt start: UInt64) {
        pushed = Atomic(start)
        producers = Atomic(0)
        rest0 = InlineArray(repeating: 0)
        popped = Atomic(start)
        consumers = Atomic(0)
        rest1 = InlineArray(repeating: 0)
    }

    static func make(
        startingAt start: UInt64, from allocator: RingAllocator
    ) -> UnsafeMutablePointer<RingCursors> {
        let cursors = unsafe allocator.take(bytes: MemoryLayout<RingCursors>.stride)
            .bindMemory(to: RingCursors.self, capacity: 1)
        unsafe cursors.initialize(to: RingCursors(startingAt: start))
        return unsafe cursors
    }

    func takeProducer() {
        precondition(
            producers.exchange(1, ordering: .relaxed) == 0, "a ring has one producer")
    }

    func takeConsumer() {
        precondition(
            consumers.exchange(1, ordering: .relaxed) == 0, "a ring has one consumer")
    }
}
