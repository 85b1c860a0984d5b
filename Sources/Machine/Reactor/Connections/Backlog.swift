/// Bytes that were received while their reader could not take them. Empty in the steady state.
@safe struct Backlog: ~Copyable {
    private var base: UnsafeMutableRawPointer?
    private var room = 0
    private var head = 0
    private var tail = 0

    init() { unsafe base = nil }

    deinit { unsafe base?.deallocate() }

    var isEmpty: Bool { @_noLocks get { head == tail } }

    var bytes: UnsafeRawBufferPointer {
        @_noLocks get {
            guard let base = unsafe base else {
                return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
            }
            return unsafe UnsafeRawBufferPointer(start: base + head, count: tail &- head)
        }
    }

    /// No limit of its own: the loop is paused while something waits here, so what comes is bounded
    /// by the loop's receive buffers.
    @_noLocks mutating func append(_ more: UnsafeRawBufferPointer) {
        guard let from = more.baseAddress, more.count > 0 else { return }
        if tail + more.count > room { makeRoom(for: more.count) }
        if let to = unsafe base { unsafe (to + tail).copyMemory(from: from, byteCount: more.count) }
        tail += more.count
    }

    @_noLocks mutating func consume(_ count: Int) {
        precondition(count <= tail - head, "what is taken away was there")
        head += count
        if head == tail { removeAll() }
    }

    @_noLocks mutating func removeAll() {
        head = 0
        tail = 0
    }

    /// Puts bytes before all others that wait.
    mutating func prepend(_ first: UnsafeRawBufferPointer) {
        var all = Backlog()
        unsafe all.append(first)
        unsafe all.append(bytes)
        self = all
    }

    /// Cold: only a reader that is behind comes here.
    @inline(never) @_semantics("no_performance_analysis")
    private mutating func makeRoom(for count: Int) {
        let waiting = tail - head
        var wanted = max(room, 16_384)
        while wanted < waiting + count { wanted *= 2 }
        let larger = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 64)
        if let old = unsafe base {
            unsafe larger.copyMemory(from: old + head, byteCount: waiting)
            unsafe old.deallocate()
        }
        unsafe base = larger
        room = wanted
        head = 0
        tail = waiting
    }
}
