import Archive
import Markets
import Numbers
import Rings
import Trading

/// The tiles of one recorded session, stepped by hand.
struct ReplayStage: ~Copyable {
    private let plan: Plan
    private var intake: Intake
    private var events: Producer<Event>
    private var price: PriceTile
    private var desk: DeskTile
    private var records: Consumer<DeskRecord>
    private let openings: [Int64]
    /// Made again and not yet asked for. A recording may hold many inputs before the first decision
    /// that they caused, because live they waited in a ring.
    private var waiting: [Decision] = []
    private var taken = 0

    /// - Throws: when the session's settings are not what this program understands.
    init(_ session: Session, past: Past) throws(RunFault) {
        let (plan, cycles) = try ReplayStage.plan(of: session)
        let paperDesk = try plan.desk(
            cycles, openings: session.openings, past: past, at: Instant.never)
        self.plan = plan
        openings = DeskTile.deposits(of: paperDesk)
        let eventRing = RingMemory<Event>(capacity: 4_096)
        let chanceRing = RingMemory<Event>(capacity: 16_384)
        let recordRing = RingMemory<DeskRecord>(capacity: 16_384)
        intake = Intake(plan)
        events = Producer(over: eventRing)
        price = PriceTile(
            plan: plan, cycles: cycles, events: Consumer(over: eventRing),
            desk: Producer(over: chanceRing))
        desk = DeskTile(
            desk: paperDesk, cycles: cycles.count, events: Consumer(over: chanceRing),
            journal: Producer(over: recordRing), clock: nil)
        records = Consumer(over: recordRing)
        desk.begin()
        keep()
    }

    private static func plan(
        of session: Session
    ) throws(RunFault) -> (plan: Plan, cycles: [CEXDEXCycle]) {
        do throws(SettingsFaults) {
            let plan = try Plan(
                Settings(text: session.settingsText, file: session.settingsFile),
                file: session.settingsFile)
            return (plan, try plan.cycles())
        } catch {
            throw .settings(error)
        }
    }

    /// Feeds one recorded input through all tiles.
    mutating func take(_ label: RecordLabel, _ bytes: UnsafeRawBufferPointer) {
        unsafe intake.begin(label, bytes)
        while true {
            let isDone = intake.step(into: &events)
            while price.turn(at: label.stamp) + desk.turn(at: label.stamp) > 0 { keep() }
            if isDone { return }
        }
    }

    private mutating func keep() {
        while let record = records.pop() { waiting.append(record.decision) }
    }

    mutating func nextDecision() -> Decision? {
        guard taken < waiting.count else {
            waiting.removeAll(keepingCapacity: true)
            taken = 0
            return nil
        }
        taken += 1
        return waiting[taken - 1]
    }

    var isLedgerBalanced: Bool { desk.ledgerIsBalanced }

    var balances: [StatusReport.Balance] {
        plan.balances(openings: openings, now: desk.inventories)
    }

    var books: [Replay.BookDigest] {
        plan.instruments.compactMap { instrument in
            guard case .book(let terms) = instrument.terms else { return nil }
            return price.digest(of: instrument, terms)
        }
    }
}
