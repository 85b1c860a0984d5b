import Codecs
public import Markets
public import Numbers

/// Turns the messages of one Coinbase connection into book diffs.
///
///     let message = try decoder.begin(bytes, input: input, received: now)
///     while case .event(let event) = decoder.next() { … }
///
/// The bytes must stay where they are until `next` says `.done` or `.failed`. All diffs of one
/// product in one message are one batch, whatever stands between them; the first carries
/// `.first`, the last `.last`, and all of them `.snapshot` if the batch replaces the book. An
/// empty snapshot is one diff that removes a bid of one tick.
@safe public struct CoinbaseDecoder: ~Copyable {
    let products: ProductTable
    /// Room for a text without its escapes.
    let scratch: UnsafeMutableRawBufferPointer

    /// Events of products that are not in the table.
    public internal(set) var unknownProducts: UInt64 = 0
    /// Messages of channels that we do not read.
    public internal(set) var unknownChannels: UInt64 = 0
    /// Events of `l2_data` that are neither snapshot nor update.
    public internal(set) var unknownTypes: UInt64 = 0
    /// Messages without a readable `timestamp`.
    public internal(set) var unreadableStamps: UInt64 = 0
    /// Messages that the general scanner took, or finished.
    public internal(set) var generalMessages: UInt64 = 0

    // The message.
    var stamps = TimestampReader()
    var bytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    var input = InputSequence(0)
    var received = Instant.never
    var sequence: UInt64 = 0
    var stamped = WallTime(nanosecondsSince1970: 0)

    // The place in it.
    var phase = Phase.done
    /// Quick path: where the next diff starts, in bytes from the start of the message.
    var cursor = 0
    /// Where a product's entry stands whose updates are being read.
    var product = 0
    /// The place of the event among the message's events, from 0.
    var eventIndex = 0
    /// The next diff opens its batch.
    var isFirst = false
    var isSnapshot = false
    /// What follows the event whose updates are being read is known to be sound.
    var isTailKnown = false
    var scanner = unsafe JSONScanner(UnsafeRawBufferPointer(start: nil, count: 0))
    /// The place behind the event whose updates are being read.
    var behindEvent = unsafe JSONScanner(UnsafeRawBufferPointer(start: nil, count: 0))

    enum Phase {
        case done
        /// The quick path stands at a diff.
        case quick
        /// The general scanner stands in the updates of an event.
        case updates
        /// The general scanner stands among the events, the rest of which is known to be sound.
        case events
    }

    /// How the general scanner is used.
    public enum Speed: Sendable {
        /// Only where the quick path declines.
        case usual
        /// For every message: tests compare the two.
        case general
    }
    private let triesQuickPath: Bool

    public init(products: [VenueProduct], speed: Speed = .usual) {
        self.products = ProductTable(products)
        triesQuickPath = speed == .usual
        unsafe scratch = .allocate(byteCount: 64, alignment: 8)
    }

    deinit { unsafe scratch.deallocate() }

    /// Looks at the next message. What was left of the one before is forgotten.
    ///
    /// - Parameters:
    ///   - bytes: one whole message. Stays in place until it is done with.
    ///   - input: the recorded input that it is.
    ///   - received: when its bytes came.
    @_noLocks public mutating func begin(
        _ bytes: UnsafeRawBufferPointer, input: InputSequence, received: Instant
    ) throws(CoinbaseError) -> CoinbaseMessage {
        unsafe self.bytes = unsafe bytes
        self.input = input
        self.received = received
        phase = .done
        if triesQuickPath, quickHead() {
            return CoinbaseMessage(
                kind: .levels, sequence: sequence, stamped: stamped, text: nil)
        }
        generalMessages &+= 1
        return try generalHead()
    }

    /// As `next`, but writes the diff where it is wanted, such as a ring's place.
    @_noLocks public mutating func next(
        into place: UnsafeMutablePointer<Event>
    ) -> CoinbasePull {
        if case .quick = phase {
            if let event = quickEvent() {
                unsafe place.initialize(to: event)
                return .written
            }
            leaveQuickPath()
        }
        do throws(CoinbaseError) {
            guard let event = try generalEvent() else { return .done }
            unsafe place.initialize(to: event)
            return .written
        } catch {
            phase = .done
            return .failed(error)
        }
    }

    /// The next diff of the message.
    @_noLocks public mutating func next() -> CoinbaseStep {
        if case .quick = phase {
            if let event = quickEvent() { return .event(event) }
            leaveQuickPath()
        }
        do throws(CoinbaseError) {
            guard let event = try generalEvent() else { return .done }
            return .event(event)
        } catch {
            phase = .done
            return .failed(error)
        }
    }
}
