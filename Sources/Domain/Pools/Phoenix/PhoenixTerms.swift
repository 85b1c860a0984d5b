import Markets
import Numbers

/// What a market's prices and sizes are counted in, its fee and its status (phoenix.md section 1).
///
/// All matching is done in adjusted quote lots: quote lots times `baseLotsPerUnit`. A tick is worth
/// a whole number of quote lots for each base lot, so a matched amount is always a whole number of
/// quote lots.
@frozen public struct PhoenixTerms: BitwiseCopyable, Hashable, Sendable {
    /// Atoms of the base token in a base lot.
    public var baseLotSize: UInt64 = 0
    /// Atoms of the quote token in a quote lot.
    public var quoteLotSize: UInt64 = 0
    /// Quote lots for each base unit in one tick.
    public var tickSize: UInt64 = 0
    /// Base lots in a base unit.
    public var baseLotsPerUnit: UInt64 = 0
    /// The taker's fee, in 1/10,000 of the quote tokens that are traded.
    public var feeBasisPoints: UInt64 = 0
    public var status = PhoenixStatus.uninitialised

    @_noLocks public init() {}

    /// Whether a market could have been made with these; the program checks the same.
    var areSound: Bool {
        @_noLocks get {
            areSizesSound && feeBasisPoints <= PhoenixTerms.feeWhole
        }
    }

    private var areSizesSound: Bool {
        @_noLocks get {
            baseLotSize != 0 && quoteLotSize != 0 && tickSize != 0 && baseLotsPerUnit != 0
                && tickSize % baseLotsPerUnit == 0
        }
    }

    /// The whole, in the fee's unit.
    static var feeWhole: UInt64 { @_noLocks @inline(__always) get { 10_000 } }
}

// As the groups of numbers that travel in `poolNumbers` events.

extension PhoenixTerms {
    /// Group 0: what never changes while a market lives.
    static var sizesGroup: Int { @_noLocks get { 0 } }
    /// Group 1: fee, status, and which sides hold more levels than are told.
    static var rulesGroup: Int { @_noLocks get { 1 } }

    var sizesWords: Event.Words {
        @_noLocks get { Event.Words(baseLotSize, quoteLotSize, tickSize, baseLotsPerUnit) }
    }

    @_noLocks func rulesWords(bidsAreCut: Bool, asksAreCut: Bool) -> Event.Words {
        Event.Words(feeBasisPoints, status.number, (bidsAreCut ? 1 : 0) | (asksAreCut ? 2 : 0))
    }

    /// Takes group 0; false, and nothing changed, when no market has such sizes.
    @_noLocks mutating func takeSizes(_ words: Event.Words) -> Bool {
        var new = self
        new.baseLotSize = words.w0
        new.quoteLotSize = words.w1
        new.tickSize = words.w2
        new.baseLotsPerUnit = words.w3
        guard new.areSizesSound else { return false }
        self = new
        return true
    }

    /// Takes fee and status of group 1; false, and nothing changed, when no market has such.
    @_noLocks mutating func takeRules(_ words: Event.Words) -> Bool {
        guard words.w0 <= PhoenixTerms.feeWhole, let status = PhoenixStatus(number: words.w1),
            words.w2 <= 3
        else { return false }
        feeBasisPoints = words.w0
        self.status = status
        return true
    }
}
