import Markets
import Numbers

extension CLMMState {
    /// Takes one group of numbers; false where the program writes no such numbers.
    @_noLocks mutating func applyNumbers(_ number: Int, _ words: Event.Words) -> Bool {
        var fits = true
        switch number {
        case CLMMNumber.terms: fits = applyTerms(words)
        case CLMMNumber.growth:
            feeGrowth0 = words.low128
            feeGrowth1 = words.high128
            return true
        case CLMMNumber.rates: fits = applyRates(words)
        case CLMMNumber.tokens: fits = applyTokens(words)
        case CLMMNumber.feeRule: fits = applyFeeRule(words)
        case CLMMNumber.feeMemory: applyFeeMemory(words)
        case CLMMNumber.hasExtension:
            guard words.w0 == 1 || words.w0 == 2 else { return false }
            hasExtension = words.w0 == 1
            hasAskedExtension = true
            relink()
        default: return applyBitmap(number &- CLMMNumber.bitmap, words)
        }
        if fits { locate() }
        return fits
    }

    @_noLocks private mutating func applyTerms(_ words: Event.Words) -> Bool {
        let spacing = UInt16(truncatingIfNeeded: words.w0)
        let side = UInt8(truncatingIfNeeded: words.w0 &>> 16)
        guard spacing != 0, tickSpacing == 0 || tickSpacing == spacing, side <= 2,
            words.w0 &>> 25 == 0
        else { return false }
        tickSpacing = spacing
        feeSide = side
        isSwapEnabled = words.w0 &>> 24 & 1 == 0
        openTime = words.w1
        return true
    }

    @_noLocks private mutating func applyRates(_ words: Event.Words) -> Bool {
        let whole = HundredthsOfBasisPoint.whole
        guard words.w0 < whole, words.w1 <= whole, words.w2 <= whole &- words.w1 else {
            return false
        }
        feeRate = HundredthsOfBasisPoint(UInt32(truncatingIfNeeded: words.w0))
        protocolShare = HundredthsOfBasisPoint(UInt32(truncatingIfNeeded: words.w1))
        fundShare = HundredthsOfBasisPoint(UInt32(truncatingIfNeeded: words.w2))
        hasRates = true
        return true
    }

    @_noLocks private mutating func applyTokens(_ words: Event.Words) -> Bool {
        guard words.w0 <= 2, words.w1 <= 2, words.w2 <= 1, words.w3 <= 1 else { return false }
        tokens = CLMMTokens(words)
        return true
    }

    @_noLocks private mutating func applyFeeRule(_ words: Event.Words) -> Bool {
        let rule = CLMMFeeRule(words)
        guard words.w0 &>> 48 == 0, words.w1 &>> 32 == 0, words.w2 &>> 32 == 0,
            rule.isEmpty || (tickSpacing != 0 && rule.isValid(spacing: tickSpacing))
        else { return false }
        feeRule = rule
        return true
    }

    @_noLocks private mutating func applyFeeMemory(_ words: Event.Words) {
        feeMemory = CLMMFeeMemory(words)
    }

    @_noLocks private mutating func applyBitmap(_ group: Int, _ words: Event.Words) -> Bool {
        guard group >= 0, group < CLMMNumber.bitmapGroups else { return false }
        let first = group &* 4
        var change: UInt64 = 0
        change |= replace(first, by: words.w0)
        change |= replace(first &+ 1, by: words.w1)
        change |= replace(first &+ 2, by: words.w2)
        change |= replace(first &+ 3, by: words.w3)
        if change != 0 { relink() }
        return true
    }

    /// Sets 64 bits of the bitmap; the result tells which of them changed.
    @_noLocks private mutating func replace(_ word: Int, by bits: UInt64) -> UInt64 {
        let change = unsafe bitmap[word] ^ bits
        unsafe bitmap[word] = bits
        return change
    }
}

// The same numbers as an event's words.

extension CLMMFeeRule {
    @_noLocks init(_ words: Event.Words) {
        self.init(
            filterPeriod: UInt16(truncatingIfNeeded: words.w0),
            decayPeriod: UInt16(truncatingIfNeeded: words.w0 &>> 16),
            reduction: UInt16(truncatingIfNeeded: words.w0 &>> 32),
            control: UInt32(truncatingIfNeeded: words.w1),
            accumulatorMax: UInt32(truncatingIfNeeded: words.w2))
    }

    var words: Event.Words {
        @_noLocks get {
            Event.Words(
                UInt64(filterPeriod) | UInt64(decayPeriod) &<< 16 | UInt64(reduction) &<< 32,
                UInt64(control), UInt64(accumulatorMax))
        }
    }
}

extension CLMMFeeMemory {
    @_noLocks init(_ words: Event.Words) {
        self.init(
            updated: words.w0, index: Int32(truncatingIfNeeded: words.w1),
            reference: UInt32(truncatingIfNeeded: words.w1 &>> 32),
            accumulator: UInt32(truncatingIfNeeded: words.w2))
    }

    var words: Event.Words {
        @_noLocks get {
            Event.Words(
                updated, UInt64(UInt32(bitPattern: index)) | UInt64(reference) &<< 32,
                UInt64(accumulator))
        }
    }
}
