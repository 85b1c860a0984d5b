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
    /// Runs the swap and gives the first column that differs.
    func mismatch(with state: inout CLMMState) throws(VectorFault) -> ColumnMismatch? {
        guard load(&state) else {
            throw .unsupported("the pool or an array is none that can exist")
        }
        let direction: SwapDirection = isDown ? .aToB : .bToA
        let order: SwapAmount = isExactIn ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount))
        let limit = SqrtPrice(bits: limit)
        var record = CLMMRecord(growth: CLMMGrowth(isDown ? growth0 : growth1))
        do throws(CLMMError) {
            let recorded = try state.quote(direction, order, limit: limit, trace: &record)
            let quoted = try state.quote(direction, order, limit: limit)
            precondition(recorded == quoted, "a recorded swap is the quoted one")
            return expected.mismatch(quoted, record)
        } catch {
            return expected.mismatch(error)
        }
    }

    private func load(_ state: inout CLMMState) -> Bool {
        state.forget()
        guard
            state.place(
                price: SqrtPrice(bits: price), liquidity: liquidity, tick: TickIndex(tick),
                spacing: spacing),
            state.setRates(
                fee: HundredthsOfBasisPoint(rate),
                protocolShare: HundredthsOfBasisPoint(protocolShare),
                fundShare: HundredthsOfBasisPoint(fundShare))
        else { return false }
        state.feeGrowth0 = growth0
        state.feeGrowth1 = growth1
        state.hasExtension = hasExtension
        for start in starts {
            guard let bit = state.bit(ofStart: start) else { return false }
            unsafe state.bitmap[bit >> 6] |= 1 << UInt64(bit & 63)
        }
        return loadArrays(&state)
    }

    /// The program takes the arrays as they come, and drops each that is not the one it needs.
    private func loadArrays(_ state: inout CLMMState) -> Bool {
        let direction: SwapDirection = isDown ? .aToB : .bToA
        var next = state.firstStart(direction).next
        for array in arrays {
            guard case .start(let start) = next else { break }
            if array.start != start { continue }
            guard let span = state.emptySpan(startingAt: start) else { return false }
            for tick in array.ticks {
                guard state.setTick(tick.index, net: tick.net, in: span) else { return false }
            }
            next = state.nextStart(behind: start, direction)
        }
        state.relink()
        return true
    }
}
