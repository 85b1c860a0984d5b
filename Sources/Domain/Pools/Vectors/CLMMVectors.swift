import Markets
import Numbers

/// Rows of the Raydium CLMM program: of a tick and a √price in either order, or of a swap.
final class CLMMVectors: VectorRunner {
    private var state = CLMMState(capacity: 32)

    func mismatch(_ row: UnsafeRawBufferPointer) throws(VectorFault) -> ColumnMismatch? {
        if let pair = try unsafe TickVector(row) { return mismatch(pair) }
        return try unsafe CLMMVector(row).mismatch(with: &state)
    }

    private func mismatch(_ pair: TickVector) -> ColumnMismatch? {
        var columns = ColumnComparison()
        if pair.asksForPrice {
            guard abs(Int64(pair.tick)) <= Int64(CLMMTickMath.tickMax.count) else {
                return ColumnMismatch("tick", expected: "\(pair.tick)", found: "out of range")
            }
            let found = CLMMTickMath.bits(at: pair.tick)
            columns.compare("sqrt_price", pair.price, found)
            return columns.first
        }
        let asked = SqrtPrice(bits: pair.price)
        guard asked >= CLMMTickMath.sqrtPriceMin, asked < CLMMTickMath.sqrtPriceMax
        else {
            return ColumnMismatch("sqrt_price", expected: "\(pair.price)", found: "out of range")
        }
        columns.compare("tick", pair.tick, CLMMTickMath.tick(at: asked).count)
        return columns.first
    }
}

/// A trace that keeps what the vectors ask for beyond a quote.
struct CLMMRecord: CLMMTrace {
    var growth: CLMMGrowth
    var crossed: [Int32] = []

    mutating func stepped(lpFee: UInt64, liquidity: UInt128) -> Bool {
        growth.stepped(lpFee: lpFee, liquidity: liquidity)
    }

    mutating func crossed(_ tick: Int32) { crossed.append(tick) }
}

extension CLMMVector {
    /// The program's checks of the opening time are no column.
    private static let time = ChainTime(slot: 0, seconds: 1)

    /// Runs the swap and gives the first column that differs.
    func mismatch(with state: inout CLMMState) throws(VectorFault) -> ColumnMismatch? {
        let known = state.misfits
        load(&state)
        guard state.misfits == known else {
            throw .unsupported("the pool or an array is none that can exist")
        }
        let direction: SwapDirection = isDown ? .aToB : .bToA
        let order: SwapAmount = isExactIn ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount))
        let limit = SqrtPrice(bits: limit)
        var record = CLMMRecord(growth: CLMMGrowth(isDown ? growth0 : growth1))
        do throws(CLMMError) {
            let recorded = try state.quote(direction, order, limit: limit, trace: &record)
            let quoted = try state.quote(direction, order, limit: limit, at: Self.time)
            precondition(recorded == quoted, "a recorded swap is the quoted one")
            return expected.mismatch(quoted, record)
        } catch {
            return expected.columns.mismatch(error.refusal)
        }
    }

    private func load(_ state: inout CLMMState) {
        state.forget()
        func tell(_ kind: EventKind, _ field: Int32, _ words: Event.Words) {
            state.apply(
                Event(
                    kind: kind, flags: .none, instrument: InstrumentID(0), field: field,
                    input: InputSequence(0), received: .never, words: words))
        }
        func number(_ number: Int, _ words: Event.Words) {
            tell(.poolNumbers, Int32(number), words)
        }
        number(CLMMNumber.terms, Event.Words(UInt64(spacing)))
        number(
            CLMMNumber.growth,
            Event.Words(growth0.lowWord, growth0.highWord, growth1.lowWord, growth1.highWord))
        number(
            CLMMNumber.rates,
            Event.Words(UInt64(rate), UInt64(protocolShare), UInt64(fundShare)))
        number(CLMMNumber.tokens, Event.Words(1, 1, 1, 1))
        number(CLMMNumber.hasExtension, Event.Words(hasExtension ? 1 : 2))
        for (group, words) in bitmap { number(CLMMNumber.bitmap + group, words) }
        tell(
            .pool, tick,
            Event.Words(
                price.lowWord, price.highWord, liquidity.lowWord, liquidity.highWord))
        for array in passed(state) {
            tell(.tickArray, array.start, Event.Words(1))
            for tick in array.ticks {
                tell(.tick, tick.index, WatchedRow(net: tick.net).words)
            }
        }
    }

    /// The bitmap's groups that name an array, by number.
    private var bitmap: [(Int, Event.Words)] {
        var words = [UInt64](repeating: 0, count: CLMMBitmap.words)
        for start in starts {
            guard let bit = CLMMBitmap.bit(ofStart: start, spacing: spacing) else { continue }
            words[bit / 64] |= 1 << UInt64(bit % 64)
        }
        return (0..<CLMMNumber.bitmapGroups).compactMap { group in
            let four = words[4 * group..<4 * group + 4]
            guard four.contains(where: { $0 != 0 }) else { return nil }
            let first = four.startIndex
            return (
                group,
                Event.Words(four[first], four[first + 1], four[first + 2], four[first + 3])
            )
        }
    }

    /// The program takes the arrays as they come, and drops each that is not the one it needs.
    private func passed(_ state: borrowing CLMMState) -> [Array] {
        let direction: SwapDirection = isDown ? .aToB : .bToA
        var next = state.firstStart(direction).next
        var passed: [Array] = []
        for array in arrays {
            guard case .start(let start) = next else { break }
            if array.start != start { continue }
            passed.append(array)
            next = state.nextStart(behind: start, direction)
        }
        return passed
    }
}
