import Testing

@testable import Simulators

@Suite("Recorded swaps done again")
struct SwapComparisonTests {
    @Test("are counted by how close they came, the closer ones included")
    func counted() {
        var comparison = SwapComparison()
        // Recorded 1,000,000 each: 0, 1, 10, 100 and 101 basis points off.
        for ours in [1_000_000, 999_900, 1_001_000, 990_000, 1_010_100] as [UInt64] {
            comparison.count(ours: ours, recorded: 1_000_000)
        }
        comparison.refused = 2
        comparison.corrections = 7
        #expect(
            comparison.description
                == "5 recorded swaps were done again: 1 gave the same to the atom, "
                + "2 came within 1 basis point of the record, 3 within 10, 4 within 100; "
                + "the farthest was 101.00 basis points off. 2 could not be done. "
                + "The pool was first walked to the real price 7 times.")
    }

    @Test("a share of a basis point keeps both of its digits")
    func share() {
        var comparison = SwapComparison()
        comparison.count(ours: 1_000_005, recorded: 1_000_000)
        #expect(comparison.description.contains("the farthest was 0.05 basis points off"))
    }
}
