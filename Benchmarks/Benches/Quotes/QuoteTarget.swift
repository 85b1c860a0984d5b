import Markets
import Numbers
import Pools

/// What a benchmark asks of a pool, of whichever kind.
protocol QuotedPool: ~Copyable {
    mutating func apply(_ event: Event)
    borrowing func trade(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade
}

extension WhirlpoolState: QuotedPool {}
extension CLMMState: QuotedPool {}
extension CPMMState: QuotedPool {}
extension AMMv4State: QuotedPool {}
extension DLMMState: QuotedPool {}
extension DAMMState: QuotedPool {}
extension DynamicAMMState: QuotedPool {}
extension PhoenixState: QuotedPool {}

/// A pool that is quoted, and the amounts that it is quoted for.
struct QuoteTarget<State: QuotedPool & ~Copyable>: ~Copyable {
    private var state: State
    private let range: ClosedRange<UInt64>

    /// - Parameters:
    ///   - events: what makes the empty state the pool.
    ///   - range: the amounts that come into question, in atoms.
    init(_ state: consuming State, _ events: [Event], range: ClosedRange<UInt64>) {
        for event in events { state.apply(event) }
        self.state = state
        self.range = range
    }

    /// Amounts between the least and the most that cross just so many ticks, bins or levels.
    func amounts(_ kind: QuoteKind, crossing count: UInt32, many: Int) -> [UInt64]? {
        let low = count == 0 ? range.lowerBound : least(kind, crossing: count)
        let high = least(kind, crossing: count + 1)
        guard low + UInt64(many) < high else { return nil }
        // Away from both ends, so that a quote ends between two ticks.
        let step = (high - low) / UInt64(many + 2)
        let amounts = (1...many).map { low + UInt64($0) * step + UInt64($0 * 7 % 11) }
        return amounts.allSatisfy { crossed(kind, $0) == count } ? amounts : nil
    }

    /// The least amount that crosses so many, or that is refused.
    private func least(_ kind: QuoteKind, crossing count: UInt32) -> UInt64 {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if (crossed(kind, middle) ?? .max) >= count { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// How many a quote crosses; nil when it is refused.
    private func crossed(_ kind: QuoteKind, _ amount: UInt64) -> UInt32? {
        do throws(PoolRefusal) {
            let amount: SwapAmount =
                kind.isInput ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount))
            return try state.trade(kind.direction, amount, at: PoolEvents.time).crossed
        } catch { return nil }
    }

    /// Quotes all amounts in turn, so many times; returns how many ticks they crossed together.
    func batch(_ kind: QuoteKind, _ amounts: [UInt64], repeats: Int) -> UInt64 {
        unsafe amounts.withUnsafeBufferPointer { amounts in
            kind.isInput
                ? unsafe inputs(kind.direction, amounts, repeats)
                : unsafe outputs(kind.direction, amounts, repeats)
        }
    }

    @inline(never) private func inputs(
        _ direction: SwapDirection, _ amounts: UnsafeBufferPointer<UInt64>, _ repeats: Int
    ) -> UInt64 {
        var (sum, crossed) = (UInt64(0), UInt64(0))
        for _ in 0..<repeats {
            for index in 0..<amounts.count {
                unsafe quote(direction, .exactIn(Atoms(amounts[index])), &sum, &crossed)
            }
        }
        Sink.take(sum)
        return crossed
    }

    @inline(never) private func outputs(
        _ direction: SwapDirection, _ amounts: UnsafeBufferPointer<UInt64>, _ repeats: Int
    ) -> UInt64 {
        var (sum, crossed) = (UInt64(0), UInt64(0))
        for _ in 0..<repeats {
            for index in 0..<amounts.count {
                unsafe quote(direction, .exactOut(Atoms(amounts[index])), &sum, &crossed)
            }
        }
        Sink.take(sum)
        return crossed
    }

    /// One that is refused counts as more crossings than there can be.
    @inline(__always) private func quote(
        _ direction: SwapDirection, _ amount: SwapAmount, _ sum: inout UInt64,
        _ crossed: inout UInt64
    ) {
        do throws(PoolRefusal) {
            let trade = try state.trade(direction, amount, at: PoolEvents.time)
            sum &+= trade.amountOut.count &+ trade.amountIn.count
            crossed &+= UInt64(trade.crossed)
        } catch {
            crossed &+= 1 << 40
        }
    }
}
