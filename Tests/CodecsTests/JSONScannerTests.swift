import Codecs
import TestMemory
import Testing

/// Takes one whole text by skipping it; nil when it is JSON, else what is wrong.
func fault(in text: [UInt8]) -> JSONError? {
    let guarded = GuardedBytes(text)
    do throws(JSONError) {
        var scanner = JSONScanner(guarded.bytes)
        try scanner.skip()
        try scanner.finish()
        return nil
    } catch {
        return error
    }
}

func fault(in text: String) -> JSONError? { fault(in: Array(text.utf8)) }

@Suite("JSON scanner")
struct JSONScannerTests {
    @Test(
        "takes every form that RFC 8259 knows",
        arguments: [
            "0", "-0", "12", "-1.5", "1e5", "1E+5", "1.25e-7", "1e0", "0.0", "0e1",
            "123456789012345678901234567890",
            "true", "false", "null", " \t\r\n1 \n", "\"\"", "\"a\"",
            "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
            "\"\\u0041\\uD834\\uDD1E\"", "\"\\ud800\"", "\"é€𝄞\u{7F}\"", "\"/\"",
            "[]", "[ ]", "[1]", "[1,2 , 3]", "[[],[[]],{}]", "{}", "{ }", "{\"\":0}",
            "{\"a\":1,\"a\":2}", "{ \"a\" : [ { \"b\" : null } ] , \"c\" : \"d\" }",
            "\"01234567890123456789012345678901234567890123456789012345678901234\\n01234567\"",
        ])
    func accepts(text: String) { #expect(fault(in: text) == nil) }

    @Test(
        "refuses what RFC 8259 does not know, and says where",
        arguments: [
            ("", 0, JSONFault.endOfText), (" ", 1, .endOfText), ("nul", 3, .endOfText),
            ("nulL", 3, .unexpectedByte), ("tru", 3, .endOfText), ("True", 0, .unexpectedByte),
            ("01", 0, .badNumber), ("-01", 1, .badNumber), ("-", 1, .endOfText),
            ("+1", 0, .unexpectedByte),
            (".5", 0, .unexpectedByte), ("1.", 2, .endOfText), ("1.e5", 2, .badNumber),
            ("1e", 2, .endOfText), ("1e+", 3, .endOfText), ("1ex", 2, .badNumber),
            ("-x", 1, .badNumber),
            ("1 2", 2, .trailingBytes), ("[] ]", 3, .trailingBytes), ("0x1", 1, .trailingBytes),
            ("NaN", 0, .unexpectedByte), ("Infinity", 0, .unexpectedByte),
            ("-Infinity", 1, .badNumber),
            ("'a'", 0, .unexpectedByte), ("\"a", 2, .endOfText), ("\"\\", 2, .endOfText),
            ("\"\\x\"", 1, .badEscape), ("\"\\u12\"", 1, .badEscape), ("\"\\u12", 5, .endOfText),
            ("\"\\u00G0\"", 1, .badEscape), ("\"a\tb\"", 2, .controlCharacter),
            ("\"a\u{0}b\"", 2, .controlCharacter), ("\"\n\"", 1, .controlCharacter),
            ("[", 1, .endOfText), ("[1", 2, .endOfText), ("[1,", 3, .endOfText),
            ("[,1]", 1, .unexpectedByte), ("[1,]", 3, .unexpectedByte),
            ("[1 2]", 3, .unexpectedByte),
            ("[1}", 2, .unexpectedByte), ("]", 0, .unexpectedByte), ("[1,,2]", 3, .unexpectedByte),
            ("{", 1, .endOfText), ("{\"a\"", 4, .endOfText), ("{\"a\":", 5, .endOfText),
            ("{\"a\":1", 6, .endOfText), ("{\"a\":1,", 7, .endOfText),
            ("{\"a\":1,}", 7, .unexpectedByte),
            ("{,}", 1, .unexpectedByte), ("{a:1}", 1, .unexpectedByte),
            ("{1:1}", 1, .unexpectedByte),
            ("{\"a\" 1}", 5, .unexpectedByte), ("{\"a\":}", 5, .unexpectedByte),
            ("{\"a\":1]", 6, .unexpectedByte), ("{\"a\":1 \"b\":2}", 7, .unexpectedByte),
            ("\u{FEFF}1", 0, .unexpectedByte), ("/**/1", 0, .unexpectedByte),
            ("1//", 1, .trailingBytes),
            ("[1]\u{0}", 3, .trailingBytes), ("\u{C}1", 0, .unexpectedByte),
        ])
    func refuses(text: String, offset: Int, expected: JSONFault) {
        #expect(fault(in: text) == JSONError(expected, at: offset), "\(text)")
    }

    @Test(
        "strings are UTF-8",
        arguments: [
            [0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
            [0xE2, 0x28, 0xA1],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
            [0xC3, 0x28],
        ] as [[UInt8]])
    func badUTF8(bytes: [UInt8]) {
        #expect(fault(in: [0x22, 0x61] + bytes + [0x22]) == JSONError(.badUTF8, at: 2))
    }

    @Test("a string that ends inside of a character is cut short")
    func cutUTF8() {
        #expect(fault(in: [0x22, 0xE2, 0x82]) == JSONError(.endOfText, at: 3))
    }

    @Test("64 levels stand in each other, 65 do not")
    func depth() {
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(fault(in: deepest) == nil)
        #expect(fault(in: "[" + deepest + "]") == JSONError(.tooDeep, at: 64))
        let objects =
            String(repeating: "{\"a\":", count: 64) + "1" + String(repeating: "}", count: 64)
        #expect(fault(in: objects) == nil)
        #expect(fault(in: String(repeating: "[{\"a\":", count: 1000))?.fault == .tooDeep)
    }

    @Test("a special byte is seen at every place of a string, long or short", arguments: 0..<200)
    func everyPlace(length: Int) {
        let plain = String(repeating: "x", count: length)
        #expect(fault(in: "\"\(plain)\"") == nil)
        #expect(fault(in: "\"\(plain)") == JSONError(.endOfText, at: length + 1))
        #expect(fault(in: "\"\(plain)\u{1F}\"") == JSONError(.controlCharacter, at: length + 1))
        #expect(fault(in: "\"\(plain)\\q\"") == JSONError(.badEscape, at: length + 1))
        #expect(fault(in: "\"\(plain)\\n\(plain)\u{7F} é\"") == nil)
        #expect(fault(in: Array("\"\(plain)".utf8) + [0xFF]) == JSONError(.badUTF8, at: length + 1))
    }

    @Test(
        "a whole text cut at any byte is refused",
        arguments: [
            #"{"a":[1,-2.5e7,"x\u00e9\n",true,false,null,{}],"é":"𝄞"}"#,
            #"["",[],{"k":{"k":[0]}}]"#,
        ])
    func truncated(text: String) {
        let bytes = Array(text.utf8)
        #expect(fault(in: bytes) == nil)
        for end in 0..<bytes.count {
            #expect(fault(in: Array(bytes[..<end])) != nil, "cut at \(end)")
        }
    }

    @Test("mutated texts never crash it, and it agrees with itself on where they are wrong")
    func mutated() {
        let text =
            #"""
            {"a":[1,-2.5e7,"x\u00e9\n",true,false,null,{}],"é":"𝄞","long":"012345678901234\#
            56789"}
            """#
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: at)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
                }
            }
            guard let error = fault(in: bytes) else { continue }
            #expect(error.offset >= 0 && error.offset <= bytes.count)
        }
    }
}

@Suite("JSON scanner, pulled")
struct JSONPullTests {
    func scan<R>(_ text: String, _ body: (inout JSONScanner) throws(JSONError) -> R)
        throws(JSONError) -> R
    {
        let guarded = GuardedBytes(text)
        var scanner = JSONScanner(guarded.bytes)
        let result = try body(&scanner)
        try scanner.finish()
        return result
    }

    func wrong<R>(_ text: String, _ body: (inout JSONScanner) throws(JSONError) -> R) -> JSONFault?
    {
        do throws(JSONError) {
            _ = try scan(text, body)
            return nil
        } catch { return error.fault }
    }

    @Test("whole numbers are exact up to 64 bits")
    func integers() throws {
        #expect(
            try scan("18446744073709551615") { s throws(JSONError) in try s.unsigned() }
                == UInt64.max)
        #expect(try scan(" 0 ") { s throws(JSONError) in try s.unsigned() } == 0)
        #expect(
            try scan("-9223372036854775808") { s throws(JSONError) in try s.signed() } == Int64.min)
        #expect(
            try scan("9223372036854775807") { s throws(JSONError) in try s.signed() } == Int64.max)
        #expect(try scan("-0") { s throws(JSONError) in try s.signed() } == 0)
    }

    @Test(
        "numbers of another form are refused where a whole number is wanted",
        arguments: [
            ("18446744073709551616", JSONFault.outOfRange),
            ("99999999999999999999999", .outOfRange),
            ("-1", .notAnInteger), ("1.0", .notAnInteger), ("1e3", .notAnInteger),
            ("007", .badNumber),
            ("00", .badNumber), ("\"1\"", .wrongKind), ("null", .wrongKind), ("1x", .trailingBytes),
        ])
    func notUnsigned(text: String, expected: JSONFault) {
        #expect(wrong(text) { s throws(JSONError) in try s.unsigned() } == expected)
    }

    @Test(
        "signed numbers out of range are refused",
        arguments: [
            ("9223372036854775808", JSONFault.outOfRange), ("-9223372036854775809", .outOfRange),
            ("-1.5", .notAnInteger), ("-", .endOfText), ("-x", .badNumber), ("-00", .badNumber),
        ])
    func notSigned(text: String, expected: JSONFault) {
        #expect(wrong(text) { s throws(JSONError) in try s.signed() } == expected)
    }

    @Test("an object is walked key by key, and what is not wanted is skipped")
    func walk() throws {
        let text =
            #" { "x" : {"y":[1,2,{"z":[]}]} , "list":[ 5 , 6 ],"b":true,"n":null,"\u0073lot":7} "#
        let sum = try scan(text) { s throws(JSONError) in
            var sum: UInt64 = 0
            try s.enterObject()
            while let key = try s.nextKey() {
                if key.equals("list") {
                    try s.enterArray()
                    while try s.nextElement() { sum += try s.unsigned() }
                } else if key.equals("b") {
                    sum += try s.bool() ? 100 : 0
                } else if key.equals("n") {
                    sum += try s.takeNull() ? 1000 : 0
                } else if key.equals("slot") {
                    sum += try s.unsigned()
                } else {
                    try s.skip()
                }
            }
            return sum
        }
        #expect(sum == 5 + 6 + 100 + 1000 + 7)
    }

    @Test("leaving more containers than were entered is an error, not a crash")
    func leaving() {
        #expect(wrong("]") { s throws(JSONError) in try s.nextElement() } == .unexpectedByte)
        #expect(wrong("}") { s throws(JSONError) in try s.nextKey() == nil } == .unexpectedByte)
        #expect(wrong("[1]") { s throws(JSONError) in try s.enterObject() } == .wrongKind)
    }

    @Test(
        "escapes become UTF-8",
        arguments: [
            (#"a\"\\\/\b\f\n\r\t"#, "a\"\\/\u{8}\u{C}\n\r\t"), (#"\u0041\u00e9\u20AC"#, "Aé€"),
            (#"\ud834\udd1e"#, "𝄞"), (#"\uDBFF\uDFFF"#, "\u{10FFFF}"), ("plain é", "plain é"),
            ("", ""),
        ])
    func unescape(raw: String, expected: String) throws {
        let guarded = GuardedBytes("\"\(raw)\"")
        var scanner = JSONScanner(guarded.bytes)
        let text = try scanner.string()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
        defer { room.deallocate() }
        let count = try text.unescape(into: room)
        #expect(String(decoding: room[..<count], as: UTF8.self) == expected)
        let same = Array(expected.utf8)
        #expect(same.withUnsafeBytes { text.equals($0) })
        #expect(!(same + [0x61]).withUnsafeBytes { text.equals($0) })
    }

    @Test(
        "half of a surrogate pair is JSON but no text",
        arguments: [
            #"\ud834"#, #"\udd1e"#, #"\ud834x"#, #"\ud834\n"#, #"\ud834\ud834"#,
        ])
    func surrogates(raw: String) throws {
        let guarded = GuardedBytes("\"\(raw)\"")
        var scanner = JSONScanner(guarded.bytes)
        let text = try scanner.string()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
        defer { room.deallocate() }
        #expect(throws: JSONError(.badEscape, at: 0)) { try text.unescape(into: room) }
        #expect(!text.equals("x"))
    }

    @Test("an unescaped string must fit its room")
    func room() throws {
        let guarded = GuardedBytes(#""abc\u20AC""#)
        var scanner = JSONScanner(guarded.bytes)
        let text = try scanner.string()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 5, alignment: 1)
        defer { room.deallocate() }
        #expect(throws: JSONError(.roomTooSmall, at: 3)) { try text.unescape(into: room) }
    }
}
