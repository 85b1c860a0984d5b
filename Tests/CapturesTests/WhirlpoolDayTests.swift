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

    @Test("an end that the recorded account contradicts is a mismatch")
    func wrongEnd() throws {
        var day = TinyDay()
        day.sqrtPrice += 1
        let row = try #require(try day.row())
        #expect(row.checked == 2)
        #expect(row.mismatches == 1)
        #expect(row.first.first?.place == "the end")
        #expect(row.first.first?.found.contains("18446338355706385148") == true)
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

    @Test("damaged transactions and accounts give a row or a refusal, never a trap")
    func damaged() {
        var random = RandomNumbers(seed: 20_220_406)
        for round in 0..<1_500 {
            var day = TinyDay()
            if round % 3 == 0 { day.instructions.removeFirst() }
            if round % 7 == 0 { day.hasPosition = false }
            let digit = random.next() % 10
            let place = random.next()
            if round % 2 == 0 {
                day.damage = { text in
                    // A digit for a digit: it mostly stays what the reader expects.
                    let digits = text.indices.filter { text[$0].isNumber }
                    let index = digits[Int(place % UInt64(digits.count))]
                    text.replaceSubrange(index...index, with: "\(digit)")
                }
            } else {
                day.damageAccount = { data in
                    let low = Int(place % UInt64(min(data.count, 200)))
                    data[low] ^= UInt8(truncatingIfNeeded: place >> 40)
                }
            }
            if let row = try? day.row() {
                #expect(row.swaps == row.checked + row.unchecked.values.reduce(0, +))
            }
        }
    }
}

/// Numbers that follow from a seed (Knuth's linear generator, its upper half).
struct RandomNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let high = state >> 32
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return high << 32 | state >> 32
    }
}
