public import Markets
import Numbers

/// The groups of numbers in which a pool's account travels: each is 32 bytes of the account, except
/// `terms`, which gathers small fields.
enum DAMMGroup {
    /// √prices at the ends of the range.
    static var range: Int { @_noLocks get { 0 } }
    /// The first √price, the activation, and the small fields in one word.
    static var terms: Int { @_noLocks get { 1 } }
    static var baseFee: Int { @_noLocks get { 2 } }
    /// Parameters of the dynamic fee, and its last update.
    static var dynamicFee: Int { @_noLocks get { 3 } }
    /// The step of its bins, and the √price that moves are measured from.
    static var bins: Int { @_noLocks get { 4 } }
    /// The volatility accumulated, and what of the past still counts.
    static var volatility: Int { @_noLocks get { 5 } }
    /// Atoms of A and of B that the pool holds.
    static var reserves: Int { @_noLocks get { 6 } }
    static var count: Int { @_noLocks get { 7 } }

    /// One bit each, and the eighth for the price.
    static var all: UInt8 { @_noLocks get { 0xFF } }
    static var price: UInt8 { @_noLocks get { 0x80 } }
}

extension DAMMState {
    /// Brings the state up to one event. Events of other kinds are ignored. An event that carries
    /// `.snapshot` and `.first` makes the state forget everything before it is applied.
    @_noLocks public mutating func apply(_ event: Event) {
        if event.flags.contains(.snapshot | .first) { forget() }
        let fits =
            switch event.kind {
            case .pool: applyPrice(event)
            case .poolNumbers: applyNumbers(event)
            default: true
            }
        if !fits {
            misfits &+= 1
            forget()
        }
    }

    @_noLocks private mutating func applyPrice(_ event: Event) -> Bool {
        guard event.words.low128 != 0 else { return false }
        sqrtPrice = SqrtPrice(bits: event.words.low128)
        liquidity = event.words.high128
        known |= DAMMGroup.price
        return true
    }

    @_noLocks private mutating func applyNumbers(_ event: Event) -> Bool {
        guard event.field >= 0, event.field < Int32(DAMMGroup.count) else { return false }
        let words = event.words
        switch Int(event.field) {
        case DAMMGroup.range:
            lowestPrice = SqrtPrice(bits: words.low128)
            highestPrice = SqrtPrice(bits: words.high128)
        case DAMMGroup.terms:
            guard let terms = DAMMTerms(activation: words.w2, bytes: words.w3) else {
                return false
            }
            firstPrice = SqrtPrice(bits: words.low128)
            self.terms = terms
        case DAMMGroup.baseFee:
            guard let fee = DAMMBaseFee(words) else { return false }
            baseFee = fee
        case DAMMGroup.dynamicFee: applyDynamicFee(words)
        case DAMMGroup.bins:
            volatility.binStepShare = words.low128
            volatility.priceReference = words.high128
        case DAMMGroup.volatility:
            volatility.accumulator = words.low128
            volatility.reference = words.high128
        default:
            reserveA = words.w0
            reserveB = words.w1
        }
        known |= 1 &<< UInt8(truncatingIfNeeded: event.field)
        return true
    }

    @_noLocks private mutating func applyDynamicFee(_ words: Event.Words) {
        var changed = DAMMVolatility(parameters: words)
        changed.binStepShare = volatility.binStepShare
        changed.priceReference = volatility.priceReference
        changed.accumulator = volatility.accumulator
        changed.reference = volatility.reference
        volatility = changed
    }
}
