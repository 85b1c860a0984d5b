import Markets
import Synchronization

/// The operator's word on its way to the feed, which makes it an input like any other: recorded,
/// numbered, replayed. The last word counts.
final class Mailbox: Sendable {
    private let word = Atomic<UInt8>(Mailbox.nothing)
    static var nothing: UInt8 { @_noLocks get { 255 } }

    init() {}

    /// Says something; the feed takes it at its next housekeeping, 30 ms from now at the latest.
    func post(_ command: OperatorCommand) {
        word.store(UInt8(command.rawValue), ordering: .releasing)
    }

    /// The word, once; `nothing` when there is none.
    func take() -> UInt8 { word.exchange(Mailbox.nothing, ordering: .acquiring) }
}
