import Foundation
import Solana

/// Answers of Jupiter's quote API. The first is the example of its documentation; the second has
/// the shape of a published one, with small numbers.
enum JupiterAnswers {
    static let sol = PublicKey("So11111111111111111111111111111111111111112")!
    static let usdc = PublicKey("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v")!
    static let pool = PublicKey("HXpGFJGCEEFdV31tDmjDBaJMEB1fKLiAoKoWr3Fnonid")!

    static let documented = """
        {"inputMint":"\(sol)","inAmount":"100000000","outputMint":"\(usdc)","outAmount":"17057460",
        "otherAmountThreshold":"16886885","swapMode":"ExactIn","slippageBps":100,"platformFee":null,
        "priceImpactPct":"0","routePlan":[{"swapInfo":{"ammKey":"\(pool)","label":"Meteora DLMM",
        "inputMint":"\(sol)","outputMint":"\(usdc)","inAmount":"100000000","outAmount":"17057460",
        "feeAmount":"10000","feeMint":"\(sol)"},"percent":100}],"contextSlot":324307186,
        "timeTaken":0.012}
        """

    /// An answer over pools of one pair, with the amounts of each.
    static func answer(
        in inAmount: UInt64, out outAmount: UInt64, legs: [(in: UInt64, out: UInt64)],
        fee: UInt64? = nil, mode: String = "ExactIn"
    ) -> String {
        let route = legs.map { leg in
            """
            {"swapInfo":{"ammKey":"\(pool)","label":"Orca V2","inputMint":"\(sol)",
            "outputMint":"\(usdc)","inAmount":"\(leg.in)","outAmount":"\(leg.out)"},
            "percent":null,"bps":2500}
            """
        }
        let platform = fee.map { #"{"amount":"\#($0)","feeBps":40}"# } ?? "null"
        return """
            {"routePlan":[\(route.joined(separator: ","))],"outAmount":"\(outAmount)",
            "contextSlot":7,"inputMint":"\(sol)","outputMint":"\(usdc)","swapMode":"\(mode)",
            "otherAmountThreshold":"0","slippageBps":0,"platformFee":\(platform),
            "inAmount":"\(inAmount)","new":{"a":[1,{"b":null}]}}
            """
    }

    /// The published answers, where the reference folder stands beside the package.
    static let published: [Data] = {
        let file = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .appendingPathComponent("shared/data/jupiter/jupiter_v6_quotes.json")
        guard let data = try? Data(contentsOf: file),
            let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let quotes = root["quotes"] as? [[String: Any]]
        else { return [] }
        return quotes.compactMap { quote in
            quote["response"].flatMap { try? JSONSerialization.data(withJSONObject: $0) }
        }
    }()
}
