import Archive
import Markets
import Meters
import Numbers
import Pools
import Rings
import Solana

@testable import Pipeline
@testable import Simulators

/// The intake of one Solana source against the simulated node: its requests are answered, what the
/// node tells is taken, and the pools that its events make are kept.
struct ChainFlight: ~Copyable {
    var market: MarketProcess
    var node: SolanaSimulator
    var intake: SolanaIntake
    /// What the events make of the pools: the Whirlpool, then the others in their order.
    var table: PoolTable
    var statuses: [[Status]]
    var time = ChainTime(slot: 0, seconds: 0)
    private var ring: Producer<Event>
    private var ringEnd: Consumer<Event>
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    private var inputs: UInt64 = 0

    init(_ generated: GeneratedMarket) throws {
        market = try MarketProcess.make(.generated(generated), speed: 1, epoch: 1_790_000_000)
        node = SolanaSimulator(
            serving: market.pool,
            beside: market.pool.mints(market.scale) + market.others.flatMap(\.accounts),
            slot: market.slot, seconds: market.seconds)
        node.connect(0)
        let kinds = [PoolKind.whirlpool] + market.others.map(\.kind)
        let keys = [market.pool.key] + market.others.map { $0.accounts[0].key }
        intake = SolanaIntake(
            pools: zip(kinds, keys).enumerated().map { index, pool in
                Plan.WatchedPool(
                    instrument: InstrumentID(UInt16(index)), kind: pool.0, address: pool.1)
            }, commitment: .processed)
        table = PoolTable(kinds, arrays: 16, levels: 512)
        statuses = kinds.map { _ in [] }
        let memory = RingMemory<Event>(capacity: 65_536)
        ring = Producer(over: memory)
        ringEnd = Consumer(over: memory)
        put(.connection, flags: ConnectionChange.up)
    }

    deinit { room.deallocate() }

    /// Lets the market's time pass.
    mutating func run(seconds: UInt64) {
        let end = market.elapsed + .seconds(seconds)
        var elapsed = market.elapsed
        while elapsed < end {
            elapsed = elapsed + .milliseconds(50)
            while let event = market.next(upTo: elapsed) {
                guard case .slot(let slot, let changed) = event else { continue }
                var outbox = Simulators.Outbox()
                node.publish(
                    slot: slot, seconds: market.seconds, changed: changed, pool: market.pool,
                    beside: market.takeOtherChanges(), into: &outbox)
                take(&outbox)
            }
        }
    }

    private mutating func take(_ outbox: inout Simulators.Outbox) {
        for item in outbox.takeAll() {
            if case .text(let text) = item.what { put(.frame, Array(text)) }
        }
    }

    private mutating func put(_ kind: RecordKind, flags: UInt8 = 0, _ bytes: [UInt8] = []) {
        inputs += 1
        let label = RecordLabel(
            kind, flags: flags, source: 0, epoch: 1, input: InputSequence(inputs),
            stamp: Instant(nanosecondsSinceBoot: 1_000_000_000) + market.elapsed)
        bytes.withUnsafeBytes { view in
            intake.begin(label, view)
            if kind == .answer { intake.takeAnswer(view, isSuccess: true) }
            while !intake.step(into: &ring) { hear() }
        }
        hear()
        let wishes = intake.wishes
        intake.wishes = .nothing
        if wishes.contains(.ask), let count = intake.writeQuestion(into: room) {
            let answer = node.answer(
                Array(room[..<count])[...], pool: market.pool, slot: market.slot)
            put(.answer, flags: AnswerFlag.success, answer)
        }
        guard wishes.contains(.subscribe) else { return }
        var number = 0
        while let count = intake.writeSubscription(number, into: room) {
            var outbox = Simulators.Outbox()
            node.receive(
                Array(room[..<count])[...], from: 0, pool: market.pool, slot: market.slot,
                into: &outbox)
            take(&outbox)
            number += 1
        }
    }

    private mutating func hear() {
        while let event = ringEnd.pop() {
            let place = Int(event.instrument.index)
            switch event.kind {
            case .slot: time = time.later(event)
            case .status:
                if let status = Status(rawValue: event.field) { statuses[place].append(status) }
            case .pool, .tick, .tickArray, .poolFee, .poolNumbers, .bin, .orders:
                _ = table.apply(event, at: place)
            default: break
            }
        }
    }
}
