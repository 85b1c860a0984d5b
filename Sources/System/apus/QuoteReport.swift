import Markets
import Numbers
import Pools
import Solana

/// A quote, or the program's refusal, for people and for scripts.
struct QuoteReport {
    var pool: PublicKey
    var kind: PoolKind
    var mints: PoolMints
    var direction: SwapDirection
    /// One token is 10^decimals atoms; nil where the mint is not known.
    var decimalsIn: UInt8?
    var decimalsOut: UInt8?
    var time: QuoteTime
    var outcome: Result<PoolQuote, PoolRefusal>
    /// What pricing reads, and whether it was there.
    var accounts: [(account: PoolAccount, isThere: Bool)]
    var isOwnerGuessed: Bool

    var input: PublicKey { mints.input(direction) }
    var output: PublicKey { mints.output(direction) }

    /// The decimals of A and of B.
    private var scale: (a: UInt8, b: UInt8)? {
        guard let decimalsIn, let decimalsOut else { return nil }
        return direction.isDown ? (decimalsIn, decimalsOut) : (decimalsOut, decimalsIn)
    }

    var text: String {
        var lines = ["pool \(pool), \(kind.rawValue)"]
        if isOwnerGuessed { lines.append("  owner: told from the bytes, not recorded") }
        lines.append("  slot: \(time.time.slot) (\(time.slotFrom.rawValue))")
        lines.append("  seconds since 1970: \(time.time.seconds) (\(time.secondsFrom.rawValue))")
        switch outcome {
        case .success(let quote): lines += describe(quote)
        case .failure(let refusal): lines.append("  the pool refuses: \(refusal)")
        }
        lines.append("  accounts used:")
        lines += accounts.filter(\.isThere).map { "    \($0.account.name)" }
        if accounts.contains(where: { !$0.isThere }) {
            lines.append("  not there, taken as never opened:")
            lines += accounts.filter { !$0.isThere }.map { "    \($0.account.name)" }
        }
        return lines.joined(separator: "\n")
    }

    private func describe(_ quote: PoolQuote) -> [String] {
        let trade = quote.trade
        let feeMint = trade.isFeeInOutput ? output : input
        let feeDecimals = trade.isFeeInOutput ? decimalsOut : decimalsIn
        return [
            "  in: \(amount(trade.amountIn.count, decimalsIn)) of \(input)",
            "  out: \(amount(trade.amountOut.count, decimalsOut)) of \(output)",
            "  fee: \(amount(trade.fee, feeDecimals)) of \(feeMint)",
            "  price before: \(price(quote.priceBefore))",
            "  price after: \(price(quote.priceAfter))",
            "  price impact: \(quote.impact.map { "\(tidy($0)) bps" } ?? "none")",
        ] + (crossedName.map { ["  \($0) crossed: \(trade.crossed)"] } ?? [])
    }

    /// What prices lie on; nil where they lie on one curve.
    private var crossedName: String? {
        switch kind {
        case .whirlpool, .raydiumCLMM: "ticks"
        case .meteoraDLMM: "bins"
        case .phoenix: "price levels"
        case .raydiumAMMv4, .raydiumCPMM, .meteoraDynamicAMM, .meteoraDAMM: nil
        }
    }

    private func amount(_ atoms: UInt64, _ decimals: UInt8?) -> String {
        guard let decimals, decimals > 0 else { return "\(atoms) atoms" }
        return "\(atoms) atoms (\(tokens(atoms, decimals)))"
    }

    /// Exact.
    private func tokens(_ atoms: UInt64, _ decimals: UInt8) -> String {
        let digits = String(atoms)
        let places = Int(decimals)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return "\(padded.dropLast(places)).\(padded.suffix(places))"
    }

    private func price(_ price: Double?) -> String {
        guard let price else { return "none: nothing is for sale" }
        let atoms = "\(price) atoms of B for one of A"
        guard let tokens = perToken(price) else { return atoms }
        return "\(tokens) B for one A (\(atoms))"
    }

    /// Tokens of B for one token of A.
    private func perToken(_ price: Double) -> Double? {
        scale.map { price * power($0.a) / power($0.b) }
    }

    private func power(_ decimals: UInt8) -> Double {
        (0..<decimals).reduce(1) { product, _ in product * 10 }
    }

    /// Four digits behind the point.
    private func tidy(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
