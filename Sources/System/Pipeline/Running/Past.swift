import Archive
import Numbers
import Reactor
import Trading

/// What an existing recording left behind: where the next run begins. It is read record by record;
/// what is kept does not grow with it.
final class Past {
    let terms: LedgerTerms
    var desk: DeskPast
    var lastInput = InputSequence(0)

    init(_ terms: LedgerTerms) {
        self.terms = terms
        desk = DeskPast(assets: max(1, terms.assetCount), venues: max(1, terms.venueCount))
    }

    /// Takes up one more decision.
    func note(_ decision: Decision) { desk.take(decision) }

    /// Reads a whole recording, whose sessions must all be of these terms; nil when there is none.
    static func read(_ directory: String, as terms: LedgerTerms) throws(RunFault) -> Past? {
        guard var reader = try Past.reader(of: directory) else { return nil }
        let past = Past(terms)
        while let record = try Past.next(in: &reader, of: directory) {
            if case .sessionStart = record.label.kind {
                let recorded = try unsafe LedgerTerms(of: Session.read(record.payload))
                guard recorded == terms else {
                    throw .terms(directory: directory, recorded: "\(recorded)", now: "\(terms)")
                }
            }
            guard record.label.kind.isVerified else { continue }
            past.note(unsafe record.payload.loadUnaligned(as: Decision.self))
        }
        past.lastInput = reader.lastInput
        return past
    }

    private static func reader(of directory: String) throws(RunFault) -> JournalReader? {
        do throws(JournalError) { return try JournalReader(at: directory) } catch {
            if error == .file(.missing) { return nil }
            throw .journal(directory: directory, why: Recording.words(error, directory))
        }
    }

    private static func next(
        in reader: inout JournalReader, of directory: String
    ) throws(RunFault) -> JournalRecord? {
        do throws(JournalError) { return try reader.next() } catch {
            throw .journal(directory: directory, why: "\(error)")
        }
    }
}
