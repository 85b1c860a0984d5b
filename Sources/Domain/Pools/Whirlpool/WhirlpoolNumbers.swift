import Markets
import Numbers

/// The groups of numbers of a Whirlpool, as `poolNumbers` events carry them; the events of a
/// journal are read by them, so none is ever renumbered.
enum WhirlpoolNumbers {
    /// Words: fee rate (1e-6), protocol share (1e-4 of the fee), tick spacing, fee tier index.
    static var fee: Int { @_noLocks get { 0 } }
    /// Words: filter period, decay period, reduction factor and group size, 16 bits each; control
    /// factor and largest volatility, 32 bits each; ticks of a major swap; trade-enable time.
    static var constants: Int { @_noLocks get { 1 } }
    /// Words: last reference update; last major swap; volatility reference and group reference, 32
    /// bits each; volatility.
    static var variables: Int { @_noLocks get { 2 } }
    /// Words: share of the older and of the newer schedule, 16 bits each; most of the older one;
    /// most of the newer one; its first epoch.
    static var transferA: Int { @_noLocks get { 3 } }
    static var transferB: Int { @_noLocks get { 4 } }

    /// The groups that a pool with a static fee has, bit i for group i.
    static var ofStatic: UInt8 { @_noLocks get { 0b11001 } }
    static var ofAdaptive: UInt8 { @_noLocks get { 0b11111 } }
}

extension WhirlpoolState {
    /// Takes a group of numbers; whether it fits.
    @_noLocks mutating func applyNumbers(_ event: Event) -> Bool {
        guard event.field >= 0, event.field <= 4 else { return false }
        let fits =
            switch event.field {
            case 0: takeFee(event.words)
            case 1: takeConstants(event.words)
            case 2: takeVariables(event.words)
            case 3: Self.takeTransferFees(event.words, &transferFeesA)
            default: Self.takeTransferFees(event.words, &transferFeesB)
            }
        if fits { numbersKnown |= 1 &<< UInt8(truncatingIfNeeded: event.field) }
        return fits
    }

    @_noLocks private mutating func takeFee(_ words: Event.Words) -> Bool {
        guard words.w2 <= UInt64(UInt16.max), words.w3 <= UInt64(UInt16.max) else { return false }
        let spacing = UInt16(truncatingIfNeeded: words.w2)
        guard take(spacing: spacing, rate: words.w0, share: words.w1) else { return false }
        feeTierIndex = UInt16(truncatingIfNeeded: words.w3)
        return true
    }

    @_noLocks private mutating func takeConstants(_ words: Event.Words) -> Bool {
        guard words.w2 <= UInt64(UInt16.max) else { return false }
        let constants = WhirlpoolFeeConstants(words)
        guard constants.isSound(spacing: tickSpacing) else { return false }
        feeConstants = constants
        tradeEnabled = words.w3
        return true
    }

    @_noLocks private mutating func takeVariables(_ words: Event.Words) -> Bool {
        guard words.w3 <= UInt64(UInt32.max) else { return false }
        feeVariables = WhirlpoolFeeVariables(words)
        return true
    }

    @_noLocks private static func takeTransferFees(
        _ words: Event.Words, _ fees: inout TransferFees
    ) -> Bool {
        guard words.w0 <= UInt64(UInt32.max), let told = TransferFees(words) else { return false }
        fees = told
        return true
    }
}

extension WhirlpoolFeeConstants {
    @_noLocks init(_ words: Event.Words) {
        filterPeriod = UInt16(truncatingIfNeeded: words.w0)
        decayPeriod = UInt16(truncatingIfNeeded: words.w0 &>> 16)
        reductionFactor = UInt16(truncatingIfNeeded: words.w0 &>> 32)
        groupSize = UInt16(truncatingIfNeeded: words.w0 &>> 48)
        controlFactor = UInt32(truncatingIfNeeded: words.w1)
        volatilityMax = UInt32(truncatingIfNeeded: words.w1 &>> 32)
        majorSwapTicks = UInt16(truncatingIfNeeded: words.w2)
    }

    /// As an event carries them, with the time from which the pool trades.
    @_noLocks func words(tradeEnabled: UInt64) -> Event.Words {
        let short = UInt64(filterPeriod) | UInt64(decayPeriod) &<< 16
        let long = UInt64(reductionFactor) &<< 32 | UInt64(groupSize) &<< 48
        return Event.Words(
            short | long, UInt64(controlFactor) | UInt64(volatilityMax) &<< 32,
            UInt64(majorSwapTicks), tradeEnabled)
    }
}

extension WhirlpoolFeeVariables {
    @_noLocks init(_ words: Event.Words) {
        lastReferenceUpdate = words.w0
        lastMajorSwap = words.w1
        volatilityReference = UInt32(truncatingIfNeeded: words.w2)
        groupReference = Int32(truncatingIfNeeded: words.w2 &>> 32)
        volatility = UInt32(truncatingIfNeeded: words.w3)
    }

    /// As an event carries them.
    var words: Event.Words {
        @_noLocks get {
            let group = UInt64(UInt32(bitPattern: groupReference))
            return Event.Words(
                lastReferenceUpdate, lastMajorSwap, UInt64(volatilityReference) | group &<< 32,
                UInt64(volatility))
        }
    }
}

extension TransferFees {
    /// Nil for a share beyond the whole.
    @_noLocks init?(_ words: Event.Words) {
        let older = TransferFee(share: UInt16(truncatingIfNeeded: words.w0), most: words.w1)
        let newer = TransferFee(share: UInt16(truncatingIfNeeded: words.w0 &>> 16), most: words.w2)
        guard let older, let newer else { return nil }
        self.init(older: older, newer: newer, newerEpoch: words.w3)
    }

    /// As an event carries them.
    var words: Event.Words {
        @_noLocks get {
            Event.Words(
                UInt64(older.share) | UInt64(newer.share) &<< 16, older.most, newer.most,
                newerEpoch)
        }
    }
}
