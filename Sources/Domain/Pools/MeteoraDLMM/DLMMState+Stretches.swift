import Numbers

/// How far a walk along bins has come. Good for the state it was taken from, until an event or a
/// swap changes that.
public struct DLMMStretchCursor: BitwiseCopyable {
    var run: DLMMRun
    var isDone: Bool
    var isFirst = true

    @_noLocks init(_ run: DLMMRun, isDone: Bool) {
        self.run = run
        self.isDone = isDone
    }
}

extension DLMMState {
    /// Where a swap would begin: the active bin, with what it sells if its array is known. Nil
    /// where no swap can begin.
    @_noLocks public borrowing func spot(
        _ direction: SwapDirection, at time: ChainTime
    ) -> PoolStretch? {
        var cursor = stretchCursor(direction, at: time)
        guard !cursor.isDone,
            let price = DLMMPrice.price(ofBin: pair.activeBin, binStep: pair.binStep)
        else { return nil }
        let terms = cursor.run.terms(pair)
        guard let bin = bin(pair.activeBin) else { return PoolStretch(price, terms, depth: 0) }
        let layers = layers(bin, cursor.run)
        let depth = Double(layers.making) + Double(layers.processed) + Double(layers.open)
        return PoolStretch(price, terms, depth: depth)
    }

    /// A walk from the active bin outward; over before it begins where no swap can begin.
    @_noLocks public borrowing func stretchCursor(
        _ direction: SwapDirection, at time: ChainTime
    ) -> DLMMStretchCursor {
        var run = DLMMRun(pair, direction, .input, amount: .max)
        do throws(DLMMError) {
            try begin(&run, at: time)
            return DLMMStretchCursor(run, isDone: false)
        } catch {
            return DLMMStretchCursor(run, isDone: true)
        }
    }

    /// The next bin that sells something: one price, one fee. Nil where a swap would have to stop:
    /// where liquidity or the known arrays end, or at a bin that costs more than 64 bits hold.
    @_noLocks public borrowing func nextStretch(
        _ cursor: inout DLMMStretchCursor
    ) -> PoolStretch? {
        guard !cursor.isDone else { return nil }
        do throws(DLMMError) {
            if !cursor.isFirst { try step(&cursor.run) }
            cursor.isFirst = false
            let bin = unsafe bins[try seek(&cursor.run)]
            let terms = cursor.run.terms(pair)
            let step = try DLMMStep(input: .max, layers(bin, cursor.run), bin, terms)
            return PoolStretch(bin.price, terms, depth: Double(step.fill.out))
        } catch {
            cursor.isDone = true
            return nil
        }
    }
}

extension PoolStretch {
    /// A bin: `price` is Q64.64.
    @_noLocks fileprivate init(_ price: UInt128, _ terms: DLMMTerms, depth: Double) {
        let root = binRoot(price)
        let kept = 1 - Double(terms.rate) * 1e-9
        self.init(
            from: root, to: root, depth: depth, inputKept: terms.feeIsOnInput ? kept : 1,
            outputKept: terms.feeIsOnInput ? 1 : kept)
    }
}

/// √price of a price in Q64.64, to the last bit or two, by Newton's method: the library's own root
/// is a call that a turn may not make.
@_noLocks private func binRoot(_ price: UInt128) -> Double {
    let value = Double(price.highWord) + Double(price.lowWord) * 0x1p-64
    // Halving the exponent is within 7 %; each step squares the error.
    var root = Double(bitPattern: (value.bitPattern &>> 1) &+ 0x1FF8_0000_0000_0000)
    for _ in 0..<4 { root = 0.5 * (root + value / root) }
    return root
}
