/// What one counter of a venue counts. A setting, so that a wrong assumption is mended without
/// code.
public enum SequenceScope: String, Sendable, CaseIterable {
    /// One counter for all messages of a connection.
    case connection
    /// One counter for each channel.
    case channel
    /// Numbers are not looked at.
    case off
}

/// What a message's number says of those before it.
public enum SequenceCheck: Equatable, Sendable {
    /// It is the next one, or the first, or it has no number.
    case accepted
    /// This many are missing: every book of the connection is stale. Counting goes on behind it.
    case gap(missing: UInt64)
    /// It was here before: drop it.
    case duplicate
}
