import Numbers
import Pools

/// A swap as Raydium's CPMM logs it: its `SwapEvent`.
struct CPMMLog {
    static let mark: [UInt8] = [0x40, 0xC6, 0xCD, 0xE8, 0x26, 0x08, 0x71, 0xE2]

    /// Reserves before the swap, in atoms.
    var reserveIn: UInt64
    var reserveOut: UInt64
    var amountIn: UInt64
    var amountOut: UInt64
    var hasTransferFee: Bool
    var isExactIn: Bool
    var tradeFee: UInt64
    var creatorFee: UInt64

    /// Nil for bytes that are no such event.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 170, bytes.starts(with: CPMMLog.mark),
            let reserveIn = bytes.word(at: 40), let reserveOut = bytes.word(at: 48),
            let amountIn = bytes.word(at: 56), let amountOut = bytes.word(at: 64),
            let feeIn = bytes.word(at: 72), let feeOut = bytes.word(at: 80),
            let tradeFee = bytes.word(at: 153), let creatorFee = bytes.word(at: 161)
        else { return nil }
        self.reserveIn = reserveIn
        self.reserveOut = reserveOut
        self.amountIn = amountIn
        self.amountOut = amountOut
        hasTransferFee = feeIn != 0 || feeOut != 0
        isExactIn = bytes[88] != 0
        self.tradeFee = tradeFee
        self.creatorFee = creatorFee
    }

    /// Why it cannot be checked; nil when it can.
    var reason: ReplayReason? {
        // Until November 2025 the program rounded trade fee and creator's fee up each by itself;
        // since then it rounds their sum up and divides it. Our quotes follow the rule of today.
        if creatorFee != 0 { return .olderRule }
        return hasTransferFee || !isExactIn || rate == nil ? .noFees : nil
    }

    /// A rate whose fee on this input is the one that was logged; every such rate leaves the same
    /// amount to trade. Nil when there is none.
    private var rate: UInt32? {
        guard tradeFee > 0, tradeFee < amountIn else { return nil }
        let whole = HundredthsOfBasisPoint.whole
        let least = mulDiv(tradeFee - 1, whole, by: amountIn, rounding: .down) + 1
        let fee = mulDiv(amountIn, least, by: whole, rounding: .up)
        return fee == tradeFee && least < whole ? UInt32(least) : nil
    }

    /// What we say about it.
    var found: String {
        let none = HundredthsOfBasisPoint(0)
        let pool = CPMMState(
            vault0: reserveIn, vault1: reserveOut, owed0: 0, owed1: 0,
            fees: CPMMFees(
                trade: HundredthsOfBasisPoint(rate ?? 0), protocolShare: none, fundShare: none,
                creator: none, creatorSide: .input))
        do throws(CPMMError) {
            let quote = try pool.quote(.aToB, .exactIn(Atoms(amountIn)), unixTime: 0)
            return "out \(quote.amountOut.count)"
        } catch {
            return error.description
        }
    }

    /// What the chain did.
    var expected: String { "out \(amountOut)" }
}
