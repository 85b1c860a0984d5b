/// Bytes that wait: put in at one end, looked at and taken away at the other, always contiguous.
///
/// Memory is taken at first and grows only in `space(atLeast:)`, never beyond the limit. The 64
/// bytes after the last one are readable, so that a scanner may load whole vectors.
@safe
struct ByteQueue: ~Copyable {
    /// Bytes that may be read past the end of the waiting ones.
    static let readableBeyond = 64

    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    private var head = 0
    private var tail = 0
    /// The most it ever holds.
    let limit: Int

    /// - Parameter capacity: bytes at first; 1 or more.
    /// - Parameter limit: bytes at most; `capacity` or more.
    init(capacity: Int, limit: Int) {
        precondition(capacity > 0 && capacity <= limit, "a queue begins within its limit")
        unsafe base = Self.memory(capacity)
        self.capacity = capacity
        self.limit = limit
    }

    deinit { unsafe base.deallocate() }

    var count: Int { @_noLocks get { tail &- head } }

    /// The waiting bytes. Valid until `space`, `append` or `consume` is called.
    var bytes: UnsafeRawBufferPointer {
        @_noLocks get { unsafe UnsafeRawBufferPointer(start: base + head, count: tail &- head) }
    }

    /// The same bytes, to be changed in place.
    var mutableBase: UnsafeMutableRawPointer { @_noLocks get { unsafe base + head } }

    /// Forgets the first `count` bytes.
    @_noLocks
    mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= tail &- head, "what is taken away was there")
        head &+= count
        if head == tail {
            head = 0
            tail = 0
        }
    }

    @_noLocks
    mutating func removeAll() {
        head = 0
        tail = 0
    }

    /// Room behind the waiting bytes, `least` bytes or more unless the limit forbids it; then all
    /// there is, perhaps none. May move the waiting bytes.
    @_noLocks
    mutating func space(atLeast least: Int) -> UnsafeMutableRawBufferPointer {
        if capacity &- tail < least { makeRoom(least) }
        return unsafe tailSpace
    }

    /// Room behind the waiting bytes as it is now; nothing moves.
    var tailSpace: UnsafeMutableRawBufferPointer {
        @_noLocks get {
            unsafe UnsafeMutableRawBufferPointer(start: base + tail, count: capacity &- tail)
        }
    }

    /// `count` bytes were written into the room.
    @_noLocks
    mutating func commit(_ count: Int) {
        precondition(count >= 0 && count <= capacity &- tail, "what is put in had room")
        tail &+= count
    }

    /// Copies all of `source` in; false, and nothing is copied, when the limit forbids it.
    @_noLocks
    mutating func append(_ source: UnsafeRawBufferPointer) -> Bool {
        guard let from = source.baseAddress, source.count > 0 else { return true }
        let room = unsafe space(atLeast: source.count)
        guard room.count >= source.count, let to = room.baseAddress else { return false }
        unsafe to.copyMemory(from: from, byteCount: source.count)
        tail &+= source.count
        return true
    }

    /// Moves the waiting bytes to the front and, where that is not enough, into larger memory.
    @_noLocks
    @inline(never)
    private mutating func makeRoom(_ least: Int) {
        let waiting = tail &- head
        if waiting &+ least > capacity, capacity < limit {
            let (wanted, overflow) = waiting.addingReportingOverflow(least)
            let target = overflow ? limit : min(limit, max(wanted, capacity &* 2))
            unsafe base = grown(from: base + head, waiting: waiting, old: base, to: target)
            capacity = target
        } else if head > 0 {
            unsafe base.copyMemory(from: base + head, byteCount: waiting)
        }
        head = 0
        tail = waiting
    }
}

extension ByteQueue {
    private static func memory(_ capacity: Int) -> UnsafeMutableRawPointer {
        .allocate(byteCount: capacity + readableBeyond, alignment: 64)
    }

    /// Larger memory with the waiting bytes at its front. Cold: the largest message decides, and
    /// after it no more is taken. This is the one place of the module that allocates in a turn.
    @_semantics("no_performance_analysis")
    @inline(never)
    private func grown(
        from waiting: UnsafeMutableRawPointer, waiting count: Int, old: UnsafeMutableRawPointer,
        to capacity: Int
    ) -> UnsafeMutableRawPointer {
        let larger = unsafe Self.memory(capacity)
        unsafe larger.copyMemory(from: waiting, byteCount: count)
        unsafe old.deallocate()
        return unsafe larger
    }
}
