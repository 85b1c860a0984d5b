import Markets
import Numbers

/// How a pool's base fee is found.
@frozen public enum DAMMBaseFee: BitwiseCopyable, Sendable {
    case time(DAMMTimeSchedule)
    case limiter(DAMMRateLimiter)
    case price(DAMMPriceSchedule)

    /// From bytes 8–39 of the pool's account; nil for a mode that this version does not know.
    @_noLocks init?(_ words: Event.Words) {
        let short = UInt16(truncatingIfNeeded: words.w1 &>> 48)
        let low = UInt32(truncatingIfNeeded: words.w2)
        let high = UInt32(truncatingIfNeeded: words.w2 &>> 32)
        let mode = words.w1 & 0xFF
        let decay = DAMMDecay(
            cliff: words.w0, isExponential: mode == 1 || mode == 4, periods: short,
            reduction: words.w3)
        switch mode {
        case 0, 1: self = .time(DAMMTimeSchedule(decay: decay, frequency: words.w2))
        case 2:
            self = .limiter(
                DAMMRateLimiter(
                    cliff: words.w0, increment: BasisPoints(UInt32(short)),
                    highest: BasisPoints(high), reference: words.w3, duration: low))
        case 3, 4: self = .price(DAMMPriceSchedule(decay: decay, step: low, duration: high))
        default: return nil
        }
    }
}

/// What a base fee may depend on, beside the amount.
struct DAMMFeeMoment: BitwiseCopyable {
    var direction: SwapDirection
    /// Slot or seconds, as the pool's activation counts.
    var point: UInt64
    var activation: UInt64
    /// √prices before the swap, and when the pool was made.
    var price: UInt128
    var firstPrice: UInt128

    @_noLocks init(
        direction: SwapDirection, point: UInt64, activation: UInt64, price: UInt128,
        firstPrice: UInt128
    ) {
        self.direction = direction
        self.point = point
        self.activation = activation
        self.price = price
        self.firstPrice = firstPrice
    }
}

extension DAMMBaseFee {
    /// The base fee in 10⁻⁹ for an amount.
    @_noLocks func rate(
        _ basis: DAMMFeeBasis, _ moment: DAMMFeeMoment
    ) throws(DAMMError) -> UInt64 {
        switch self {
        case .time(let schedule):
            return try schedule.rate(at: moment.point, activation: moment.activation)
        case .price(let schedule):
            return try schedule.rate(
                at: moment.point, activation: moment.activation, price: moment.price,
                firstPrice: moment.firstPrice)
        case .limiter(let limiter):
            guard
                limiter.applies(
                    moment.direction, at: moment.point, activation: moment.activation)
            else { return limiter.cliff }
            switch basis {
            case .withFee(let amount): return try limiter.rate(withFee: amount)
            case .withoutFee(let amount): return try limiter.rate(withoutFee: amount)
            }
        }
    }
}
