import Archive
import Codecs
import Markets
import Meters
import Numbers
import Rings
import Venues

/// One Coinbase connection, from recorded bytes to events: the decoder, the sequence rule, and what
/// a gap, a malformed message or a lost connection means for the books. A function of its inputs
/// alone, so that a recording replays to the same events.
@safe struct CoinbaseIntake: ~Copyable {
    private enum Phase {
        /// No connection, or one that is being given up.
        case idle
        /// Messages count.
        case open
        /// A message's levels are being pulled.
        case pulling
    }

    private var decoder: CoinbaseDecoder
    private var rule: CoinbaseSequence
    private let scope: SequenceScope
    /// For requests: the venue's names of the books. Not touched in a turn.
    private let names: [String]
    private let books: UnsafeMutablePointer<InstrumentID>
    private let bookCount: Int
    private var phase = Phase.idle
    private var isUp = false
    private var input = InputSequence(0)
    private var received = Instant.never
    private var outbox: Outbox
    var wishes = Wish.nothing
    var counters = Counters<IntakeCounter>()
    let trouble = Trouble()

    init(products: [VenueProduct], scope: SequenceScope) {
        names = products.map(\.id)
        self.scope = scope
        decoder = CoinbaseDecoder(products: products)
        rule = CoinbaseSequence(scope: scope)
        bookCount = products.count
        unsafe books = .allocate(capacity: max(1, products.count))
        for (index, product) in products.enumerated() {
            unsafe (books + index).initialize(to: product.instrument)
        }
        outbox = Outbox(capacity: 3 * products.count + 4)
    }

    deinit { unsafe books.deallocate() }

    /// Whether nothing that the connection says counts any more.
    var hasGivenUp: Bool {
        switch phase {
        case .idle: true
        case .open, .pulling: false
        }
    }

    /// Takes one input. Its bytes stay in place until `step` says that it is done.
    @_noLocks mutating func begin(_ label: RecordLabel, _ bytes: UnsafeRawBufferPointer) {
        input = label.input
        received = label.stamp
        counters.add(.inputTaken)
        counters.add(.byteTaken, UInt64(bytes.count))
        counters.set(.lastInput, received.nanosecondsSinceBoot)
        switch label.kind {
        case .connection: connectionChanged(label.flags)
        case .frame: unsafe take(bytes)
        default: break
        }
    }

    /// Gives events while there is room; true when the input is done with.
    @_noLocks mutating func step(into ring: inout Producer<Event>) -> Bool {
        guard outbox.flush(into: &ring) else { return blocked(&ring) }
        while phase == .pulling {
            guard ring.hasRoom(for: 2), let place = unsafe ring.claim() else {
                return blocked(&ring)
            }
            switch unsafe decoder.next(into: place) {
            case .written:
                ring.commit()
                counters.add(.eventGiven)
                if unsafe place.pointee.flags.contains(.snapshot | .last) {
                    announce(unsafe place.pointee.instrument, &ring)
                }
            case .done:
                phase = .open
            case .failed(let error):
                counters.add(.messageMalformed)
                trouble.note(error.fault)
                giveUp()
            }
        }
        let isDone = outbox.flush(into: &ring)
        ring.publish()
        return isDone
    }

    @_noLocks private mutating func blocked(_ ring: inout Producer<Event>) -> Bool {
        ring.publish()
        counters.add(.ringFull)
        return false
    }

    /// A whole snapshot was given: from here on the book equals the venue's.
    @_noLocks
    private mutating func announce(_ instrument: InstrumentID, _ ring: inout Producer<Event>) {
        _ = ring.stage(
            .status(.live, instrument: instrument, input: input, received: received))
    }

    @_noLocks private mutating func connectionChanged(_ flags: UInt8) {
        isUp = flags == ConnectionChange.up
        counters.add(isUp ? .connected : .disconnected)
        rule = CoinbaseSequence(scope: scope)
        phase = isUp ? .open : .idle
        if isUp { wishes = .subscribe } else { wishes = .reconnect }
        tellAll(isUp ? .connected : .disconnected)
    }

    @_noLocks private mutating func take(_ bytes: UnsafeRawBufferPointer) {
        guard phase == .open else { return counters.add(.messageIgnored) }
        let message: CoinbaseMessage
        do throws(CoinbaseError) {
            message = try unsafe decoder.begin(bytes, input: input, received: received)
        } catch {
            counters.add(.messageMalformed)
            trouble.note(error.fault)
            return giveUp()
        }
        switch rule.accept(message) {
        case .accepted: break
        case .duplicate: return counters.add(.messageRepeated)
        case .gap:
            counters.add(.sequenceGap)
            trouble.note("messages are missing in the venue's sequence")
            return giveUp()
        }
        switch message.kind {
        case .levels:
            phase = .pulling
        case .heartbeat, .subscriptions, .other:
            if bookCount > 0 {
                unsafe outbox.add(
                    .alive(instrument: books[0], input: input, received: received))
            }
        case .error:
            counters.add(.venueRefusal)
            if let text = message.text { unsafe trouble.note(text.raw) }
            giveUp()
        }
    }

    /// Nothing of this connection can be trusted: quarantine its books and make it anew.
    @_noLocks private mutating func giveUp() {
        phase = .idle
        wishes.insert(.reconnect)
        tellAll(.quarantined)
    }

    @_noLocks private mutating func tellAll(_ status: Status) {
        for index in 0..<bookCount {
            unsafe outbox.add(
                .status(status, instrument: books[index], input: input, received: received))
        }
    }

    /// Writes the requests of a new connection, one message each; nil when there is no more.
    func writeSubscription(_ place: Int, into room: UnsafeMutableRawBufferPointer) -> Int? {
        switch place {
        case 0:
            unsafe CoinbaseSubscription.write(
                .subscribe, to: .heartbeats, products: [], into: room)
        case 1:
            unsafe CoinbaseSubscription.write(
                .subscribe, to: .level2, products: names, into: room)
        default: nil
        }
    }
}
