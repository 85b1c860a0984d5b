public import Numbers

/// The continuity of every instrument and the silence of every source, in memory taken once.
@safe public struct ContinuityTable: ~Copyable {
    private struct Row: BitwiseCopyable {
        var continuity = Continuity()
        var source: UInt16
        var silenceMax: Nanoseconds
    }

    /// How many instruments there are; their ids are 0 ..< count.
    public let count: Int
    private let rows: UnsafeMutablePointer<Row>
    private let sourceCount: Int
    /// When each source was last heard.
    private let heard: UnsafeMutablePointer<Instant>

    /// Instruments in the order of their ids, which are 0 ..< count.
    public init(_ instruments: [Instrument]) {
        count = instruments.count
        let sources = (instruments.map { Int($0.source.index) }.max() ?? 0) + 1
        sourceCount = sources
        unsafe rows = .allocate(capacity: max(count, 1))
        unsafe heard = .allocate(capacity: sources)
        unsafe heard.initialize(repeating: .never, count: sources)
        for (index, instrument) in instruments.enumerated() {
            precondition(
                Int(instrument.id.index) == index, "instruments stand in the order of their ids")
            unsafe (rows + index).initialize(
                to: Row(source: instrument.source.index, silenceMax: instrument.silenceMax))
        }
    }

    deinit {
        unsafe rows.deallocate()
        unsafe heard.deallocate()
    }

    /// Notes an event of a known instrument: its source is heard, its continuity moves.
    @_noLocks public mutating func note(_ event: Event, isSound: Bool) {
        let index = Int(event.instrument.index)
        guard index < count else { return }
        let source = Int(unsafe rows[index].source)
        unsafe heard[source] = max(heard[source], event.received)
        unsafe rows[index].continuity.note(event, isSound: isSound)
    }

    /// Notes, at the end of a batch, whether a book is crossed.
    @_noLocks public mutating func note(crossed: Bool, _ instrument: InstrumentID) {
        unsafe rows[Int(instrument.index)].continuity.note(crossed: crossed)
    }

    /// What an instrument is good for now.
    @_noLocks public func standing(of instrument: InstrumentID, at now: Instant) -> Standing {
        let index = Int(instrument.index)
        guard index < count, unsafe rows[index].continuity.isProved else { return .quarantined }
        return silence(of: instrument, at: now).count > silenceMax(of: instrument).count
            ? .stale : .live
    }

    /// How long the instrument's source has been silent.
    @_noLocks public func silence(of instrument: InstrumentID, at now: Instant) -> Nanoseconds {
        now.since(unsafe heard[Int(rows[Int(instrument.index)].source)])
    }

    /// The silence after which the instrument is stale.
    @_noLocks public func silenceMax(of instrument: InstrumentID) -> Nanoseconds {
        unsafe rows[Int(instrument.index)].silenceMax
    }

    @_noLocks public func continuity(of instrument: InstrumentID) -> Continuity {
        unsafe rows[Int(instrument.index)].continuity
    }
}
