import Numbers
import Reactor
import Wire

/// One source's connections, and what is left to do on them.
struct FeedLink: ~Copyable {
    var socket: WebSocketConnection
    var http: HTTPConnection?
    /// How often the source has connected.
    var epoch: UInt32 = 0
    var isUp = false
    /// The next subscription request to send; negative when there is none.
    var nextSubscription = -1
    /// A question waits to be asked, not before this moment.
    var askAt: Instant?
    /// Refused answers in a row: each doubles the wait before the next question.
    var refusals: UInt64 = 0

    init(socket: consuming WebSocketConnection, http: consuming HTTPConnection?) {
        self.socket = socket
        self.http = http
    }

    /// The earliest moment at which it has something to do that no socket announces.
    mutating func nextTurn() -> Instant {
        let next = min(socket.nextTurn, http?.nextTurn ?? socket.nextTurn)
        let mayAsk = !(http?.isBusy ?? true)
        guard let askAt, mayAsk else { return next }
        return min(next, askAt)
    }

    /// When the next question may be asked after a refusal: 200 ms later, doubled each time, 13 s
    /// at most.
    mutating func waitAfterRefusal(at now: Instant) {
        refusals += 1
        askAt = now + Nanoseconds.milliseconds(100 << min(refusals, 7))
    }
}
