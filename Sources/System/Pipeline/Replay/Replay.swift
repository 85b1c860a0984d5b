import Archive
import Markets
import Numbers
import Rings
import Trading

/// Runs a recording through the same tiles, on one thread, and compares every decision with the
/// one recorded.
public struct Replay: ~Copyable {
    /// What a replay came to.
    public struct Outcome: Sendable, Equatable {
        public var sessions = 0
        public var records: UInt64 = 0
        public var inputs: UInt64 = 0
        /// Decisions made again, and decisions found in the recording.
        public var replayed: UInt64 = 0
        public var recorded: UInt64 = 0
        /// Running hashes over both: equal when all decisions are.
        public var replayedHash: UInt64 = Digest().value
        public var recordedHash: UInt64 = Digest().value
        /// The first difference.
        public var difference: Difference?
        /// Decisions that a killed session had made and not yet recorded.
        public var unrecorded: UInt64 = 0
        /// How the recording ends when it does not end in order.
        public var tail: String?
        /// The last record whose place is known.
        public var lastRecord: UInt64 = 0
        /// Books at the end, for comparison with an independent reconstruction.
        public var books: [BookDigest] = []
        public var balances: [StatusReport.Balance] = []
        public var isLedgerBalanced = true

        public var isEqual: Bool { difference == nil && replayedHash == recordedHash }
    }

    /// The first decision that is not the same.
    public struct Difference: Sendable, Equatable {
        /// Its record's number, and where it stands: segment and byte.
        public var record: UInt64
        public var place: String
        public var recorded: String
        public var replayed: String
    }

    /// A book as it stood at the end.
    public struct BookDigest: Sendable, Equatable {
        public var name: String
        public var bid: String
        public var ask: String
        public var bids: Int
        public var asks: Int
        /// FNV-1a over every level, bids from the best down, then asks from the best up: price
        /// ticks and lots, eight bytes each, little-endian.
        public var digest: UInt64
    }

    private let directory: String
    private var reader: JournalReader
    private var stage: ReplayStage?
    private var outcome = Outcome()
    private var recordedHash = Digest()
    private var replayedHash = Digest()
    private var past: Past?
    private var sessionEnded = true

    /// - Throws: when the recording cannot be read at all.
    public init(_ directory: String) throws(RunFault) {
        self.directory = directory
        do throws(JournalError) { reader = try JournalReader(at: directory) } catch {
            throw .journal(directory: directory, why: "\(error)")
        }
    }

    /// Replays everything.
    ///
    /// - Parameter progress: told the number of records now and then.
    /// - Throws: damage in the middle of the recording, with its place.
    public mutating func run(
        progress: (UInt64) -> Void = { _ in }
    ) throws(RunFault) -> Outcome {
        while let record = try next() {
            outcome.records += 1
            outcome.lastRecord = record.sequence.count
            if outcome.records % 262_144 == 0 { progress(outcome.records) }
            try take(record)
        }
        endSession(inOrder: sessionEnded)
        outcome.tail = reader.tail.map { "\($0)" }
        outcome.replayedHash = replayedHash.value
        outcome.recordedHash = recordedHash.value
        return outcome
    }

    private mutating func next() throws(RunFault) -> JournalRecord? {
        do throws(JournalError) { return try reader.next() } catch {
            throw .journal(directory: directory, why: "\(error)")
        }
    }

    private mutating func take(_ record: JournalRecord) throws(RunFault) {
        let label = record.label
        switch label.kind {
        case .sessionStart:
            endSession(inOrder: sessionEnded)
            sessionEnded = false
            outcome.sessions += 1
            stage = try begin(unsafe Session.read(record.payload))
        case .sessionEnd:
            sessionEnded = true
        case .frame, .answer, .connection, .tick, .command:
            outcome.inputs += 1
            unsafe stage?.take(label, record.payload)
            past?.lastInput = label.input
        case .decision, .refusal, .fill, .entry:
            compare(record)
        case .stamps, .note: break
        }
    }

    /// A session goes on with the ledger of those before it, so it must mean the same by it.
    private mutating func begin(_ session: Session) throws(RunFault) -> ReplayStage {
        let terms = try LedgerTerms(of: session)
        let past = past ?? Past(terms)
        guard past.terms == terms else {
            throw .recording(
                "\(directory): session \(outcome.sessions) has \(terms), and those before it "
                    + "\(past.terms): one ledger cannot be of both")
        }
        self.past = past
        return try ReplayStage(session, past: past)
    }

    /// A recorded decision must be the next one made again.
    private mutating func compare(_ record: JournalRecord) {
        let recorded = unsafe record.payload.loadUnaligned(as: Decision.self)
        outcome.recorded += 1
        recordedHash.add(recorded)
        past?.note(recorded)
        let replayed = stage?.nextDecision()
        if let replayed { count(replayed) }
        guard outcome.difference == nil, replayed != recorded else { return }
        outcome.difference = Difference(
            record: record.sequence.count,
            place: "segment \(record.segment), byte \(record.offset)",
            recorded: "\(recorded)", replayed: replayed.map { "\($0)" } ?? "nothing")
    }

    private mutating func count(_ replayed: Decision) {
        outcome.replayed += 1
        replayedHash.add(replayed)
    }

    /// What was made again and never recorded: of a killed session its last moments; of one that
    /// ended in order, a difference.
    private mutating func endSession(inOrder: Bool) {
        guard stage != nil else { return }
        while let decision = stage?.nextDecision() {
            if !inOrder {
                outcome.unrecorded += 1
                continue
            }
            count(decision)
            if outcome.difference == nil {
                outcome.difference = Difference(
                    record: outcome.lastRecord, place: "the end of the session",
                    recorded: "nothing", replayed: "\(decision)")
            }
        }
        outcome.books = stage?.books ?? []
        outcome.balances = stage?.balances ?? []
        outcome.isLedgerBalanced = stage?.isLedgerBalanced ?? true
        stage = nil
    }
}
