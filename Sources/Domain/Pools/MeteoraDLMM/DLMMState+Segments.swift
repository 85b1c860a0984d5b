/// A bin as a swap would find it when it comes there: one price, one fee, so much for sale.
@frozen public struct DLMMSegment: BitwiseCopyable, Sendable {
    public var bin: Int32
    /// Token Y per token X in atoms, Q64.64.
    public var price: UInt128
    /// 10⁻⁹ of the input, or of the output where `feeIsOnInput` is false.
    public var feeRate: UInt64
    public var feeIsOnInput: Bool
    /// What emptying the bin costs, the fee included.
    public var input: UInt64
    /// What a taker gets for it.
    public var output: UInt64

    @_noLocks init(_ bin: Int32, price: UInt128, _ terms: DLMMTerms, _ step: DLMMStep) {
        self.bin = bin
        self.price = price
        feeRate = terms.rate
        feeIsOnInput = terms.feeIsOnInput
        input = step.paid
        output = step.received
    }
}

/// How far a walk along bins has come. Good for the state it was taken from, until an account or a
/// swap changes that.
public struct DLMMCursor {
    var run: DLMMRun
    var isDone = false
    var isFirst = true
}

extension DLMMState {
    /// A walk from the active bin outward, at the chain's time `now` in seconds since 1970.
    @_noLocks public borrowing func segmentCursor(
        _ direction: SwapDirection, now: Int64
    ) throws(DLMMError) -> DLMMCursor {
        guard pair.isEnabled else { throw .poolDisabled }
        return DLMMCursor(
            run: try DLMMRun(pair, direction, .input, amount: .max, now: now))
    }

    /// The next bin that sells something; nil where a swap would have to stop: where liquidity or
    /// the known arrays end, or at a bin that costs more than 64 bits hold.
    @_noLocks public borrowing func nextSegment(_ cursor: inout DLMMCursor) -> DLMMSegment? {
        guard !cursor.isDone else { return nil }
        do throws(DLMMError) {
            if !cursor.isFirst { try step(&cursor.run) }
            cursor.isFirst = false
            let bin = unsafe bins[try seek(&cursor.run)]
            let terms = cursor.run.terms(pair)
            let step = try DLMMStep(input: .max, layers(bin, cursor.run), bin, terms)
            return DLMMSegment(cursor.run.active, price: bin.price, terms, step)
        } catch {
            cursor.isDone = true
            return nil
        }
    }
}
