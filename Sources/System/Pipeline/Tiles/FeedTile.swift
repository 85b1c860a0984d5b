import Archive
import Markets
public import Meters
public import Numbers
import Reactor
import Rings
public import Tiles

/// Counters of the feed tile itself; each source has `IntakeCounter`s of its own.
public enum FeedCounter: Int, Counter {
    public static var tile: StaticString { "feed" }

    /// Inputs numbered so far.
    case inputNumbered
    /// Turns that found `feed_journal` full and took nothing more until there was room.
    case journalFull
    /// Clock inputs: nothing else came for a tenth of a second.
    case clockTicked
}

/// Receives, records and decodes: bytes of every source become numbered inputs, and those become
/// events, in one order. Its turn takes messages; everything else about a connection (that it
/// opened or ended, what is asked and answered) waits for `tend`, and all messages behind it.
@safe
public struct FeedTile: Tended, Parking, ~Copyable, @unchecked Sendable {
    /// Nothing came for so long: an input says that time passed.
    static var clockSpan: Nanoseconds { @_noLocks get { .milliseconds(100) } }

    var loop: EventLoop
    var intake: Intake
    var events: Producer<Event>
    var journal: ByteProducer?
    let clock: HostClock
    let links: UnsafeMutablePointer<FeedLink>
    let linkCount: Int
    let counters = Counters<FeedCounter>()
    let takesStamps: Bool
    /// Room for one request.
    let room: UnsafeMutableRawBufferPointer

    let mailbox: Mailbox
    var inputCount: UInt64
    /// An input that the ring or the journal had no room for yet: its view stays valid because its
    /// connection is not asked for more.
    var waiting: WaitingInput?
    var lastInput = Instant.never
    /// An event of the loop that is no message; its bytes stay as the loop is not asked for more.
    var otherEvent: LoopEvent?
    public internal(set) var needsTending = false
    /// A connection was not asked until it had nothing more: it is asked before the loop.
    var mayHoldMessages = false
    var isClosing = false
    var rehearsal: Rehearsal

    init(
        loop: consuming EventLoop, links: [SourceLink], plan: Plan, firstInput: InputSequence,
        events: consuming Producer<Event>, journal: consuming ByteProducer?, clock: HostClock,
        mailbox: Mailbox
    ) {
        self.mailbox = mailbox
        self.loop = loop
        intake = Intake(plan)
        rehearsal = Rehearsal(plan)
        self.events = events
        self.journal = journal
        self.clock = clock
        takesStamps = plan.settings.machine.takesKernelStamps
        linkCount = links.count
        unsafe self.links = .allocate(capacity: max(1, links.count))
        for (index, link) in links.enumerated() {
            unsafe (self.links + index).initialize(to: link.open(seed: UInt64(index) + 1))
        }
        inputCount = firstInput.count - 1
        unsafe room = .allocate(byteCount: 16_384, alignment: 16)
    }

    deinit {
        unsafe links.deinitialize(count: linkCount)
        unsafe links.deallocate()
        unsafe room.deallocate()
    }

    public var gauge: CounterGauge<FeedCounter> { counters.gauge }
    public func gauge(of source: Int) -> CounterGauge<IntakeCounter> { intake.gauge(of: source) }

    @_noLocks public mutating func turn(at now: Instant) -> Int {
        guard resume(), !needsTending else { return 0 }
        var work = 0
        if mayHoldMessages {
            mayHoldMessages = false
            for index in 0..<linkCount where isFree { work &+= pump(index, at: now) }
        }
        guard isFree, !isClosing else { return work }
        if loop.poll(at: now) > 0 { work &+= takeEvents(at: now) }
        if work == 0, isFree, now.since(lastInput) >= Self.clockSpan { tick(at: now) }
        return work
    }

    /// Nothing stands before the next message.
    var isFree: Bool {
        @_noLocks get {
            if case .some = waiting { return false }
            return !needsTending
        }
    }

    /// Gives every loop event's bytes to its connection and takes the messages that came of them.
    @_noLocks private mutating func takeEvents(at now: Instant) -> Int {
        var work = 0
        while isFree, let event = loop.nextEvent() {
            work &+= 1
            let index = giveBytes(of: event, at: now)
            if index >= 0 {
                work &+= pump(index, at: now)
            } else {
                otherEvent = event
                needsTending = true
            }
        }
        return work
    }

    /// The link whose WebSocket the bytes are for; -1 when the event is anything else.
    @_noLocks private mutating func giveBytes(of event: LoopEvent, at now: Instant) -> Int {
        for index in 0..<linkCount {
            if unsafe links[index].socket.takeBytes(of: event, on: &loop, at: now) { return index }
        }
        return -1
    }

    /// Time passed and nothing else happened.
    @_noLocks private mutating func tick(at now: Instant) {
        counters.add(.clockTicked)
        unsafe deliver(
            .tick, source: 0, epoch: 0, flags: 0,
            bytes: UnsafeRawBufferPointer(start: nil, count: 0),
            stamp: WallTime(nanosecondsSince1970: 0), at: now)
    }

    public mutating func waitsForRoom() -> Bool { waiting != nil }

    /// Lets the kernel wake it for a socket; nobody writes to it, so it watches no bell.
    public mutating func park(until deadline: Instant) {
        let now = clock.now()
        var latest = deadline
        for index in 0..<linkCount { latest = unsafe min(latest, links[index].nextTurn()) }
        // What is due comes with the next housekeeping, so a millisecond more is never too late.
        _ = loop.wait(until: max(latest, now + .milliseconds(1)), at: now)
    }

    @_noLocks public mutating func rehearse() { rehearsal.run() }

    public mutating func housekeep(at now: Instant) {
        rehearsal.renew()
        clock.recalibrate()
        _ = tend(at: now)
        mayHoldMessages = true
        guard waiting == nil else { return }
        obey(at: now)
        let wall = clock.wallTime(at: now)
        for index in 0..<linkCount where waiting == nil && !isClosing {
            unsafe links[index].socket.turn(on: &loop, at: now, wall: wall)
            unsafe links[index].http?.turn(on: &loop, at: now)
            _ = tend(index, at: now)
        }
        // Links that were not asked are asked when what waits is done with.
        needsTending = waiting != nil
    }

    public mutating func close(at now: Instant) {
        isClosing = true
        for index in 0..<linkCount {
            unsafe links[index].socket.close(on: &loop, at: now)
        }
        _ = loop.poll(at: now)
    }
}
