import Archive
import HotWorld
import Markets
import Numbers
import Pools
import Rings
import Solana

@testable import Pipeline
@testable import Simulators

/// A flight over the generated market: the simulators' very bytes, asked for by our own requests.
public struct SimulatedFlight: ~Copyable {
    private var intake: Intake
    private var ring: Producer<Event>
    private var ringEnd: Consumer<Event>
    private var market: MarketProcess
    private var coinbase: CoinbaseSimulator
    private var solana: SolanaSimulator
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)
    private var inputs: [FlightInput] = []
    private var isUp = false

    init(_ plan: Plan) throws {
        let memory = RingMemory<Event>(capacity: 65_536)
        intake = Intake(plan)
        ring = Producer(over: memory)
        ringEnd = Consumer(over: memory)
        market = try MarketProcess.make(
            .generated(GeneratedMarket()), speed: 1, epoch: 1_786_309_548)
        coinbase = CoinbaseSimulator(
            product: "SOL-USD", priceDecimals: 2, sizeDecimals: 8, capture: nil, speed: 1,
            wallStart: WallTime(nanosecondsSince1970: 1_786_309_548_000_000_000))
        solana = SolanaSimulator(
            serving: market.pool, beside: market.pool.mints(market.scale), slot: market.slot,
            seconds: market.seconds)
        solana.connect(0)
    }

    deinit { room.deallocate() }

    /// So many seconds of the market; the loop begins where the exchange connects.
    public static func over(seconds: UInt64, _ plan: Plan) throws -> Flight {
        let (start, loop) = try inputs(seconds: seconds, plan)
        return Flight(start: start, loop: loop)
    }

    /// The inputs of such a flight.
    public static func inputs(
        seconds: UInt64, _ plan: Plan
    ) throws -> (start: [FlightInput], loop: [FlightInput]) {
        var flight = try SimulatedFlight(plan)
        flight.put(.connection, source: 1, flags: ConnectionChange.up)
        let start = flight.inputs
        flight.inputs = []
        flight.coinbase.connect(0, at: Nanoseconds(0))
        flight.put(.connection, source: 0, flags: ConnectionChange.down)
        flight.put(.connection, source: 0, flags: ConnectionChange.up)
        flight.run(seconds)
        return (start, flight.inputs)
    }

    private mutating func run(_ seconds: UInt64) {
        var elapsed = Nanoseconds(0)
        while elapsed < .seconds(seconds) {
            elapsed = elapsed + .milliseconds(5)
            var outbox = Simulators.Outbox()
            while let event = market.next(upTo: elapsed) {
                switch event {
                case .book(let changes):
                    guard let book = market.book else { continue }
                    coinbase.publish(changes, book: book, at: market.elapsed, into: &outbox)
                    take(&outbox, source: 0)
                case .slot(let slot, let changed):
                    solana.publish(
                        slot: slot, seconds: market.seconds, changed: changed,
                        pool: market.pool, into: &outbox)
                    take(&outbox, source: 1)
                }
            }
            coinbase.turn(at: elapsed, into: &outbox)
            take(&outbox, source: 0)
        }
    }

    private mutating func take(_ outbox: inout Simulators.Outbox, source: UInt16) {
        for item in outbox.takeAll() {
            if case .text(let text) = item.what { put(.frame, source: source, Array(text)) }
        }
    }

    /// Keeps one input, shows it to the intake, and does what that wants done.
    private mutating func put(
        _ kind: RecordKind, source: UInt16, flags: UInt8 = 0, _ bytes: [UInt8] = []
    ) {
        let label = RecordLabel(
            kind, flags: flags, source: source, epoch: 1,
            input: InputSequence(UInt64(inputs.count) + 1),
            stamp: Instant(nanosecondsSinceBoot: 1_000_000_000) + market.elapsed)
        inputs.append(FlightInput(label, bytes))
        bytes.withUnsafeBytes { view in
            intake.begin(label, view)
            _ = intake.step(into: &ring)
        }
        while ringEnd.pop() != nil {}
        let wishes = intake.takeWishes(of: Int(source))
        if wishes.contains(.ask), let count = intake.writeQuestion(of: Int(source), into: room) {
            let answer = solana.answer(
                Array(room[..<count])[...], pool: market.pool, slot: market.slot)
            put(.answer, source: source, flags: AnswerFlag.success, answer)
        }
        guard wishes.contains(.subscribe) else { return }
        var number = 0
        while let count = intake.writeSubscription(of: Int(source), number, into: room) {
            var outbox = Simulators.Outbox()
            let request = Array(room[..<count])[...]
            if source == 0 {
                _ = coinbase.receive(
                    request, from: 0, at: market.elapsed, book: market.book, into: &outbox)
            } else {
                solana.receive(
                    request, from: 0, pool: market.pool, slot: market.slot, into: &outbox)
            }
            take(&outbox, source: source)
            number += 1
        }
    }
}

/// The accounts of the generated market's pool, as the chain keeps them.
public enum SimulatedAccounts {
    public struct Account: Sendable {
        public let address: PublicKey
        public let owner: PublicKey
        public let bytes: [UInt8]
    }

    /// The pool's own first, then its tick arrays.
    public static func all() throws -> [Account] {
        let market = try MarketProcess.make(
            .generated(GeneratedMarket()), speed: 1, epoch: 1_786_309_548)
        return market.pool.accounts.compactMap { account in
            guard let address = PublicKey(account.address), let owner = PublicKey(account.owner)
            else { return nil }
            return Account(address: address, owner: owner, bytes: account.data)
        }
    }
}
