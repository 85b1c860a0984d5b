import Numbers
import Simulators
import Synchronization
import Tiles

/// The simulators on a thread of their own: their allocations are not those of the thread that a
/// proof looks at.
final class SimulatorThread: Sendable {
    struct Ports: Sendable {
        var coinbase: UInt16
        var solana: UInt16
    }

    private let ports = Mutex<Ports?>(nil)
    private let fault = Mutex<String?>(nil)
    private let ends = Atomic<Bool>(false)

    /// Serves the generated market, without TLS, at a multiple of life's speed.
    static func start(speed: UInt64) throws -> (SimulatorThread, Ports) {
        let host = SimulatorThread()
        _ = try NamedThread.start("simulators") { host.serve(speed) }
        while true {
            if let ports = host.ports.withLock({ $0 }) { return (host, ports) }
            if let fault = host.fault.withLock({ $0 }) { throw Refused(what: fault) }
        }
    }

    struct Refused: Error {
        var what: String
    }

    func end() { ends.store(true, ordering: .releasing) }

    private func serve(_ speed: UInt64) {
        let clock = HostClock()
        let now = clock.now()
        var scenario = VenueScenario(market: .generated(GeneratedMarket()))
        scenario.isEncrypted = false
        scenario.speed = speed
        do throws(VenueServerError) {
            var server = try VenueServer(scenario, at: now, wall: clock.wallTime(at: now))
            ports.withLock {
                $0 = Ports(coinbase: server.coinbasePort, solana: server.solanaPort)
            }
            while !ends.load(ordering: .acquiring) {
                let now = clock.now()
                if server.turn(at: now) == 0 { server.park(until: now + .milliseconds(1)) }
            }
        } catch {
            fault.withLock { $0 = "\(error)" }
        }
    }
}
