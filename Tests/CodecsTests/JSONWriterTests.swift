import Codecs
import Testing

@Suite("JSON writer")
struct JSONWriterTests {
    func written(room: Int = 512, _ body: (inout JSONWriter) -> Void) -> String? {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
        defer { memory.deallocate() }
        var writer = JSONWriter(into: memory)
        body(&writer)
        return writer.text.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("puts commas where they belong")
    func commas() {
        let text = written { w in
            w.beginObject()
            w.key("a")
            w.beginArray()
            w.unsigned(1)
            w.signed(-2)
            w.beginArray()
            w.endArray()
            w.beginObject()
            w.endObject()
            w.endArray()
            w.key("b")
            w.bool(true)
            w.key("c")
            w.null()
            w.key("d")
            w.string("x")
            w.endObject()
            w.endLine()
            w.bool(false)
        }
        #expect(text == #"{"a":[1,-2,[],{}],"b":true,"c":null,"d":"x"}"# + "\nfalse")
    }

    @Test("escapes what JSON cannot hold")
    func escapes() {
        let text = written { $0.string("a\"\\/\n\r\t\u{1}\u{1F}\u{7F}é𝄞" as String) }
        #expect(
            text == "\"a\\\"\\\\/\\n\\r\\t\\u0001\\u001f\u{7F}é𝄞\"")
        let empty = written { $0.string("") }
        #expect(empty == "\"\"")
    }

    @Test("what is not UTF-8 becomes the replacement character")
    func replaced() {
        let bytes: [UInt8] = [0x61, 0xFF, 0xC3, 0x62, 0xE2, 0x82]
        let text = written { w in bytes.withUnsafeBytes { w.string($0) } }
        #expect(text == "\"a\u{FFFD}\u{FFFD}b\u{FFFD}\u{FFFD}\"")
    }

    @Test(
        "numbers are written whole",
        arguments: [
            (Int64.min, "-9223372036854775808"), (Int64.max, "9223372036854775807"), (0, "0"),
            (-1, "-1"),
            (10, "10"), (100_000, "100000"),
        ])
    func signed(value: Int64, expected: String) {
        let text = written { $0.signed(value) }
        #expect(text == expected)
    }

    @Test(
        "decimals keep their places",
        arguments: [
            (Int64(12345), 2, "123.45"), (-5, 3, "-0.005"), (7, 0, "7"), (0, 2, "0.00"),
            (Int64.min, 18, "-9.223372036854775808"),
        ])
    func decimal(value: Int64, decimals: Int, expected: String) {
        let text = written { $0.decimal(value, decimals: decimals) }
        #expect(text == expected)
    }

    @Test("writes nothing past its room and says so", arguments: 0..<20)
    func full(room: Int) {
        let text = written(room: room) { w in
            w.beginArray()
            w.unsigned(UInt64.max)
            w.endArray()
        }
        #expect(text == nil)
    }

    @Test("a room that fits exactly is enough")
    func fits() {
        let text = written(room: 20) { $0.unsigned(UInt64.max) }
        #expect(text == "18446744073709551615")
    }
}
