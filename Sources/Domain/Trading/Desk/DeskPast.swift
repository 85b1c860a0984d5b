/// What the decisions of earlier runs come to, taken one by one: where a desk goes on. Its size
/// doesn't grow with their number.
public struct DeskPast: ~Copyable {
    /// The ledger's entries among them.
    public private(set) var audit: LedgerAudit
    /// Over all of them, in order.
    public private(set) var digest = Digest()
    public private(set) var count: UInt64 = 0
    /// The highest numbers of a decision and of an order.
    private(set) var sequence: UInt64 = 0
    private(set) var order: UInt32 = 0

    /// Of a desk with so many assets and venues.
    public init(assets: Int, venues: Int) {
        audit = LedgerAudit(assets: assets, venues: venues)
    }

    /// Takes the next decision.
    public mutating func take(_ decision: Decision) {
        digest.add(decision)
        count += 1
        sequence = max(sequence, decision.sequence)
        order = max(order, decision.order)
        if let entry = LedgerEntry(decision) { audit.take(entry) }
    }
}
