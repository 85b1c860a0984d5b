public import Numbers
public import Wire

/// Why an echo client cannot begin.
public enum EchoRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    case address(WebAddressError)
    /// No `ws` or `wss` address.
    case notWebSocket
    case trust(TLSSetupError)
    case loop(LoopFault)

    public var description: String {
        switch self {
        case .address(let error): "the address cannot be used: \(error)"
        case .notWebSocket: "the address cannot be used: it begins neither with ws:// nor wss://"
        case .trust(let error): "the trusted authorities cannot be used: \(error)"
        case .loop(let fault): fault.description
        }
    }
}

/// What an echo client did.
public struct EchoSummary: Equatable, Sendable {
    public internal(set) var messages: UInt64 = 0
    /// Payload bytes that were sent back.
    public internal(set) var bytes: UInt64 = 0
    public internal(set) var isOpened = false
    /// How it ended; nil when its count or time was up.
    public internal(set) var end: ConnectionEnd?
    /// One sentence for a person.
    public internal(set) var sentence = ""

    /// Whether it ended without a fault.
    public var isClean: Bool {
        if case .failed = end { false } else { true }
    }
}

/// How far an echo client is.
public enum EchoProgress: Equatable, Sendable {
    case running
    case finished(EchoSummary)
}

/// `apus ws echo`: connects, sends every message back as what it is, and ends with the server, or
/// when its count or time is up. It reads no clock: its owner turns it until it is finished.
public struct WebSocketEcho: ~Copyable {
    private var loop: EventLoop
    private var connection: WebSocketConnection
    private let countMax: UInt64
    private let duration: Nanoseconds?
    private var finishAt: Instant?
    private var overAt: Instant?
    private var summary = EchoSummary()
    /// Waiting bytes beyond which the peer has to read before it is read.
    private static var waitingMax: Int { 4 << 20 }

    /// - Parameters:
    ///   - address: `ws://…` or `wss://…`.
    ///   - authorities: a PEM file of those to trust; nil for the system's.
    ///   - countMax: messages to send back; nil for all.
    ///   - duration: how long to go on; nil until the server closes.
    public init(
        to address: String, authorities: String? = nil, countMax: UInt64? = nil,
        duration: Nanoseconds? = nil, seed: UInt64 = 1
    ) throws(EchoRefusal) {
        let web: WebAddress
        do throws(WebAddressError) { web = try WebAddress(address) } catch {
            throw error == .noScheme || error == .unknownScheme ? .notWebSocket : .address(error)
        }
        guard web.isWebSocket else { throw .notWebSocket }
        let security = web.isSecure ? try Self.security(authorities) : nil
        var settings = ConnectionSettings()
        settings.reconnecting = .never
        settings.outgoingMax = settings.messageMax + 16
        var limits = LoopLimits()
        limits.slotsMax = 8
        limits.outgoingBytesMax = 4 * settings.messageMax
        let loop: EventLoop
        do throws(LoopFault) { loop = try EventLoop(limits: limits) } catch {
            throw .loop(error)
        }
        self.loop = loop
        connection = WebSocketConnection(
            to: web, security: security, settings: settings, seed: seed)
        self.countMax = countMax ?? .max
        self.duration = duration
    }

    private static func security(_ authorities: String?) throws(EchoRefusal) -> ClientSecurity {
        do throws(TLSSetupError) {
            let trust = authorities.map(TLSTrust.file(path:)) ?? .system
            return ClientSecurity(try TLSContext(trusting: trust))
        } catch {
            throw .trust(error)
        }
    }

    /// Waits for the network, at most for 100 ms, and answers what came.
    ///
    /// - Parameter wall: the moment at which a certificate is judged.
    public mutating func turn(at now: Instant, wall: WallTime) -> EchoProgress {
        if finishAt == nil { finishAt = duration.map { now + $0 } ?? Channel.noDeadline }
        let latest = min(now + .milliseconds(100), connection.nextTurn)
        _ = loop.wait(until: min(latest, finishAt ?? latest), at: now)
        while let event = loop.nextEvent() { connection.take(event, on: &loop, at: now) }
        connection.turn(on: &loop, at: now, wall: wall)
        if now >= finishAt ?? Channel.noDeadline {
            connection.close(on: &loop, at: now)
            // What is left is the peer's goodbye; it has `ConnectionSettings.close` for that.
            finishAt = Channel.noDeadline
        }
        if let overAt {
            // Our last bytes leave, and the peer may have the last word.
            let isOver = loop.slotsTaken == 0 || now.since(overAt) >= .seconds(1)
            return isOver ? .finished(summary) : .running
        }
        while connection.phase != .open || connection.bytesWaiting(on: loop) < Self.waitingMax {
            switch connection.next(on: &loop, at: now) {
            case .nothing: return .running
            case .opened: summary.isOpened = true
            case .text(let view): count(unsafe connection.send(text: view, on: &loop), view.count)
            case .binary(let view):
                count(unsafe connection.send(binary: view, on: &loop), view.count)
            case .ended(let end):
                finish(end)
                overAt = now
            }
            if summary.messages >= countMax { connection.close(on: &loop, at: now) }
        }
        return .running
    }

    private mutating func count(_ isSent: Bool, _ bytes: Int) {
        guard isSent else { return }
        summary.messages += 1
        summary.bytes += UInt64(bytes)
    }

    private mutating func finish(_ end: ConnectionEnd) {
        summary.end = end
        let done = "\(summary.messages) messages, \(summary.bytes) bytes sent back"
        switch end {
        case .closed(let code): summary.sentence = "\(done); closed with code \(code)"
        case .failed where summary.isOpened:
            summary.sentence = "\(done); then: \(connection.explanation)"
        case .failed:
            summary.sentence = "cannot open \(connection.address.host): \(connection.explanation)"
        }
    }
}
