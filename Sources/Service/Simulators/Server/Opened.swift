import Numbers
import Reactor
import Wire

/// Everything of a server that can be refused, got before there is a server.
struct Opened: ~Copyable {
    let market: MarketProcess
    let loop: EventLoop
    let coinbaseListener: ListenerID
    let solanaListener: ListenerID
    /// Nil without TLS.
    let certificates: ServerCertificates?
    let truthFile: TruthFile?

    init(_ scenario: VenueScenario, _ wall: WallTime) throws(VenueServerError) {
        let market = try Opened.market(scenario, wall)
        var loop = try Opened.loop(scenario)
        let coinbaseListener = try Opened.listen(scenario.coinbasePort, &loop)
        let solanaListener = try Opened.listen(scenario.solanaPort, &loop)
        let certificates =
            scenario.isEncrypted
            ? try Opened.certificates(wall, scenario.authorityFile) : nil
        let truthFile = scenario.truthFile.isEmpty ? nil : try TruthFile(path: scenario.truthFile)
        self.market = market
        self.loop = loop
        self.coinbaseListener = coinbaseListener
        self.solanaListener = solanaListener
        self.certificates = certificates
        self.truthFile = truthFile
    }

    private static func market(
        _ scenario: VenueScenario, _ wall: WallTime
    ) throws(VenueServerError) -> MarketProcess {
        do throws(ScenarioError) {
            guard scenario.queueBytesMax >= 1 << 20, scenario.queueBytesMax <= 1 << 30 else {
                throw .invalid("a queue of \(scenario.queueBytesMax) bytes")
            }
            return try MarketProcess.make(
                scenario.market, speed: scenario.speed,
                epoch: wall.nanosecondsSince1970 / 1_000_000_000)
        } catch {
            throw .scenario(error)
        }
    }

    private static func loop(
        _ scenario: VenueScenario
    ) throws(VenueServerError) -> EventLoop {
        var limits = LoopLimits()
        limits.outgoingBytesMax = scenario.queueBytesMax + (16 << 20)
        do throws(LoopFault) {
            return try EventLoop(limits: limits)
        } catch {
            throw .loop(error)
        }
    }

    private static func listen(
        _ port: UInt16, _ loop: inout EventLoop
    ) throws(VenueServerError) -> ListenerID {
        do throws(ListenFault) {
            return try loop.listen(on: .loopback(port: port))
        } catch {
            throw .listen(error)
        }
    }

    private static func certificates(
        _ wall: WallTime, _ authorityFile: String
    ) throws(VenueServerError) -> ServerCertificates {
        do throws(TLSSetupError) {
            return try ServerCertificates(at: wall, authorityFile: authorityFile)
        } catch {
            throw .certificate(error)
        }
    }
}
