public import Numbers

/// How often somebody may be asked: a bucket of tokens, filled evenly, one taken for each request.
/// It reads no clock.
public struct RequestLimit: Sendable, Equatable {
    /// Between two tokens.
    public let interval: Nanoseconds
    /// How long an empty bucket takes to hold all its tokens but one.
    private let slack: Nanoseconds
    /// The moment from which on the bucket is full.
    private var full = Instant.never

    /// - Parameters:
    ///   - count: requests a minute, 1 to 60,000.
    ///   - burst: tokens in the full bucket, 1 to 60,000. With 1 no minute ever holds more than
    ///     `count` requests.
    public init(perMinute count: Int, burst: Int = 1) {
        precondition((1...60_000).contains(count) && (1...60_000).contains(burst), "bounds")
        // Rounded up: never oftener than asked for.
        let interval = (60_000_000_000 + UInt64(count) - 1) / UInt64(count)
        self.interval = Nanoseconds(interval)
        slack = Nanoseconds(interval * UInt64(burst - 1))
    }

    /// Takes a token, if there is one.
    public mutating func take(at now: Instant) -> Bool {
        guard full.since(now) <= slack else { return false }
        full = max(full, now) + interval
        return true
    }

    /// From when on there is a token.
    public var next: Instant {
        full.nanosecondsSinceBoot > slack.count
            ? Instant(nanosecondsSinceBoot: full.nanosecondsSinceBoot - slack.count) : .never
    }
}
