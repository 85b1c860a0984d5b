import Glibc
import Markets
import Numbers
import Pipeline
import Simulators
import Synchronization
import Tiles

/// The simulators on a thread of their own, for `apus venues` and `apus demo`.
final class VenueHost: Sendable {
    /// Where the simulators are reached.
    struct Addresses: Sendable {
        var venuePort: UInt16
        var chainPort: UInt16
        var product: String
        /// The Whirlpool, and pools of other kinds.
        var pool: String
        var otherPools: [(kind: PoolKind, address: String)]
        var isEncrypted: Bool

        var venueURL: String { "\(isEncrypted ? "wss" : "ws")://localhost:\(venuePort)/" }
        var chainURL: String { "\(isEncrypted ? "wss" : "ws")://localhost:\(chainPort)/" }
        var chainHTTP: String { "\(isEncrypted ? "https" : "http")://localhost:\(chainPort)/" }
    }

    private enum State: Sendable {
        case starting
        case serving(Addresses)
        case failed(String)
    }

    private let state = Mutex<State>(.starting)
    private let counts = Mutex<VenueCounters>(VenueCounters())
    private let differences = Mutex<SwapComparison?>(nil)
    private let ends = Atomic<Bool>(false)
    private let hasEnded = Atomic<Bool>(false)

    /// Reads the data, binds the ports, starts serving.
    static func start(_ scenario: VenueScenario) throws -> (VenueHost, Addresses) {
        let host = VenueHost()
        do throws(ThreadRefusal) {
            _ = try NamedThread.start("venues") { host.serve(scenario) }
        } catch {
            complain("the simulators' thread could not be started: \(error.reason)")
            throw Ending.unreadable
        }
        while true {
            switch host.state.withLock({ $0 }) {
            case .serving(let addresses): return (host, addresses)
            case .failed(let why):
                complain(why)
                throw Ending.unreadable
            case .starting: usleep(2_000)
            }
        }
    }

    private func serve(_ scenario: VenueScenario) {
        let clock = HostClock()
        let now = clock.now()
        do throws(VenueServerError) {
            var server = try VenueServer(scenario, at: now, wall: clock.wallTime(at: now))
            let addresses = Addresses(
                venuePort: server.coinbasePort, chainPort: server.solanaPort,
                product: server.product, pool: server.poolAddress,
                otherPools: server.otherPools, isEncrypted: scenario.isEncrypted)
            state.withLock { $0 = .serving(addresses) }
            var next = now
            while !ends.load(ordering: .acquiring) {
                let now = clock.now()
                if server.turn(at: now) == 0 { server.park(until: now + .milliseconds(2)) }
                if now >= next {
                    next = now + .milliseconds(10)
                    server.housekeep(at: now)
                    clock.recalibrate()
                    let seen = server.counters
                    counts.withLock { $0 = seen }
                    let found = server.comparison
                    differences.withLock { $0 = found }
                }
            }
        } catch {
            state.withLock { $0 = .failed("\(error)") }
        }
        hasEnded.store(true, ordering: .releasing)
    }

    var counters: VenueCounters { counts.withLock { $0 } }
    var comparison: SwapComparison? { differences.withLock { $0 } }

    /// Ends serving, and waits for it.
    func end() {
        ends.store(true, ordering: .releasing)
        while !hasEnded.load(ordering: .acquiring) { usleep(1_000) }
    }
}
