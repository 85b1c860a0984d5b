public import Codecs
public import Markets
public import Numbers

/// One message of Coinbase Advanced Trade, without its events.
@safe public struct CoinbaseMessage {
    public enum Kind: Sendable, CaseIterable {
        /// `l2_data`: diffs of books. `CoinbaseDecoder.next` gives them.
        case levels
        case heartbeat
        /// Everything that this connection is subscribed to; `text` is the list, as JSON.
        case subscriptions
        /// The last request was refused; `text` says why, in Coinbase's words.
        case error
        /// A channel that we did not ask for or do not know.
        case other
    }

    public let kind: Kind
    /// Counts all messages of the connection from 0. Error messages have none.
    public let sequence: UInt64?
    /// When Coinbase sent it; 1970 when it does not say, or not in RFC 3339.
    public let stamped: WallTime
    /// See `Kind`; in place, for as long as the message is.
    public let text: JSONText?

    @_noLocks init(kind: Kind, sequence: UInt64?, stamped: WallTime, text: JSONText?) {
        self.kind = kind
        self.sequence = sequence
        self.stamped = stamped
        self.text = text
    }
}

/// What one pull came to.
@frozen public enum CoinbaseStep: Sendable {
    case event(Event)
    /// The message holds no more.
    case done
    /// The message is not what it should be. Some of its diffs may be out already: the books of
    /// the connection cannot be trusted.
    case failed(CoinbaseError)
}

/// What one pull into a place came to.
@frozen public enum CoinbasePull: Sendable {
    /// A diff was written.
    case written
    /// The message holds no more.
    case done
    /// As `CoinbaseStep.failed`.
    case failed(CoinbaseError)
}

/// What is wrong with a message, and where.
public struct CoinbaseError: Error, Equatable, Sendable {
    public let fault: CoinbaseFault
    /// A byte of the message, at or shortly before the fault.
    public let offset: Int

    @_noLocks init(_ fault: CoinbaseFault, at offset: Int) {
        self.fault = fault
        self.offset = offset
    }

    @_noLocks init(_ error: JSONError) {
        self.init(.json(error.fault), at: error.offset)
    }
}

public enum CoinbaseFault: Equatable, Sendable {
    case json(JSONFault)
    /// A key that must be there is not.
    case missing(CoinbaseField)
    /// A key stands twice in one object: which of them counts?
    case repeated(CoinbaseField)
    /// Neither `bid` nor `offer`.
    case unknownSide
    case badPrice(DecimalError)
    case badSize(DecimalError)
    /// The price is 0 or more than 2⁶³−1 ticks.
    case priceOutOfRange
}

/// The keys that we read.
public enum CoinbaseField: Sendable, CaseIterable {
    case channel
    case timestamp
    case sequence
    case events
    case type
    case product
    case updates
    case side
    case price
    case size
    case message
}
