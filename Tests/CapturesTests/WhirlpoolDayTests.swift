import Testing

@testable import Captures

@Suite("A day of transactions")
struct WhirlpoolDayTests {
    @Test("a pool created that day is replayed forward to its recorded end")
    func created() throws {
        let row = try #require(try TinyDay().row())
        #expect(row.pool == TinyDay.pool)
        #expect(row.swaps == 2)
        #expect(row.single == 2)
        #expect(row.mismatches == 0, "\(row.first)")
    }

    @Test("without its creation the pool is walked back to the same state")
    func walkedBack() throws {
        var day = TinyDay()
        day.instructions.removeFirst()
        let row = try #require(try day.row())
        #expect(row.checked == 2)
        #expect(row.mismatches == 0, "\(row.first)")
        #expect(row.unchecked.isEmpty)
    }

    @Test("a closed position's range is found from the tokens it moved")
    func rangeFound() throws {
        var day = TinyDay()
        day.hasPosition = false
        day.instructions.removeAll {
            $0.0 == "openPositionWithMetadata" || $0.0 == "initializePool"
        }
        let row = try #require(try day.row())
        #expect(row.checked == 2)
        #expect(row.mismatches == 0, "\(row.first)")
    }

    @Test("one wrong output is named with both sides, and nothing else is wrong")
    func wrongOutput() throws {
        for isCreated in [true, false] {
            var day = TinyDay()
            day.instructions[5] = TinyDay.swap("100000000", out: "99988001")
            if !isCreated { day.instructions.removeFirst() }
            let row = try #require(try day.row())
            #expect(row.checked == 2)
            #expect(row.mismatches == 1)
            let one = try #require(row.first.first)
            #expect(one.expected == "in 100000000, out 99988001")
            #expect(one.found == "in 100000000, out 99988000")
            #expect(one.place.contains("s\(isCreated ? 5 : 4)"))
        }
    }

    @Test("an end that the recorded account contradicts is a mismatch or no state at all")
    func wrongEnd() throws {
        var day = TinyDay()
        day.sqrtPrice += 1
        let row = try #require(try day.row())
        // The creation's √price does not lie where the walk back arrives.
        #expect(row.unchecked[.noStateBefore] == nil || row.checked == 2)
        #expect(row.mismatches > 0 || row.checked < 2)
    }

    @Test("what cannot be rebuilt is counted with its reason")
    func reasons() throws {
        var day = TinyDay()
        day.instructions.insert(("setFeeRate", "\"dataFeeRate\":200"), at: 6)
        let unread = try #require(try day.row())
        #expect(unread.unchecked == [.unreadInstruction: 1])
        #expect(unread.checked == 1)

        day = TinyDay()
        day.hasPool = false
        let absent = try #require(try day.row())
        #expect(absent.unchecked == [.noAccounts: 2])

        day = TinyDay()
        let change = "\"dataLiquidityAmount\":\"5\",\"keyPosition\":\"\(TinyDay.pool)\""
        day.instructions.append(("decreaseLiquidity", change))
        let unknown = try #require(try day.row())
        #expect(unknown.unchecked == [.rangeUnknown: 2])
    }

    @Test("lines that are none are refused with their number")
    func garbage() throws {
        for broken in ["\"dataAmount\":5", "\"dataAmount\":\"1", "\"dataAToB\":true"] {
            var day = TinyDay()
            day.instructions[0] = ("swap", broken)
            #expect(throws: CaptureError.self) { try day.row() }
        }
    }
}
