import Numbers
import Solana
import TestMemory
import Testing

@Suite("Comparing with Jupiter")
struct JupiterComparisonTests {
    private func quote(
        in inAmount: UInt64, out outAmount: UInt64, legs: [(in: UInt64, out: UInt64)],
        fee: UInt64? = nil, mode: String = "ExactIn"
    ) throws -> JupiterQuote {
        try JupiterQuoteTests.read(
            JupiterAnswers.answer(in: inAmount, out: outAmount, legs: legs, fee: fee, mode: mode))
    }

    private func comparison(_ ours: UInt64, _ theirs: UInt64) throws -> JupiterComparison {
        try JupiterComparison(of: quote(in: 1, out: theirs, legs: [(1, theirs)]), with: ours)
    }

    @Test(
        "the difference is exact, signed as ours less theirs, and cut after four digits",
        arguments: [
            (1_000, 1_000, "", "0.0000"), (1_001, 1_000, "+", "+10.0000"),
            (1_000, 1_001, "-", "-9.9900"), (2, 3, "-", "-3333.3333"), (0, 7, "-", "-10000.0000"),
            (1_000_000_001, 1_000_000_000, "+", "+0.0000"),
            (100_000_001, 100_000_000, "+", "+0.0001"),
            (.max, 1, "+", "+184467440737095516140000.0000"), (1, .max, "-", "-9999.9999"),
            (.max, .max, "", "0.0000"),
        ] as [(UInt64, UInt64, String, String)])
    func difference(ours: UInt64, theirs: UInt64, sign: String, basisPoints: String) throws {
        let found = try comparison(ours, theirs)
        #expect(found.sign == sign)
        #expect(found.basisPoints == basisPoints)
        #expect(found.distance == (ours > theirs ? ours - theirs : theirs - ours))
    }

    @Test(
        "the tolerance is held exactly, itself included",
        arguments: [
            (10_005, 10_000, 5, true), (10_006, 10_000, 5, false), (9_995, 10_000, 5, true),
            (9_994, 10_000, 5, false), (10_000, 10_000, 0, true),
            (1_000_000_000_001, 1_000_000_000_000, 0, false), (.max, 1, 10_000, false),
            (2, 1, 10_000, true), (0, .max, 10_000, true),
            // 18446744073709551615 · 5 / 10000 = 9223372036854775.8…
            (.max - 9_223_372_036_854_775, .max, 5, true),
            (.max - 9_223_372_036_854_776, .max, 5, false),
        ] as [(UInt64, UInt64, UInt32, Bool)])
    func tolerance(ours: UInt64, theirs: UInt64, tolerance: UInt32, isWithin: Bool) throws {
        #expect(try comparison(ours, theirs).isWithin(BasisPoints(tolerance)) == isWithin)
    }

    @Test("Jupiter's own fee is not part of what pools give or take")
    func fee() throws {
        let exactIn = try quote(in: 4, out: 997, legs: [(1, 300), (3, 700)], fee: 3)
        #expect(try JupiterComparison(of: exactIn, with: 1_000).theirs == 1_000)
        let exactOut = try quote(in: 13, out: 50, legs: [(10, 50)], fee: 3, mode: "ExactOut")
        #expect(try JupiterComparison(of: exactOut, with: 10).theirs == 10)
    }

    @Test("what is not about the same thing is not compared")
    func mismatches() throws {
        func mismatch(_ quote: JupiterQuote, pool: PublicKey? = nil) -> JupiterMismatch? {
            do throws(JupiterMismatch) {
                _ = try JupiterComparison(of: quote, with: 1, pool: pool)
                return nil
            } catch {
                return error
            }
        }
        let pool = JupiterAnswers.pool
        let split = try quote(in: 4, out: 10, legs: [(1, 2), (3, 8)])
        #expect(mismatch(split) == nil)
        #expect(mismatch(split, pool: pool) == .severalPools(2))
        let single = try quote(in: 4, out: 10, legs: [(4, 10)])
        #expect(mismatch(single, pool: pool) == nil)
        #expect(mismatch(single, pool: JupiterAnswers.sol) == .otherPool(pool))
        #expect(
            mismatch(try quote(in: 4, out: 10, legs: [(3, 10)]))
                == .otherAmount(pools: 3, stated: 4))
        #expect(
            mismatch(try quote(in: 4, out: 10, legs: [(4, 11)]))
                == .doesNotAddUp(pools: 11, stated: 10))
        #expect(
            mismatch(try quote(in: 4, out: 10, legs: [(4, 9)], fee: .max))
                == .doesNotAddUp(pools: 9, stated: 10))
        #expect(
            mismatch(try quote(in: 4, out: 10, legs: [(1, .max), (3, .max)]))
                == .doesNotAddUp(pools: nil, stated: 10))
        #expect(mismatch(try quote(in: 4, out: 0, legs: [(4, 0)])) == .nothing)
        #expect(
            mismatch(try quote(in: 4, out: 10, legs: [(4, 9)], mode: "ExactOut"))
                == .otherAmount(pools: 9, stated: 10))
        #expect(
            mismatch(try quote(in: 4, out: 10, legs: [(3, 10)], mode: "ExactOut"))
                == .doesNotAddUp(pools: 3, stated: 4))
    }

    @Test(
        "the published answers add up, Jupiter's fee and routes over several pools included",
        .enabled(if: !JupiterAnswers.published.isEmpty, "needs the reference folder"))
    func published() throws {
        let given: [UInt64] = try JupiterAnswers.published.map { data in
            let quote = try JupiterQuoteTests.read(String(decoding: data, as: UTF8.self))
            return try JupiterComparison(of: quote, with: 1).theirs
        }
        // The last one is 227906608 and 531820709 from two pools, of which 3038909 is kept.
        #expect(given == [9_752, 976_604, 6_015_074, 759_727_317])
    }

    @Test(
        "the distance of slots has a sign",
        arguments: [(7, "0"), (6, "+1"), (10, "-3"), (0, "+7"), (.max, "-18446744073709551608")]
            as [(UInt64, String)])
    func slots(ours: UInt64, distance: String) throws {
        let quote = try quote(in: 1, out: 1, legs: [(1, 1)])
        #expect(
            try JupiterComparison(of: quote, with: 1, slot: Slot(ours)).slotDistance == distance)
        #expect(try JupiterComparison(of: quote, with: 1).slotDistance == nil)
    }

    @Test("the question is what the API documents")
    func question() throws {
        var question = JupiterQuestion(
            inputMint: JupiterAnswers.sol, outputMint: JupiterAnswers.usdc, amount: 100_000_000)
        let beginning =
            "inputMint=So11111111111111111111111111111111111111112"
            + "&outputMint=EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
        #expect(
            question.query == beginning
                + "&amount=100000000&slippageBps=50&swapMode=ExactIn&onlyDirectRoutes=true")
        question.mode = .exactOut
        question.isDirect = false
        question.slippage = BasisPoints(0)
        question.amount = .max
        question.venues = ["Raydium", "Orca V2", "Meteora DLMM"]
        question.excludedVenues = ["a,b&c=d#é"]
        #expect(
            question.query == beginning
                + "&amount=18446744073709551615&slippageBps=0&swapMode=ExactOut"
                + "&onlyDirectRoutes=false&dexes=Raydium,Orca+V2,Meteora+DLMM"
                + "&excludeDexes=a%2Cb%26c%3Dd%23%C3%A9")
    }

    @Test("an answer to another question is told from ours")
    func otherQuestion() throws {
        let quote = try JupiterQuoteTests.read(JupiterAnswers.documented)
        let asked = JupiterQuestion(
            inputMint: JupiterAnswers.sol, outputMint: JupiterAnswers.usdc, amount: 100_000_000)
        #expect(quote.firstDifference(from: asked) == nil)
        var other = asked
        other.inputMint = JupiterAnswers.pool
        #expect(quote.firstDifference(from: other) == .inputMint)
        other = asked
        other.outputMint = JupiterAnswers.pool
        #expect(quote.firstDifference(from: other) == .outputMint)
        other = asked
        other.mode = .exactOut
        #expect(quote.firstDifference(from: other) == .swapMode)
        other = asked
        other.amount = 1
        #expect(quote.firstDifference(from: other) == .inAmount)
    }
}
