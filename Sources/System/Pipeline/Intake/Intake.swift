public import Archive
public import Markets
public import Meters
import Numbers
public import Rings

/// Every source's intake behind one face: a numbered, stamped input with its bytes goes in, events
/// come out. The feed tile gives it what arrives, a replay gives it what was recorded; it cannot
/// tell the difference, and that is what makes a replay equal.
@safe public struct Intake: ~Copyable {
    private enum Current {
        case none
        case coinbase(Int)
        case solana(Int)
        case own
    }

    let coinbase: UnsafeMutablePointer<CoinbaseIntake>
    let solana: UnsafeMutablePointer<SolanaIntake>
    private let coinbaseCount: Int
    private let solanaCount: Int
    /// By source: its place among those of its kind; negative minus one for Solana.
    private let places: UnsafeMutablePointer<Int>
    public let sourceCount: Int
    private var current = Current.none
    private var outbox = Outbox(capacity: 2)

    public init(_ plan: Plan) {
        let sources = plan.settings.sources
        sourceCount = sources.count
        unsafe places = .allocate(capacity: max(1, sources.count))
        unsafe coinbase = .allocate(capacity: max(1, sources.count))
        unsafe solana = .allocate(capacity: max(1, sources.count))
        var coinbaseCount = 0
        var solanaCount = 0
        for (index, source) in sources.enumerated() {
            switch source.kind {
            case .coinbase:
                unsafe (coinbase + coinbaseCount).initialize(
                    to: CoinbaseIntake(
                        products: plan.products[index], scope: source.sequenceScope.rule))
                unsafe (places + index).initialize(to: coinbaseCount)
                coinbaseCount += 1
            case .solana:
                unsafe (solana + solanaCount).initialize(
                    to: SolanaIntake(
                        pools: plan.pools[index], commitment: source.commitment.level))
                unsafe (places + index).initialize(to: -solanaCount - 1)
                solanaCount += 1
            }
        }
        self.coinbaseCount = coinbaseCount
        self.solanaCount = solanaCount
    }

    deinit {
        unsafe coinbase.deinitialize(count: coinbaseCount)
        unsafe solana.deinitialize(count: solanaCount)
        unsafe coinbase.deallocate()
        unsafe solana.deallocate()
        unsafe places.deallocate()
    }

    /// Takes one input. Its bytes stay in place until `step` says that it is done.
    public mutating func begin(_ label: RecordLabel, _ bytes: UnsafeRawBufferPointer) {
        unsafe beginInTurn(label, bytes)
        guard case .answer = label.kind, case .solana(let place) = current else { return }
        unsafe solana[place].takeAnswer(
            bytes, isSuccess: label.flags & AnswerFlag.success != 0)
    }

    /// As `begin`, for what may come in a turn: everything but answers.
    @_noLocks
    public mutating func beginInTurn(_ label: RecordLabel, _ bytes: UnsafeRawBufferPointer) {
        switch label.kind {
        case .tick:
            outbox.add(.clock(input: label.input, received: label.stamp))
            current = .own
        case .command:
            outbox.add(Intake.command(label))
            current = .own
        case .frame, .answer, .connection:
            guard Int(label.source) < sourceCount else { return current = .none }
            let place = unsafe places[Int(label.source)]
            if place >= 0 {
                unsafe coinbase[place].begin(label, bytes)
                current = .coinbase(place)
            } else {
                unsafe solana[-place - 1].begin(label, bytes)
                current = .solana(-place - 1)
            }
        default: current = .none
        }
    }

    /// Gives events while the ring has room; true when the input is done with.
    @_noLocks public mutating func step(into ring: inout Producer<Event>) -> Bool {
        let isDone: Bool
        switch current {
        case .none: return true
        case .coinbase(let place): isDone = unsafe coinbase[place].step(into: &ring)
        case .solana(let place): isDone = unsafe solana[place].step(into: &ring)
        case .own:
            isDone = outbox.flush(into: &ring)
            ring.publish()
        }
        if isDone { current = .none }
        return isDone
    }

    @_noLocks private static func command(_ label: RecordLabel) -> Event {
        let command: OperatorCommand
        switch label.flags {
        case 0: command = .resume
        case 1: command = .pause
        default: command = .kill
        }
        return .command(command, input: label.input, received: label.stamp)
    }

    /// Whether a source's intake wants something done outside.
    @_noLocks func hasWishes(of source: Int) -> Bool {
        let place = unsafe places[source]
        return place >= 0
            ? unsafe !coinbase[place].wishes.isEmpty
            : unsafe !solana[-place &- 1].wishes.isEmpty
    }

    /// What a source's intake wants done outside, asked once.
    public mutating func takeWishes(of source: Int) -> Wish {
        let place = unsafe places[source]
        if place >= 0 {
            defer { unsafe coinbase[place].wishes = .nothing }
            return unsafe coinbase[place].wishes
        }
        defer { unsafe solana[-place - 1].wishes = .nothing }
        return unsafe solana[-place - 1].wishes
    }

    /// The counters of one source.
    public func gauge(of source: Int) -> CounterGauge<IntakeCounter> {
        let place = unsafe places[source]
        return place >= 0
            ? unsafe coinbase[place].counters.gauge : unsafe solana[-place - 1].counters.gauge
    }

    /// The last trouble of one source.
    public func trouble(of source: Int) -> TroubleView {
        let place = unsafe places[source]
        return place >= 0
            ? unsafe coinbase[place].trouble.view : unsafe solana[-place - 1].trouble.view
    }

    /// Whether the connection of a source was given up because of what it said.
    func hasGivenUp(on source: Int) -> Bool {
        let place = unsafe places[source]
        return place >= 0
            ? unsafe coinbase[place].hasGivenUp : unsafe !solana[-place - 1].phase.isUp
    }

    /// Notes why the connection of a source failed.
    func noteTrouble(of source: Int, _ text: String) {
        let place = unsafe places[source]
        if place >= 0 {
            unsafe coinbase[place].trouble.explain(text)
        } else {
            unsafe solana[-place - 1].trouble.explain(text)
        }
    }

    /// Writes the `number`th request of a new connection; nil when there is no more.
    package func writeSubscription(
        of source: Int, _ number: Int, into room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        let place = unsafe places[source]
        return place >= 0
            ? unsafe coinbase[place].writeSubscription(number, into: room)
            : unsafe solana[-place - 1].writeSubscription(number, into: room)
    }

    /// Writes the question that a source wants asked over HTTP.
    package func writeQuestion(of source: Int, into room: UnsafeMutableRawBufferPointer) -> Int? {
        let place = unsafe places[source]
        return place >= 0 ? nil : unsafe solana[-place - 1].writeQuestion(into: room)
    }
}
