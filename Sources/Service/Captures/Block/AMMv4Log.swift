import Numbers
import Pools

/// A swap as Raydium's AMM v4 logs it: `ray_log`.
struct AMMv4Log {
    var direction: SwapDirection
    var amount: SwapAmount
    /// Reserves before the swap, in atoms.
    var coin: UInt64
    var pc: UInt64
    /// The end that the sender did not fix.
    var result: UInt64

    /// Nil for a line that tells no swap.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 57, bytes[0] == 3 || bytes[0] == 4, let first = bytes.word(at: 1),
            let second = bytes.word(at: 9), let side = bytes.word(at: 17), side == 1 || side == 2,
            let coin = bytes.word(at: 33), let pc = bytes.word(at: 41),
            let result = bytes.word(at: 49)
        else { return nil }
        direction = side == 2 ? .aToB : .bToA
        // Of an exact output the first number is the most that may be paid.
        amount = bytes[0] == 3 ? .exactIn(Atoms(first)) : .exactOut(Atoms(second))
        self.coin = coin
        self.pc = pc
        self.result = result
    }

    /// What we say about it, with the fee that every pool begins with, 25 in 10,000.
    var found: String {
        let pool = AMMv4State(
            coinVault: coin, pcVault: pc, owedCoin: 0, owedPC: 0, feeNumerator: 25,
            feeDenominator: 10_000, status: .swapOnly)
        do throws(AMMv4Error) {
            let quote = try pool.quote(direction, amount, unixTime: 0)
            switch amount {
            case .exactIn: return "out \(quote.amountOut.count)"
            case .exactOut: return "in \(quote.amountIn.count)"
            }
        } catch {
            return error.description
        }
    }

    /// What the chain did.
    var expected: String {
        switch amount {
        case .exactIn: "out \(result)"
        case .exactOut: "in \(result)"
        }
    }
}
