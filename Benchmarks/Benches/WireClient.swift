import Glibc
import Numbers
import Reactor
import Synchronization
import Tiles
import Wire

/// Our client in `bench wire`: the connection that the pipeline uses, its loop, and the decision
/// path, fused on one pinned thread.
enum WireClient {
    struct Run: Sendable {
        var address: String
        /// Trusted for `wss`.
        var certificate: String
        var messages: Int
        /// Asks the kernel again and again; otherwise waits for it.
        var spins: Bool
        var core: Int
    }

    struct Result: Sendable {
        var coinbase = Samples()
        var solana = Samples()
        /// Processor time a message, after the warm-up.
        var time = 0.0
        var hits: UInt64 = 0
        var fault: String?
    }

    private final class Box: Sendable {
        let result = Mutex(Result())
    }

    /// Connects, takes all messages, and ends.
    static func run(_ run: Run) -> Result {
        let box = Box()
        do throws(ThreadRefusal) {
            let thread = try NamedThread.start("bench wire", core: run.core) {
                let result = measure(run)
                box.result.withLock { $0 = result }
            }
            thread.join()
        } catch {
            return failed("no thread: \(error.reason)")
        }
        return box.result.withLock { $0 }
    }

    private static func failed(_ why: String) -> Result {
        var result = Result()
        result.fault = why
        return result
    }

    private static func measure(_ run: Run) -> Result {
        do {
            let address = try WebAddress(run.address)
            let security =
                address.isSecure
                ? ClientSecurity(try TLSContext(trusting: .file(path: run.certificate))) : nil
            var settings = ConnectionSettings()
            settings.reconnecting = .never
            var limits = LoopLimits()
            limits.slotsMax = 8
            let loop = try EventLoop(limits: limits)
            let connection = WebSocketConnection(
                to: address, security: security, settings: settings, seed: 1)
            return receive(run, loop, connection)
        } catch {
            return failed("\(error)")
        }
    }

    private static func receive(
        _ run: Run, _ loop: consuming EventLoop, _ connection: consuming WebSocketConnection
    ) -> Result {
        let watch = Watch()
        var path = DecisionPath()
        var ages = Ages(warm: run.messages / 10, count: run.messages)
        var now = watch.clock.now()
        let latest = now + .seconds(60)
        var nextTurn = now
        var end: ConnectionEnd?
        while ages.seen < run.messages, end == nil, now < latest {
            if now >= nextTurn {
                connection.turn(on: &loop, at: now, wall: watch.clock.wallTime(at: now))
                nextTurn = now + .milliseconds(1)
            }
            let ready =
                run.spins
                ? loop.poll(at: now)
                : loop.wait(until: min(connection.nextTurn, now + .milliseconds(100)), at: now)
            now = watch.clock.now()
            guard ready > 0 else { continue }
            while let event = loop.nextEvent() {
                connection.take(event, on: &loop, at: now)
                end = drain(&connection, &loop, &path, &ages, watch, now) ?? end
            }
        }
        let spent = Watch.threadTime - ages.timeAtWarm
        var result = Result()
        result.coinbase = ages.coinbase
        result.solana = ages.solana
        result.time = Double(spent) / Double(max(1, ages.counted))
        result.hits = path.hits
        if ages.seen < run.messages {
            result.fault =
                "\(ages.seen) of \(run.messages) messages came: "
                + (end.map { "\($0)" } ?? "out of time") + " " + connection.explanation
        } else if path.refused > 0 {
            result.fault = "\(path.refused) messages refused"
        }
        return result
    }

    /// Takes what the connection has and decides; stamps each decision.
    private static func drain(
        _ connection: inout WebSocketConnection, _ loop: inout EventLoop,
        _ path: inout DecisionPath, _ ages: inout Ages, _ watch: Watch, _ now: Instant
    ) -> ConnectionEnd? {
        while true {
            switch connection.next(on: &loop, at: now) {
            case .nothing: return nil
            case .opened: continue
            case .text(let bytes), .binary(let bytes):
                let seen = unsafe path.take(bytes, at: now)
                guard seen.stamp >= Ages.base else { continue }
                let due = seen.stamp - Ages.base
                let decided = watch.now
                ages.add(isCoinbase: seen.isCoinbase, age: decided > due ? decided - due : 0)
            case .ended(let end): return end
            }
        }
    }
}
