public import Numbers

/// Why an answer and a number of ours are not about the same thing.
public enum JupiterMismatch: Error, Equatable, Sendable {
    /// The route goes over so many pools, and one was asked about.
    case severalPools(Int)
    /// The route goes through another pool.
    case otherPool(PublicKey)
    /// The pools are given something else than the amount asked for, because somebody takes a fee
    /// before them. Nil: their amounts do not fit 64 bits.
    case otherAmount(pools: UInt64?, stated: UInt64)
    /// What the pools give (or take) is not what the answer says, with or without its fee.
    case doesNotAddUp(pools: UInt64?, stated: UInt64)
    /// Nothing comes out, or goes in: there is nothing to be a share of.
    case nothing
}

/// A quote of ours beside Jupiter's, for the same amount.
///
/// Compared is what the pools of the route give (exact in) or take (exact out); a fee of Jupiter's
/// own is left out, because no pool knows of it.
public struct JupiterComparison: Equatable, Sendable {
    public let ours: UInt64
    /// 1 or more.
    public let theirs: UInt64
    /// The slot of our state, where it is known.
    public let ourSlot: Slot?
    public let theirSlot: Slot

    /// - Parameters:
    ///   - ours: atoms that come out (exact in) or go in (exact out), by our own quote.
    ///   - pool: the pool that ours is of: theirs must be of that pool alone. Nil: any route.
    public init(
        of quote: JupiterQuote, with ours: UInt64, pool: PublicKey? = nil, slot: Slot? = nil
    ) throws(JupiterMismatch) {
        if let pool {
            guard quote.legs.count == 1 else { throw .severalPools(quote.legs.count) }
            guard quote.legs[0].pool == pool else { throw .otherPool(quote.legs[0].pool) }
        }
        let taken = quote.takenByPools
        let given = quote.givenByPools
        let fee = quote.platformFee?.amount ?? 0
        let theirs: UInt64?
        switch quote.mode {
        case .exactIn:
            guard taken == quote.inAmount else {
                throw .otherAmount(pools: taken, stated: quote.inAmount)
            }
            guard Self.holds(given, quote.outAmount, andPerhaps: fee) else {
                throw .doesNotAddUp(pools: given, stated: quote.outAmount)
            }
            theirs = given
        case .exactOut:
            guard given == quote.outAmount else {
                throw .otherAmount(pools: given, stated: quote.outAmount)
            }
            guard Self.holds(quote.inAmount, taken, andPerhaps: fee) else {
                throw .doesNotAddUp(pools: taken, stated: quote.inAmount)
            }
            theirs = taken
        }
        guard let theirs, theirs > 0 else { throw .nothing }
        self.ours = ours
        self.theirs = theirs
        ourSlot = slot
        theirSlot = quote.contextSlot
    }

    /// Whether `whole` is `part`, or `part` and the fee.
    private static func holds(
        _ whole: UInt64?, _ part: UInt64?, andPerhaps fee: UInt64
    ) -> Bool {
        guard let whole, let part else { return false }
        let (sum, isTooBig) = part.addingReportingOverflow(fee)
        return whole == part || !isTooBig && whole == sum
    }

    /// Atoms between the two.
    public var distance: UInt64 { ours > theirs ? ours &- theirs : theirs &- ours }

    /// `+` when ours is the larger number, `-` when it is the smaller, nothing when they are equal.
    public var sign: String { ours == theirs ? "" : ours > theirs ? "+" : "-" }

    /// The distance as a share of theirs, with its sign and four digits, cut and not rounded:
    /// `-9.9900`.
    public var basisPoints: String {
        // Below 2⁶⁴ · 2²⁷.
        let parts = UInt128(distance) &* 100_000_000 / UInt128(theirs)
        let digits = String(parts % 10_000)
        let zeros = String(repeating: "0", count: 4 - digits.count)
        return "\(sign)\(parts / 10_000).\(zeros)\(digits)"
    }

    /// Whether the distance is at most this share of theirs, exactly.
    public func isWithin(_ tolerance: BasisPoints) -> Bool {
        UInt128(distance) &* 10_000 <= UInt128(theirs) &* UInt128(tolerance.count)
    }

    /// How many slots their state is after ours (`+`) or before it (`-`): `+12`, `-3`, `0`; nil
    /// where ours is not known.
    public var slotDistance: String? {
        ourSlot.map { ours in
            let (a, b) = (theirSlot.count, ours.count)
            return a >= b ? (a == b ? "0" : "+\(a &- b)") : "-\(b &- a)"
        }
    }
}

extension JupiterQuote {
    /// Atoms of the input mint that the route's pools take; nil beyond 64 bits.
    public var takenByPools: UInt64? {
        sum(legs.lazy.filter { $0.inputMint == inputMint }.map(\.inAmount))
    }

    /// Atoms of the output mint that the route's pools give; nil beyond 64 bits.
    public var givenByPools: UInt64? {
        sum(legs.lazy.filter { $0.outputMint == outputMint }.map(\.outAmount))
    }
}

private func sum(_ amounts: some Sequence<UInt64>) -> UInt64? {
    var total: UInt64 = 0
    for amount in amounts {
        let (next, isTooBig) = total.addingReportingOverflow(amount)
        guard !isTooBig else { return nil }
        total = next
    }
    return total
}

extension JupiterMismatch: CustomStringConvertible {
    /// A sentence for a person.
    public var description: String {
        func amount(_ value: UInt64?) -> String { value.map { "\($0)" } ?? "more than 64 bits" }
        return switch self {
        case .severalPools(let count): "the route goes over \(count) pools, not one"
        case .otherPool(let pool): "the route goes through another pool, \(pool)"
        case .otherAmount(let pools, let stated):
            "the pools are quoted for \(amount(pools)) atoms, the answer for \(stated)"
        case .doesNotAddUp(let pools, let stated):
            "the pools add up to \(amount(pools)) atoms, the answer says \(stated)"
        case .nothing: "the quote is of nothing, so there is no share of it"
        }
    }
}
