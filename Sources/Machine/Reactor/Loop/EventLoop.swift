// Reactor: the only place that asks the kernel for bytes.
//
// An `EventLoop` is one io_uring, owned by one thread. It is pulled, never calls back: the owner
// asks for connections, listeners and timers, calls `poll` (or `wait`) once a turn, and takes
// `LoopEvent`s until there are none. All that was asked for in a turn travels in one system call,
// and that same call brings what has arrived. Bytes are read where the kernel put them, in buffers
// that all connections share.
//
// Its words: a *slot* is the place of one connection, listener or timer; an *entry* is one request
// to the kernel; a *completion* is one answer; a receive is *armed* once and answers many times.
//
// It reads no clock (the moment is an argument), makes no thread, and knows TLS, WebSocket and HTTP
// only through Wire's state machines. It writes to files in `Files` alone. What it does not do:
// UDP, TLS in the kernel, zero-copy sends, a kernel thread that polls (SQPOLL).

import CUring
public import Numbers

/// One thread's door to the network. It moves to the thread that first polls it and stays there.
@safe public struct EventLoop: ~Copyable, @unchecked Sendable {
    var ring: SubmissionRing
    var buffers: BufferRing
    let slots: UnsafeMutablePointer<Slot>
    /// By slot: where it connects to, and its timeout or period. The kernel reads them in place.
    let addresses: UnsafeMutablePointer<socket_address>
    let spans: UnsafeMutablePointer<__kernel_timespec>
    /// Until the wait of the loop ends, for the kernel to read.
    let wakeSpan: UnsafeMutablePointer<__kernel_timespec>
    /// Whether a timer that ends waits is set, and when it fires.
    var isWakeSet = false
    private var wakeDue = Instant.never
    /// The turn that waited last.
    private var lastWait: UInt64 = 0
    let limits: LoopLimits
    public internal(set) var counters = LoopCounters()
    /// The slot that gets the next connection: the head of a list, or -1.
    var firstFree: Int32 = 0
    /// Slots that want something of the kernel.
    var asking = SlotList()
    /// Slots that are over and whose last event was not taken yet.
    var over = SlotList()
    /// Slots in use.
    public internal(set) var slotsTaken = 0
    /// The buffer of the event that was taken last, or -1.
    var lent: Int32 = -1
    /// When listeners that the kernel refused an accept may try again.
    var acceptAgain = Instant.never
    var acceptsRefusedSeen: UInt64 = 0

    /// Opens a ring. Nothing is bound to a thread yet.
    ///
    /// - Throws: why the kernel gives no ring; its description says what to do.
    public init(limits: LoopLimits = LoopLimits()) throws(LoopFault) {
        precondition(limits.slotsMax > 0 && limits.slotsMax <= 65_536, "1...65,536 slots")
        precondition(limits.bufferBytes >= 256, "a buffer holds a stamp and some bytes")
        let ring = try SubmissionRing(
            entries: limits.submissionsMax, completions: limits.completionsMax,
            modes: limits.modes)
        let buffers = try BufferRing(
            count: limits.buffersMax, bytesEach: limits.bufferBytes, on: ring)
        self.limits = limits
        self.ring = ring
        self.buffers = buffers
        unsafe slots = .allocate(capacity: limits.slotsMax)
        unsafe addresses = .allocate(capacity: limits.slotsMax)
        unsafe addresses.initialize(repeating: socket_address(), count: limits.slotsMax)
        unsafe spans = .allocate(capacity: limits.slotsMax)
        unsafe spans.initialize(repeating: __kernel_timespec(), count: limits.slotsMax)
        unsafe wakeSpan = .allocate(capacity: 1)
        for index in 0..<limits.slotsMax {
            let isLast = index == limits.slotsMax - 1
            unsafe (slots + index).initialize(to: Slot())
            unsafe slots[index].next = isLast ? -1 : Int32(index + 1)
        }
    }

    deinit { tearDown() }

    /// How the kernel runs this loop's completions.
    public var mode: RingMode { ring.mode }

    /// Submits what was asked for and takes what has arrived; never waits.
    ///
    /// - Returns: how many completions are ready; 0 means `nextEvent` has nothing.
    @_noLocks public mutating func poll(at now: Instant) -> Int {
        prepare(at: now)
        // Now and then without need: so the way into the kernel is in the caches when it counts.
        ring.submit(anyway: counters.turns & 7 == 0)
        return ready
    }

    /// As `poll`, but while nothing is ready waits for the kernel, at the latest until `deadline`.
    @_noLocks public mutating func wait(until deadline: Instant, at now: Instant) -> Int {
        prepare(at: now)
        lastWait = counters.turns
        // A slot that still asks (a listener at rest, a receive without buffer) is looked at soon.
        let span = asking.isEmpty ? deadline.since(now) : min(deadline.since(now), .milliseconds(1))
        if ready > 0 || span.count == 0 {
            ring.submit(anyway: false)
        } else if hasWake(by: now + span, at: now) {
            ring.submitAndWait()
            if ring.takes(Completion.tag(.wake, slot: 0)) { isWakeSet = false }
        } else {
            ring.submitAndWait(for: span)
        }
        return ready
    }

    /// Whether a timer in the kernel ends a wait by `deadline`. One such timer serves all waits
    /// until it fires: to set and cancel one for each costs more than a wait that ends early.
    @_noLocks private mutating func hasWake(by deadline: Instant, at now: Instant) -> Bool {
        if isWakeSet { return deadline >= wakeDue }
        unsafe wakeSpan.pointee = __kernel_timespec(deadline.since(now))
        let tag = Completion.tag(.wake, slot: 0)
        guard unsafe ring.timer(wakeSpan, tag: tag) else { return false }
        wakeDue = deadline
        isWakeSet = true
        return true
    }

    /// Takes the next event; nil when there is none before the next `poll`. Bytes of the event
    /// before are returned to the kernel, unless they are held.
    @_noLocks public mutating func nextEvent() -> LoopEvent? {
        returnLent()
        if let event = takeOver() { return event }
        while let completion = ring.next() {
            counters.completions &+= 1
            if let event = digest(completion) { return event }
        }
        return takeOver()
    }

    /// Keeps the bytes of the event taken last until `release`. A held buffer is one the kernel
    /// cannot fill, so hold few and briefly.
    @_noLocks public mutating func hold() -> HeldBuffer {
        precondition(lent >= 0, "the event taken last has bytes")
        let index = lent
        lent = -1
        buffers.hold(Int(truncatingIfNeeded: index))
        return HeldBuffer(index: index)
    }

    /// Gives a held buffer back.
    @_noLocks public mutating func release(_ buffer: HeldBuffer) {
        buffers.release(Int(truncatingIfNeeded: buffer.index))
    }

    /// Whether it is polled again and again, and has not waited for a while: then an early answer
    /// is worth more than the processor's time.
    var spins: Bool { @_noLocks get { counters.turns &- lastWait > 64 } }

    private var ready: Int { @_noLocks get { ring.ready &+ (over.isEmpty ? 0 : 1) } }

    @_noLocks private mutating func returnLent() {
        guard lent >= 0 else { return }
        buffers.give(Int(truncatingIfNeeded: lent))
        lent = -1
    }

    @_noLocks private mutating func prepare(at now: Instant) {
        returnLent()
        if !ring.isBound { ring.bind() }
        counters.turns &+= 1
        if !asking.isEmpty { askKernel(at: now) }
    }
}

/// A list of slots, first in first out, threaded through `Slot.next`.
struct SlotList: BitwiseCopyable {
    private var first: Int32 = -1
    private var last: Int32 = -1

    var isEmpty: Bool { @_noLocks get { first < 0 } }

    @_noLocks init() {}

    @_noLocks mutating func append(_ index: Int, in slots: UnsafeMutablePointer<Slot>) {
        let place = Int32(truncatingIfNeeded: index)
        unsafe slots[index].next = -1
        if last >= 0 {
            unsafe slots[Int(last)].next = place
        } else {
            first = place
        }
        last = place
    }

    @_noLocks mutating func take(from slots: UnsafeMutablePointer<Slot>) -> Int? {
        guard first >= 0 else { return nil }
        let index = Int(first)
        unsafe first = slots[index].next
        if first < 0 { last = -1 }
        unsafe slots[index].next = -1
        return index
    }
}
