import Codecs
import Markets
import Numbers
import Pipeline
import Pools
import Solana

extension QuoteReport {
    /// One object. Amounts are texts of whole atoms; prices and the impact are texts of decimal
    /// numbers, null where there is none.
    var json: String {
        jsonText { writer in
            writer.beginObject()
            writer.key("pool")
            writer.string("\(pool)")
            writer.key("kind")
            writer.string(kind.rawValue)
            writer.key("owner_guessed")
            writer.bool(isOwnerGuessed)
            writer.key("slot")
            writer.unsigned(time.time.slot)
            writer.key("slot_from")
            writer.string(time.slotFrom.rawValue)
            writer.key("seconds")
            writer.unsigned(time.time.seconds)
            writer.key("seconds_from")
            writer.string(time.secondsFrom.rawValue)
            for (key, value) in fields {
                writer.key(key)
                if let value { writer.string(value) } else { writer.null() }
            }
            switch outcome {
            case .success(let quote):
                writer.key("crossed")
                writer.unsigned(UInt64(quote.trade.crossed))
            case .failure(let refusal):
                writer.key("refused")
                writer.beginObject()
                writer.key("code")
                writer.unsigned(UInt64(refusal.code))
                writer.key("name")
                writer.string("\(refusal.name)")
                writer.endObject()
            }
            writeAccounts(&writer)
            writer.endObject()
        }
    }

    private func writeAccounts(_ writer: inout JSONWriter) {
        for (key, isThere) in [("accounts", true), ("missing", false)] {
            writer.key(key)
            writer.beginArray()
            for one in accounts where one.isThere == isThere {
                writer.beginObject()
                writer.key("address")
                writer.string("\(one.account.key)")
                writer.key("role")
                writer.string("\(one.account.role)")
                writer.key("start")
                writer.signed(Int64(one.account.start))
                writer.endObject()
            }
            writer.endArray()
        }
    }

    /// What is text.
    private var fields: [(String, String?)] {
        var fields: [(String, String?)] = [
            ("mint_a", "\(mints.a)"), ("mint_b", "\(mints.b)"), ("mint_in", "\(input)"),
            ("mint_out", "\(output)"),
        ]
        guard case .success(let quote) = outcome else { return fields }
        let trade = quote.trade
        fields += [
            ("amount_in", "\(trade.amountIn.count)"), ("amount_out", "\(trade.amountOut.count)"),
            ("fee", "\(trade.fee)"), ("fee_mint", "\(trade.isFeeInOutput ? output : input)"),
            ("price_before", quote.priceBefore.map { "\($0)" }),
            ("price_after", quote.priceAfter.map { "\($0)" }),
            ("price_impact_bps", quote.impact.map { "\($0)" }),
        ]
        return fields
    }
}
