public import Markets
public import Numbers

/// Why an opportunity was not taken: the first gate that stood against it.
public struct Refusal: Hashable, Sendable {
    public var gate: RiskGate
    /// What was, and what it may be, in the gate's own unit.
    public var value: Int64
    public var limit: Int64
    public var direction: CycleDirection
    /// As the price stage had found it.
    public var size: Lots
    public var gross: Int64

    public init?(_ decision: Decision) {
        guard decision.kind == .refused, let gate = RiskGate(rawValue: decision.code) else {
            return nil
        }
        self.gate = gate
        value = signed(decision.words.w0)
        limit = signed(decision.words.w1)
        direction = decision.words.w2 == 0 ? .bookToPool : .poolToBook
        size = Lots(decision.words.w3)
        gross = signed(decision.words.w4)
    }
}

/// An order that the desk sent, and the numbers it was decided on.
public struct Acceptance: Hashable, Sendable {
    public var direction: CycleDirection
    public var size: Lots
    public var base: UInt64
    /// The book leg takes no level worse than this.
    public var limit: Ticks
    /// What the pool should pay or cost, and the least or most it may, in its quote atoms.
    public var poolQuote: UInt64
    public var poolBound: UInt64
    /// In cash atoms: what the book leg should move, its fee, the chance before and after network
    /// costs.
    public var notional: Int64
    public var takerFee: Int64
    public var gross: Int64
    public var net: Int64
    public var bookArrival: Instant
    public var poolArrival: Instant

    public init?(_ decision: Decision) {
        guard decision.kind == .accepted else { return nil }
        let words = decision.words
        direction = words.w0 == 0 ? .bookToPool : .poolToBook
        size = Lots(words.w1)
        base = words.w2
        limit = Ticks(signed(words.w3))
        poolQuote = words.w4
        poolBound = words.w5
        notional = signed(words.w6)
        takerFee = signed(words.w7)
        gross = signed(words.w8)
        net = signed(words.w9)
        bookArrival = Instant(nanosecondsSinceBoot: words.w10)
        poolArrival = Instant(nanosecondsSinceBoot: words.w11)
    }
}

/// How a leg ended.
@frozen public enum FillOutcome: UInt8, Sendable, CaseIterable {
    case filled = 0
    /// Less than was asked for stood within the limit.
    case partlyFilled = 1
    /// Nothing stood within the limit.
    case unfilled = 2
    /// The pool would have crossed the bound: the transaction reverted, its fee is paid.
    case reverted = 3
    /// The pool refused the swap: `detail` is its error's number. The fee is paid.
    case failed = 4
    /// The market isn't live at that moment, so nothing is claimed to have happened.
    case unknownMarket = 5

    public var name: StaticString {
        switch self {
        case .filled: "filled"
        case .partlyFilled: "partly filled"
        case .unfilled: "unfilled"
        case .reverted: "reverted"
        case .failed: "failed"
        case .unknownMarket: "unknown market"
        }
    }
}

/// Which leg of a cycle.
@frozen public enum Leg: UInt8, Sendable, CaseIterable {
    case book = 0
    case pool = 1
}

/// What became of one leg at its arrival.
public struct Fill: Hashable, Sendable {
    public var leg: Leg
    public var outcome: FillOutcome
    /// Base atoms asked for and moved.
    public var asked: UInt64
    public var base: UInt64
    /// Cash atoms of a book leg, quote atoms of a pool leg; positive when received.
    public var quote: Int64
    /// The taker fee in cash atoms; a pool's fee is inside `quote`.
    public var takerFee: Int64
    /// The network's fee.
    public var network: Lamports
    /// The worst price taken; a book leg's.
    public var worst: Ticks
    /// Ticks crossed, or the number of the pool's error.
    public var detail: UInt64

    public init?(_ decision: Decision) {
        guard decision.kind == .filled, let outcome = FillOutcome(rawValue: decision.code) else {
            return nil
        }
        let words = decision.words
        leg = words.w0 == 0 ? .book : .pool
        self.outcome = outcome
        asked = words.w1
        base = words.w2
        quote = signed(words.w3)
        takerFee = signed(words.w4)
        network = Lamports(words.w5)
        worst = Ticks(signed(words.w6))
        detail = words.w7
    }
}

/// What an order came to when both of its legs had ended.
public struct Settlement: Hashable, Sendable {
    public var direction: CycleDirection
    /// Base atoms bought minus sold: what a failed or partial leg left in, or took out of, the
    /// inventory.
    public var leftover: Int64
    /// Moved at the exchange, the taker fee included, and in the wallet.
    public var cash: Int64
    public var poolQuote: Int64
    public var network: Lamports
    /// `cash`, `poolQuote` converted and the network's fee, as it was priced when the order was
    /// sent, together in cash atoms, each rounded against us. What `leftover` is worth isn't part
    /// of it.
    public var profit: Int64

    @_noLocks public init?(_ decision: Decision) {
        guard case .settled = decision.kind else { return nil }
        let words = decision.words
        direction = words.w0 == 0 ? .bookToPool : .poolToBook
        leftover = signed(words.w1)
        cash = signed(words.w2)
        poolQuote = signed(words.w3)
        network = Lamports(words.w4)
        profit = signed(words.w5)
    }
}

extension LedgerEntry {
    @_noLocks public init?(_ decision: Decision) {
        guard case .entry = decision.kind else { return nil }
        self.init(words: decision.words, input: decision.input)
    }

    /// As a decision's payload; the input travels in its header.
    var words: Decision.Words {
        @_noLocks get {
            Decision.Words(
                sequence, set, accountWord, bits(amount), bits(balance), previous, hash)
        }
    }
}
