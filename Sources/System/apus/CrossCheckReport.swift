import Codecs
import Numbers
import Pipeline
import Solana

/// What `apus cross-check` tells a person, and as JSON a script.
struct CrossCheckReport {
    let quote: JupiterQuote
    let comparison: JupiterComparison?
    let tolerance: BasisPoints

    var lines: [String] {
        let threshold = quote.mode == .exactIn ? "at least" : "at most"
        let side = quote.mode == .exactIn ? "out" : "in"
        let slippage = quote.slippage.count
        var lines = [
            "\(quote.mode.rawValue) at slot \(quote.contextSlot.count)",
            "in   \(quote.inAmount) of \(quote.inputMint)",
            "out  \(quote.outAmount) of \(quote.outputMint)",
            "     \(threshold) \(quote.threshold) \(side) with \(slippage) bps slippage",
        ]
        if let fee = quote.platformFee {
            lines.append("     platform fee \(fee.amount), \(fee.share.count) bps")
        }
        for (index, leg) in quote.legs.enumerated() {
            let share = leg.share.map { ", \($0.count) bps of the split" } ?? ""
            lines += [
                "leg \(index + 1): \(leg.label) \(leg.pool)\(share)",
                "     in   \(leg.inAmount) of \(leg.inputMint)",
                "     out  \(leg.outAmount) of \(leg.outputMint)",
            ]
            if let fee = leg.feeAmount {
                lines.append("     fee  \(fee)" + (leg.feeMint.map { " of \($0)" } ?? ""))
            }
        }
        if let comparison { lines += [sentence(of: comparison)] }
        return lines
    }

    private func sentence(of comparison: JupiterComparison) -> String {
        let bound = comparison.isWithin(tolerance) ? "within" : "beyond"
        let slots = comparison.slotDistance.map { "; their slot less ours: \($0)" } ?? ""
        return "ours \(comparison.ours), theirs \(comparison.theirs): "
            + "\(comparison.sign)\(comparison.distance) atoms, \(comparison.basisPoints) bps, "
            + "\(bound) \(tolerance.count) bps\(slots)"
    }

    /// Amounts are texts, as in the API: readers of JSON round large numbers.
    var json: String {
        jsonText { writer in
            writer.beginObject()
            texts(
                [
                    ("swap_mode", quote.mode.rawValue),
                    ("input_mint", "\(quote.inputMint)"), ("in_amount", "\(quote.inAmount)"),
                    ("output_mint", "\(quote.outputMint)"), ("out_amount", "\(quote.outAmount)"),
                    ("threshold", "\(quote.threshold)"),
                ], &writer)
            writer.key("slippage_bps")
            writer.unsigned(UInt64(quote.slippage.count))
            if let fee = quote.platformFee { texts([("platform_fee", "\(fee.amount)")], &writer) }
            writer.key("context_slot")
            writer.unsigned(quote.contextSlot.count)
            writer.key("legs")
            writer.beginArray()
            for leg in quote.legs { object(leg, &writer) }
            writer.endArray()
            if let comparison { object(comparison, &writer) }
            writer.endObject()
        }
    }

    private func object(_ leg: JupiterLeg, _ writer: inout JSONWriter) {
        writer.beginObject()
        texts(
            [
                ("pool", "\(leg.pool)"), ("label", leg.label),
                ("input_mint", "\(leg.inputMint)"), ("in_amount", "\(leg.inAmount)"),
                ("output_mint", "\(leg.outputMint)"), ("out_amount", "\(leg.outAmount)"),
            ], &writer)
        if let fee = leg.feeAmount { texts([("fee_amount", "\(fee)")], &writer) }
        if let mint = leg.feeMint { texts([("fee_mint", "\(mint)")], &writer) }
        if let share = leg.share {
            writer.key("share_bps")
            writer.unsigned(UInt64(share.count))
        }
        writer.endObject()
    }

    private func object(_ comparison: JupiterComparison, _ writer: inout JSONWriter) {
        writer.key("comparison")
        writer.beginObject()
        texts(
            [
                ("ours", "\(comparison.ours)"), ("theirs", "\(comparison.theirs)"),
                ("difference", "\(comparison.sign)\(comparison.distance)"),
                ("difference_bps", comparison.basisPoints),
            ], &writer)
        writer.key("tolerance_bps")
        writer.unsigned(UInt64(tolerance.count))
        writer.key("is_within")
        writer.bool(comparison.isWithin(tolerance))
        if let slots = comparison.slotDistance { texts([("slot_difference", slots)], &writer) }
        writer.endObject()
    }

    private func texts(_ pairs: [(StaticString, String)], _ writer: inout JSONWriter) {
        for (key, text) in pairs {
            writer.key(key)
            writer.string(text)
        }
    }
}
