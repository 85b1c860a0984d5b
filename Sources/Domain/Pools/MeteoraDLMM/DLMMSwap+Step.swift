import Numbers

/// An input that goes through the layers of one bin. Each layer has its own price rounding: one
/// that can be paid for is taken whole, at its input rounded up.
struct DLMMFill {
    /// Input that no layer took.
    var left: UInt64
    /// Input that the layers took, without fee; of it, the market makers' part.
    var used: UInt64 = 0
    var makingIn: UInt64 = 0
    var taken = DLMMLayers(making: 0, processed: 0, open: 0)
    /// The sum of what was taken.
    var out: UInt64 = 0

    @_noLocks @inline(__always)
    init(
        net: UInt64, _ layers: DLMMLayers, _ bin: DLMMBin, isDown: Bool
    ) throws(DLMMError) {
        left = net
        taken.making = try take(layers.making, bin, isDown)
        makingIn = used
        taken.processed = try take(layers.processed, bin, isDown)
        taken.open = try take(layers.open, bin, isDown)
        out = try taken.total()
    }

    @_noLocks @inline(__always)
    private mutating func take(
        _ held: UInt64, _ bin: DLMMBin, _ isDown: Bool
    ) throws(DLMMError) -> UInt64 {
        guard held > 0, left > 0 else { return 0 }
        let needed = try bin.input(for: held, isDown: isDown)
        let paid = min(needed, left)
        let bought = left >= needed ? held : try bin.output(for: left, isDown: isDown)
        left &-= paid
        used &+= paid
        return min(bought, held)
    }
}

/// What one bin does to a swap.
struct DLMMStep {
    var fill: DLMMFill
    /// Paid by the taker, with a fee on the input.
    var paid: UInt64
    /// Received by the taker, without a fee on the output.
    var received: UInt64
    var fee: UInt64
    /// Output beyond what was asked for; a fee on the output leaves it to the protocol.
    var surplus: UInt64 = 0

    /// `amount` goes in, or as much of it as the bin can take.
    @_noLocks @inline(__always)
    init(
        input amount: UInt64, _ layers: DLMMLayers, _ bin: DLMMBin, _ terms: DLMMTerms
    ) throws(DLMMError) {
        let whole = terms.feeIsOnInput ? DLMMFee.contained(in: amount, rate: terms.rate) : 0
        fill = try DLMMFill(net: amount &- whole, layers, bin, isDown: terms.isDown)
        received = fill.out
        fee = whole
        paid = amount
        if fill.left > 0 {
            fee = terms.feeIsOnInput ? DLMMFee.onTop(of: fill.used, rate: terms.rate) : 0
            paid = fill.used &+ fee
        }
        if !terms.feeIsOnInput {
            fee = DLMMFee.contained(in: received, rate: terms.rate)
            received &-= fee
        }
    }

    /// `wanted` comes out, or all that the bin holds, for at most `inputMax`. The input is computed
    /// once from the whole output; when the layers round it up more often, it may not suffice.
    @_noLocks @inline(__always)
    init(
        output wanted: UInt64, inputMax: UInt64, _ layers: DLMMLayers, _ bin: DLMMBin,
        _ terms: DLMMTerms
    ) throws(DLMMError) {
        let gross =
            terms.feeIsOnInput ? wanted : try DLMMFee.gross(wanted, rate: terms.rate)
        guard gross < (try layers.total()) else {
            self = try DLMMStep(input: inputMax, layers, bin, terms)
            return
        }
        let net = try bin.input(for: gross, isDown: terms.isDown)
        let input = terms.feeIsOnInput ? try DLMMFee.gross(net, rate: terms.rate) : net
        guard input <= inputMax else { throw .insufficientInAmount }
        self = try DLMMStep(input: input, layers, bin, terms)
        guard received >= wanted else { throw .undeterminedError }
        surplus = received &- wanted
        received = wanted
    }
}

/// What holds for all layers of a bin.
struct DLMMTerms: BitwiseCopyable {
    var isDown: Bool
    var feeIsOnInput: Bool
    /// 10⁻⁹, at most a tenth.
    var rate: UInt64

    @_noLocks @inline(__always) init(isDown: Bool, feeIsOnInput: Bool, rate: UInt64) {
        self.isDown = isDown
        self.feeIsOnInput = feeIsOnInput
        self.rate = rate
    }
}
