public import Markets
import Numbers

/// From events to opportunities: applies each event to its market, and at the end of a batch
/// evaluates the cycles through that market, and no others.
@safe public struct PriceStage: ~Copyable {
    public private(set) var markets: MarketState
    /// Cycles evaluated, both directions counted as one.
    public private(set) var evaluated: UInt64 = 0
    private let cycles: UnsafeMutablePointer<CEXDEXCycle>
    private let cycleCount: Int
    /// The cycles through instrument i: `through[starts[i] ..< starts[i + 1]]`.
    private let starts: UnsafeMutablePointer<Int32>
    private let through: UnsafeMutablePointer<UInt16>
    private let instrumentCount: Int
    private let found: UnsafeMutablePointer<Opportunity>
    private var foundCount = 0
    private var latest = Instant.never
    private var rehearsing = 0
    /// What rehearsals came to: kept so that they are done.
    private var echo: UInt64 = 0

    /// The places of `cycles` are the numbers that opportunities carry.
    public init(
        _ instruments: [Instrument], cycles: [CEXDEXCycle],
        capacity: MarketCapacity = MarketCapacity()
    ) {
        precondition(cycles.count <= 4_096, "at most 4,096 cycles")
        markets = MarketState(instruments, capacity: capacity)
        cycleCount = cycles.count
        unsafe self.cycles = .allocate(capacity: max(cycleCount, 1))
        for (index, cycle) in cycles.enumerated() {
            unsafe (self.cycles + index).initialize(to: cycle)
        }
        unsafe found = .allocate(capacity: max(2 * cycleCount, 1))
        instrumentCount = instruments.count
        unsafe starts = .allocate(capacity: instrumentCount + 1)
        unsafe through = .allocate(capacity: max(2 * cycleCount, 1))
        var next = 0
        for instrument in 0..<instrumentCount {
            unsafe (starts + instrument).initialize(to: Int32(next))
            for (number, cycle) in cycles.enumerated() {
                guard Int(cycle.book.index) == instrument || Int(cycle.pool.index) == instrument
                else { continue }
                unsafe (through + next).initialize(to: UInt16(number))
                next += 1
            }
        }
        unsafe (starts + instrumentCount).initialize(to: Int32(next))
    }

    deinit {
        unsafe cycles.deallocate()
        unsafe found.deallocate()
        unsafe starts.deallocate()
        unsafe through.deallocate()
    }

    /// Applies one event and returns how many opportunities it completed: 0 before the end of a
    /// batch. They stand in `opportunity(0 ..< n)`, the best first, until the next call.
    @_noLocks public mutating func apply(_ event: Event) -> Int {
        foundCount = 0
        latest = event.received
        markets.apply(event)
        guard event.flags.contains(.last) else { return 0 }
        switch event.kind {
        case .level, .pool, .tick, .tickArray, .poolFee, .poolNumbers, .bin, .orders, .status: break
        case .none, .slot, .clock, .opportunity, .stamps, .command, .alive: return 0
        }
        let instrument = Int(event.instrument.index)
        guard instrument < instrumentCount else { return 0 }
        let (first, end) = unsafe (Int(starts[instrument]), Int(starts[instrument + 1]))
        for place in first..<end {
            let number = unsafe through[place]
            evaluate(unsafe cycles[Int(number)], number, event)
        }
        return foundCount
    }

    /// One of the opportunities that the last event completed.
    @_noLocks public func opportunity(_ index: Int) -> Opportunity {
        precondition(index >= 0 && index < foundCount, "an opportunity of this event")
        return unsafe found[index]
    }

    /// Evaluates one cycle, the next one each time, in both directions, and keeps nothing.
    @_noLocks public mutating func rehearse() {
        guard cycleCount > 0 else { return }
        rehearsing = rehearsing &+ 1 < cycleCount ? rehearsing &+ 1 : 0
        let cycle = unsafe cycles[rehearsing]
        guard markets.standing(of: cycle.book, at: latest) == .live,
            markets.standing(of: cycle.pool, at: latest) == .live
        else { return }
        if let quote = markets.best(cycle, .bookToPool) { echo &+= quote.base }
        if let quote = markets.best(cycle, .poolToBook) { echo &+= quote.base }
    }

    @_noLocks private mutating func evaluate(
        _ cycle: CEXDEXCycle, _ number: UInt16, _ event: Event
    ) {
        guard markets.standing(of: cycle.book, at: event.received) == .live,
            markets.standing(of: cycle.pool, at: event.received) == .live
        else { return }
        evaluated &+= 1
        guard let direction = markets.payingDirection(of: cycle),
            let quote = markets.best(cycle, direction)
        else { return }
        let opportunity = Opportunity(
            cycle: number, pool: cycle.pool, direction: quote.direction, size: quote.size,
            worst: quote.worst, poolQuote: quote.poolQuote, gross: quote.gross,
            input: event.input, received: event.received)
        add(opportunity)
    }

    /// Among the others of this event, the best first: they share one book, and what the first one
    /// takes is not there for the next.
    @_noLocks private mutating func add(_ opportunity: Opportunity) {
        var place = foundCount
        while place > 0, unsafe found[place &- 1].gross < opportunity.gross {
            unsafe found[place] = unsafe found[place &- 1]
            place &-= 1
        }
        unsafe found[place] = opportunity
        foundCount &+= 1
    }
}
