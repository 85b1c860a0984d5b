public import Markets
public import Numbers
import Pools
import Reactor
import Wire

/// The simulators on the network: one port for Coinbase, one for Solana. Like a tile it is turned
/// by its owner, who tells the time; it reads no clock and starts no thread.
///
/// Several clients may come. One that does not read what waits for it is disconnected and counted.
public struct VenueServer: ~Copyable {
    /// How much happened.
    public internal(set) var counters = VenueCounters()
    /// The ports that were bound.
    public let coinbasePort: UInt16
    public let solanaPort: UInt16
    /// The product that is served, and the address of the pool.
    public let product: String
    public let poolAddress: String
    /// Pools of other kinds and their addresses.
    public let otherPools: [(kind: PoolKind, address: String)]
    /// The authority that signed our certificate, PEM; empty without TLS.
    public let authority: [UInt8]

    var loop: EventLoop
    var market: MarketProcess
    var coinbase: CoinbaseSimulator
    var solana: SolanaSimulator
    var outbox = Outbox()
    var peers: [ConnectionID: Peer] = [:]
    var subscribers: [ClientID: Peer] = [:]
    var nextClient: ClientID = 0
    var faults: [VenueEndpoint: FaultInjector] = [:]
    let coinbaseListener: ListenerID
    let solanaListener: ListenerID
    let certificates: ServerCertificates?
    let settings: ServerSettings
    let queueBytesMax: Int
    /// After this span of real time everything is closed; 0: never.
    let duration: Nanoseconds
    var hasEnded = false
    let start: Instant
    var lastTurn: Instant
    var truth = GroundTruth()
    let truthFile: TruthFile?

    /// Reads the data, binds the ports, makes the certificate. The market's time begins now.
    ///
    /// - Parameters:
    ///   - now: the moment of the market's beginning; `turn` is told later ones.
    ///   - wall: the same moment of the calendar; stamps count from it.
    public init(
        _ scenario: VenueScenario, at now: Instant, wall: WallTime
    ) throws(VenueServerError) {
        self.init(try Opened(scenario, wall), scenario, at: now, wall: wall)
    }

    private init(
        _ opened: consuming Opened, _ scenario: VenueScenario, at now: Instant, wall: WallTime
    ) {
        coinbaseListener = opened.coinbaseListener
        solanaListener = opened.solanaListener
        coinbasePort = opened.loop.address(of: opened.coinbaseListener)?.port ?? 0
        solanaPort = opened.loop.address(of: opened.solanaListener)?.port ?? 0
        certificates = opened.certificates
        authority = opened.certificates?.authority ?? []
        product = opened.market.product
        poolAddress = opened.market.pool.accounts[0].address
        otherPools = opened.market.others.map { ($0.kind, $0.accounts[0].address) }
        coinbase = CoinbaseSimulator(
            product: opened.market.product, priceDecimals: opened.market.priceDecimals,
            sizeDecimals: opened.market.sizeDecimals, capture: opened.market.capture,
            speed: scenario.speed, wallStart: wall)
        coinbase.keepsTruth = !scenario.truthFile.isEmpty
        solana = SolanaSimulator(
            serving: opened.market.pool,
            beside: opened.market.pool.mints(opened.market.scale)
                + opened.market.others.flatMap(\.accounts), slot: opened.market.slot,
            seconds: opened.market.seconds)
        for endpoint in VenueEndpoint.allCases {
            faults[endpoint] = FaultInjector(scenario.faults, at: endpoint)
        }
        var settings = ServerSettings()
        settings.outgoingMax = scenario.queueBytesMax
        settings.request = .seconds(120)
        self.settings = settings
        queueBytesMax = scenario.queueBytesMax
        if case .generated(let generated) = scenario.market {
            duration = generated.duration
        } else {
            duration = Nanoseconds(0)
        }
        loop = opened.loop
        market = opened.market
        truthFile = opened.truthFile
        start = now
        lastTurn = now
        let line = truth.line(pool: market.pool, slot: market.slot)
        truthFile?.append(line)
    }

    /// How far recorded swaps that were done again are from what was recorded; nil where none are.
    public var comparison: SwapComparison? {
        if case .recorded(let recorded) = market.flow { recorded.comparison } else { nil }
    }

    /// Clients that are connected now.
    public var clients: Int { peers.count }

    /// Takes what came, lets the market's time pass, sends what is due.
    ///
    /// - Returns: how much there was to do; 0 means nothing.
    public mutating func turn(at now: Instant) -> Int {
        work(loop.poll(at: now), at: now)
    }

    /// Waits for the network until `deadline`, and never so long that the market's messages would
    /// be late. For an owner that may sleep; the next turn takes what came.
    public mutating func park(until deadline: Instant) {
        _ = loop.wait(until: min(deadline, lastTurn + .milliseconds(2)), at: lastTurn)
    }

    private mutating func work(_ ready: Int, at now: Instant) -> Int {
        var done = ready
        lastTurn = now
        while let event = loop.nextEvent() { take(event, at: now) }
        let elapsed = now.since(start)
        listen(at: now, elapsed)
        if duration.count > 0 && elapsed >= duration { close(at: now) }
        if !hasEnded {
            done += advance(elapsed)
            coinbase.turn(at: elapsed, into: &outbox)
        }
        done += deliver(at: now, elapsed)
        applyFaults(elapsed)
        return done
    }

    /// Slow, rare work: deadlines of connections, the ground truth, counters.
    public mutating func housekeep(at now: Instant) {
        for peer in peers.values { peer.connection.turn(on: &loop, at: now) }
        for note in coinbase.takeTruth() { truthFile?.append(truth.line(note)) }
        counters.violations = solana.violations
        counters.malformed = coinbase.malformed + solana.malformed
        counters.faults = faults.values.reduce(0) { $0 + $1.happened }
    }

    // MARK: The market

    private mutating func advance(_ elapsed: Nanoseconds) -> Int {
        var events = 0
        while let event = market.next(upTo: elapsed) {
            events += 1
            switch event {
            case .book(let changes):
                guard let book = market.book else { continue }
                coinbase.publish(changes, book: book, at: market.elapsed, into: &outbox)
            case .slot(let slot, let changed):
                let distortion = faults[.solana]?.takeDistortion() ?? .none
                solana.publish(
                    slot: slot, seconds: market.seconds, changed: changed, pool: market.pool,
                    beside: market.takeOtherChanges(), distortion: distortion,
                    into: &outbox)
                let line = truth.line(pool: market.pool, slot: slot)
                truthFile?.append(line)
            }
        }
        return events
    }

    /// The market is over: everybody is told goodbye, and nobody is let in. Some more turns bring
    /// the goodbyes on their way.
    public mutating func close(at now: Instant) {
        guard !hasEnded else { return }
        hasEnded = true
        loop.close(coinbaseListener)
        loop.close(solanaListener)
        for peer in peers.values { peer.connection.close(code: 1001, on: &loop, at: now) }
    }
}
