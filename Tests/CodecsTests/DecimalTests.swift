import Codecs
import Numbers
import TestMemory
import Testing

/// Steps by both ways where the quick one takes the text: they must agree.
func steps(_ grid: DecimalGrid, _ text: String) throws(DecimalError) -> UInt64 {
    let whole = GuardedBytes(text)
    let slow = Result { () throws(DecimalError) in try grid.steps(in: whole.bytes) }
    for tail in ["\"", "\"}]}]}", "\",\"new_quantity\":\"12.5\"}"] {
        // The quick way reads up to the first quote: texts with a quote in them are not for it.
        if text.utf8.contains(0x22) { break }
        let line = GuardedBytes("\"new_quantity\":\"" + text + tail)
        let base = line.bytes.baseAddress!
        let quick = grid.quick(at: base + 16, limit: base + line.bytes.count)
        guard quick.length > 0 else { continue }
        #expect(quick.length == text.utf8.count, "\(text)")
        #expect(slow == .success(quick.steps), "\(text)")
    }
    return try slow.get()
}

func takesQuickly(_ grid: DecimalGrid, _ text: String) -> Bool {
    let line = GuardedBytes("\"new_quantity\":\"" + text + "\"}]}]}")
    let base = line.bytes.baseAddress!
    return grid.quick(at: base + 16, limit: base + line.bytes.count).length > 0
}

@Suite("Decimal grid")
struct DecimalGridTests {
    @Test(
        "texts become whole numbers of steps",
        arguments: [
            ("0", 2, 1, 0), ("0.00", 2, 1, 0), ("65083.66", 2, 1, 6_508_366),
            ("21921.3", 2, 1, 2_192_130),
            ("21921", 2, 1, 2_192_100), ("007.5", 2, 1, 750), ("0.20371215", 8, 1, 20_371_215),
            ("12345678.12345678", 8, 1, 1_234_567_812_345_678), ("1.50", 1, 1, 15), ("5", 0, 1, 5),
            ("0.0050", 4, 25, 2), ("10.0000", 2, 1, 1000),
            ("18446744073709551615", 0, 1, UInt64.max),
            ("0.018446744073709551", 18, 1, 18_446_744_073_709_551),
            ("99999999.9999999", 8, 1, 9_999_999_999_999_990),
            ("1.00000000000000000000000", 2, 1, 100),
        ] as [(String, Int, UInt64, UInt64)])
    func exact(text: String, decimals: Int, step: UInt64, expected: UInt64) throws {
        #expect(try steps(DecimalGrid(decimals: decimals, step: step), text) == expected)
    }

    @Test(
        "what is no such number is refused with its reason",
        arguments: [
            ("", DecimalError.empty), (".", .empty), ("1.", .empty), (".5", .empty),
            ("-1", .signed),
            ("+1", .signed), ("1e5", .badCharacter(offset: 1)), (" 1", .badCharacter(offset: 0)),
            ("1 ", .badCharacter(offset: 1)), ("1.2.3", .badCharacter(offset: 3)),
            ("0x1", .badCharacter(offset: 1)),
            ("1,5", .badCharacter(offset: 1)), ("１", .badCharacter(offset: 0)),
            ("1\"", .badCharacter(offset: 1)),
            ("0.001", .offGrid), ("1.005", .offGrid), ("184467440737095516.16", .overflow),
            ("99999999999999999999999999999999999999.9", .overflow),
            ("12345678901234567890123456789012345678901", .tooManyDigits),
            ("0.00000000000000000000000000000000000001", .offGrid),
        ])
    func refused(text: String, expected: DecimalError) {
        #expect(throws: expected) { try steps(DecimalGrid(decimals: 2), text) }
    }

    @Test("a step wider than one unit refuses what lies between")
    func wideStep() throws {
        let grid = DecimalGrid(decimals: 4, step: 25)
        #expect(try steps(grid, "0.0075") == 3)
        #expect(throws: DecimalError.offGrid) { try steps(grid, "0.0076") }
    }

    @Test(
        "an increment says what its grid is",
        arguments: [
            ("0.01", 2, 1), ("0.00000001", 8, 1), ("1", 0, 1), ("0.0025", 4, 25), ("0.05", 2, 5),
            ("0.010", 2, 1), ("5", 0, 5), ("100", 0, 100),
        ] as [(String, Int, UInt64)])
    func increments(text: String, decimals: Int, step: UInt64) throws {
        let guarded = GuardedBytes(text)
        let grid = try DecimalGrid(increment: guarded.bytes)
        #expect(grid.decimals == decimals)
        #expect(grid.step == step)
    }

    @Test("an increment of nothing is refused")
    func noIncrement() {
        let guarded = GuardedBytes("0.00")
        #expect(throws: DecimalError.empty) { try DecimalGrid(increment: guarded.bytes) }
    }

    @Test(
        "the usual texts take the quick way",
        arguments: ["0", "65083.66", "0.20371215", "143.2", "99999999"])
    func quick(text: String) { #expect(takesQuickly(DecimalGrid(decimals: 8), text)) }

    @Test("both ways agree on random and on broken texts")
    func agree() {
        var random = SeededGenerator(seed: 5)
        let bytes = Array("0123456789012345678901234567890123456789..-+e \u{0}\u{2F}:é".utf8)
        for _ in 0..<40_000 {
            let length = Int.random(in: 1...18, using: &random)
            let text = String(
                decoding: (0..<length).map { _ in bytes.randomElement(using: &random)! },
                as: UTF8.self)
            let grid = DecimalGrid(
                decimals: Int.random(in: 0...10, using: &random),
                step: random.next() % 4 == 0 ? 5 : 1)
            _ = try? steps(grid, text)
        }
    }
}

@Suite("Timestamps")
struct TimestampTests {
    // Made with Python's datetime, nanoseconds by hand.
    @Test(
        "known moments",
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-08-09T21:05:48.483587501Z", 1_786_309_548_483_587_501),
            ("2000-02-29T23:59:59.9Z", 951_868_799_900_000_000),
            ("2024-02-29T00:00:00.000001Z", 1_709_164_800_000_001_000),
            ("2023-12-31T12:30:15.12345678Z", 1_704_025_815_123_456_780),
            ("2100-03-01T00:00:00Z", 4_107_542_400_000_000_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
            ("2261-12-31T23:59:59.999999999Z", 9_214_646_399_999_999_999),
        ] as [(String, UInt64)])
    func known(text: String, expected: UInt64) {
        let (behind, before) = (GuardedBytes(text), GuardedBytes(text, edge: .before))
        #expect(Timestamp.wallTime(in: behind.bytes)?.nanosecondsSince1970 == expected)
        #expect(Timestamp.wallTime(in: before.bytes)?.nanosecondsSince1970 == expected)
    }

    @Test("a reader of a stream gives the same, within a minute and across")
    func reader() {
        var reader = TimestampReader()
        for text in [
            "2026-08-09T21:05:48.483587501Z", "2026-08-09T21:05:48.5Z", "2026-08-09T21:05:59Z",
            "2026-08-09T21:05:61Z", "2026-08-09T21:05x48Z", "2026-08-09T21:05:4xZ",
            "2026-08-09T21:05:48.Z", "2026-08-09T21:05:60.25Z", "2026-08-09T21:06:00Z",
            "2026-13-09T21:06:00Z", "2026-08-09T21:06:01.000000001Z", "", "2026-08-09T21:06:01",
        ] {
            let guarded = GuardedBytes(text)
            let expected = Timestamp.wallTime(in: guarded.bytes)
            #expect(reader.wallTime(in: guarded.bytes) == expected, "\(text)")
        }
    }

    @Test(
        "other spellings are none",
        arguments: [
            "", "Z", "2026-08-09T21:05:48", "2026-08-09T21:05:48.Z", "2026-08-09 21:05:48Z",
            "2026-08-09T21:05:48z",
            "2026-13-09T21:05:48Z", "2026-00-09T21:05:48Z", "2026-04-31T21:05:48Z",
            "2023-02-29T00:00:00Z",
            "2100-02-29T00:00:00Z", "2026-08-00T21:05:48Z", "2026-08-09T24:05:48Z",
            "2026-08-09T21:60:48Z",
            "2026-08-09T21:05:61Z", "1969-12-31T23:59:59Z", "2262-01-01T00:00:00Z",
            "2026-08-09T21:05:48.1234567890Z",
            "2026-08-09T21:05:48.12x4Z", "2026-08-09T21:05:48.12345678xZ", "2026-08-09T21:05:48,5Z",
            "2026-08-09T21:05:48+00:00", "2026-8-09T21:05:48.00Z", "2026-08-09T2a:05:48Z",
            "202a-08-09T21:05:48Z",
        ])
    func refused(text: String) {
        let guarded = GuardedBytes(text)
        #expect(Timestamp.wallTime(in: guarded.bytes) == nil)
    }
}
