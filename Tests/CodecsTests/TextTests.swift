import CBytes
import Codecs
import Numbers
import TestMemory
import Testing

func hexadecimal(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Substring(text)
    while !rest.isEmpty {
        bytes.append(UInt8(rest.prefix(2), radix: 16)!)
        rest = rest.dropFirst(2)
    }
    return bytes
}

func withRoom<R, E: Error>(
    _ count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
) throws(E) -> R {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 1)
    defer { memory.deallocate() }
    return try body(UnsafeMutableRawBufferPointer(rebasing: memory[..<count]))
}

@Suite("Base58")
struct Base58Tests {
    static let pairs: [(String, String)] = [
        ("", ""), ("00", "1"), ("000001", "112"), ("68656c6c6f20776f726c64", "StV1DL6CwTryKyV"),
        (String(repeating: "ff", count: 32), "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG"),
        (String(repeating: "00", count: 32), "11111111111111111111111111111111"),
        (String(repeating: "00", count: 31) + "01", "11111111111111111111111111111112"),
        (
            "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
            "FAe4sisG95oZ42w7buUn5qEE4TAnfTTFPiguZUHmhiF"
        ),
        (
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                + "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
            "1GMkH3brNXiNNs1tiFZHu4yZSRrzJwxi5wB9bHFtMinfCXNnR1adh8Vo8NTheK4evneedH4qmvjeqcBBNAefgS"
        ),
    ]

    @Test("known pairs, both ways", arguments: pairs)
    func known(bytes: String, text: String) throws {
        let guarded = GuardedBytes(text)
        try withRoom(128) { room in
            let count = try Base58.decode(guarded.bytes, into: room)
            #expect(Array(room[..<count]) == hexadecimal(bytes))
        }
        withRoom(text.utf8.count) { room in
            let count = hexadecimal(bytes).withUnsafeBytes { Base58.encode($0, into: room) }
            #expect(count == text.utf8.count)
            #expect(String(decoding: room, as: UTF8.self) == text)
        }
    }

    @Test(
        "letters that look alike are refused, with their place",
        arguments: ["0", "O", "I", "l", " ", "é"])
    func strangers(letter: String) {
        let guarded = GuardedBytes("2Z" + letter + "x")
        #expect(throws: Base58Error.badCharacter(offset: 2)) {
            try withRoom(8) { try Base58.decode(guarded.bytes, into: $0) }
        }
    }

    @Test("bytes must fit their room, and a key must fill it")
    func lengths() {
        let key = GuardedBytes("JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG")
        #expect(throws: Base58Error.wrongLength) {
            try withRoom(31) { try Base58.decode(key.bytes, into: $0) }
        }
        #expect(throws: Base58Error.wrongLength) {
            try withRoom(33) { try Base58.decode(key.bytes, filling: $0) }
        }
        #expect(throws: Base58Error.tooLong) {
            let long = GuardedBytes(String(repeating: "z", count: 257))
            try withRoom(300) { _ = try Base58.decode(long.bytes, into: $0) }
        }
        #expect(throws: Never.self) {
            let longest = GuardedBytes(String(repeating: "z", count: 256))
            try withRoom(300) { _ = try Base58.decode(longest.bytes, into: $0) }
        }
    }

    @Test("what is spelled reads back, for all lengths", arguments: 0...128)
    func roundTrip(length: Int) throws {
        var random = SeededGenerator(seed: UInt64(length))
        var bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        for index in 0..<min(length, length % 5) { bytes[index] = 0 }
        try withRoom(200) { text in
            let count = try #require(bytes.withUnsafeBytes { Base58.encode($0, into: text) })
            try withRoom(128) { room in
                let back = try Base58.decode(
                    UnsafeRawBufferPointer(rebasing: text[..<count]), into: room)
                #expect(Array(room[..<back]) == bytes)
            }
        }
    }
}

@Suite("Base64")
struct Base64Tests {
    static let levels = 0...Int(cbytes_widest_level())

    /// A decoder of its own, bit by bit, to compare with.
    static func reference(_ text: String) -> [UInt8]? {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        guard text.count % 4 == 0 else { return nil }
        let body = text.prefix { $0 != "=" }
        let padding = text.dropFirst(body.count)
        guard padding.count <= 2, padding.allSatisfy({ $0 == "=" }) else { return nil }
        var bits: [Bool] = []
        for character in body {
            guard let six = alphabet.firstIndex(of: character) else { return nil }
            for shift in (0..<6).reversed() { bits.append(six >> shift & 1 == 1) }
        }
        let count = bits.count / 8
        guard bits[(count * 8)...].allSatisfy({ !$0 }) else { return nil }
        return (0..<count).map { byte in
            bits[(byte * 8)..<(byte * 8 + 8)].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }
    }

    static func decoded(_ text: String) throws(Base64Error) -> [UInt8] {
        let guarded = GuardedBytes(text)
        let size = text.utf8.count / 4 * 3
        let padding = text.utf8.suffix(2).filter { $0 == 0x3D }.count
        // A canary behind the last byte that may be written.
        return try withRoom(size + 64) { memory throws(Base64Error) in
            for index in memory.indices { memory[index] = 0xA5 }
            let fitting = max(0, size - padding)
            let room = UnsafeMutableRawBufferPointer(rebasing: memory[..<fitting])
            let count = try Base64.decode(guarded.bytes, into: room)
            #expect(memory[fitting...].allSatisfy { $0 == 0xA5 }, "nothing behind the room")
            return Array(room[..<count])
        }
    }

    static func random(_ characters: Int, seed: UInt64) -> String {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        return String((0..<characters).map { _ in alphabet.randomElement(using: &random)! })
    }

    @Test(
        "the vectors of RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ])
    func known(bytes: String, text: String) throws {
        #expect(try Base64Tests.decoded(text) == Array(bytes.utf8))
        withRoom(text.utf8.count) { room in
            #expect(
                Array(bytes.utf8).withUnsafeBytes { Base64.encode($0, into: room) }
                    == text.utf8.count)
            #expect(String(decoding: room, as: UTF8.self) == text)
        }
    }

    @Test("every set of instructions gives the same bytes, at every length", arguments: levels)
    func lengths(level: Int) throws {
        for groups in 0..<70 {
            let text = Base64Tests.random(4 * groups, seed: UInt64(groups))
            let expected = try #require(Base64Tests.reference(text))
            let guarded = GuardedBytes(text + "!")
            withRoom(3 * groups + 64) { room in
                for index in room.indices { room[index] = 0xA5 }
                let good = cbytes_base64_decode_at(
                    Int32(level), guarded.bytes.bindMemory(to: UInt8.self).baseAddress!, groups,
                    room.bindMemory(to: UInt8.self).baseAddress!)
                #expect(good == groups)
                #expect(Array(room[..<(3 * groups)]) == expected)
                #expect(room[(3 * groups)...].allSatisfy { $0 == 0xA5 }, "nothing behind")
            }
            #expect(try Base64Tests.decoded(text) == expected)
        }
    }

    @Test("every byte that is no base64 is found, with its group", arguments: levels)
    func strangers(level: Int) {
        let text = Array(Base64Tests.random(96, seed: 3).utf8)
        let alphabet = Set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for byte in UInt8.min...UInt8.max {
            for place in [0, 1, 17, 31, 32, 50, 66, 91] {
                var changed = text
                changed[place] = byte
                let guarded = GuardedBytes(changed)
                let good = withRoom(72) { room in
                    cbytes_base64_decode_at(
                        Int32(level), guarded.bytes.bindMemory(to: UInt8.self).baseAddress!, 24,
                        room.bindMemory(to: UInt8.self).baseAddress!)
                }
                #expect(
                    good == (alphabet.contains(byte) ? 24 : place / 4), "\(byte) at \(place)")
            }
        }
    }

    @Test("a character that is no base64 is refused, with its group")
    func stranger() {
        #expect(throws: Base64Error.badCharacter(offset: 4)) {
            try Base64Tests.decoded("Zm9vY!E=")
        }
        #expect(throws: Base64Error.badCharacter(offset: 4)) {
            try Base64Tests.decoded("Zm9vYm_v")
        }
    }

    @Test(
        "padding stands at the end, once, and hides no bits",
        arguments: [
            ("Zg=", Base64Error.badLength), ("Zg", .badLength), ("=", .badLength),
            ("====", .badCharacter(offset: 0)), ("Z===", .badCharacter(offset: 0)),
            ("Zg==Zg==", .badCharacter(offset: 0)), ("Zm9=YmFy", .badCharacter(offset: 0)),
            ("Zh==", .notCanonical), ("Zm9=", .notCanonical), ("Zm9vZm9=", .notCanonical),
            ("Zm 9", .badCharacter(offset: 0)), ("Zm9-", .badCharacter(offset: 0)),
            ("=m9v", .badCharacter(offset: 0)), ("Z=9v", .badCharacter(offset: 0)),
        ])
    func padding(text: String, expected: Base64Error) {
        #expect(throws: expected) { try Base64Tests.decoded(text) }
    }

    @Test("a part needs only its own characters")
    func parts() throws {
        for padded in [0, 1, 2] {
            let body = Base64Tests.random(120 - padded, seed: UInt64(padded)).dropLast() + "A"
            let text = String(body) + String(repeating: "=", count: padded)
            let whole = try #require(Base64Tests.reference(text))
            let guarded = GuardedBytes(text)
            for lower in 0..<whole.count {
                for upper in stride(from: lower, through: whole.count, by: 1 + lower % 3) {
                    try withRoom(upper - lower + 4) { room in
                        let start = try Base64.decode(
                            bytes: lower..<upper, of: guarded.bytes, into: room)
                        #expect(
                            Array(room[start..<(start + upper - lower)])
                                == Array(whole[lower..<upper]))
                    }
                }
            }
        }
    }

    @Test("a part outside of the text, or too large for its room, is refused")
    func partErrors() {
        let guarded = GuardedBytes("Zm9vYmE=")
        #expect(throws: Base64Error.outOfRange) {
            try withRoom(9) { try Base64.decode(bytes: 0..<6, of: guarded.bytes, into: $0) }
        }
        #expect(throws: Base64Error.roomTooSmall) {
            try withRoom(4) { try Base64.decode(bytes: 0..<5, of: guarded.bytes, into: $0) }
        }
        #expect(throws: Never.self) {
            try withRoom(5) { _ = try Base64.decode(bytes: 0..<5, of: guarded.bytes, into: $0) }
        }
    }

    @Test("what is spelled reads back", arguments: 0..<50)
    func roundTrip(length: Int) throws {
        var random = SeededGenerator(seed: 99)
        let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        try withRoom(Base64.characters(for: length)) { room throws(Base64Error) in
            let count = bytes.withUnsafeBytes { Base64.encode($0, into: room) }
            #expect(count == room.count)
            let back = try Base64Tests.decoded(String(decoding: room, as: UTF8.self))
            #expect(back == bytes)
        }
    }
}

@Suite("Plain runs")
struct PlainRunTests {
    @Test("every set of instructions stops at the same byte", arguments: Base64Tests.levels)
    func runs(level: Int) {
        let level = Int32(level)
        for length in 0..<300 {
            for stop in [0x22, 0x5C, 0x00, 0x1F, 0x80, 0xFF] as [UInt8] {
                let bytes = [UInt8](repeating: 0x7F, count: length) + [stop]
                let guarded = GuardedBytes(bytes)
                let base = guarded.bytes.bindMemory(to: UInt8.self).baseAddress!
                #expect(cbytes_plain_run_at(level, base, bytes.count) == length)
                #expect(cbytes_plain_run_at(level, base, length) == length)
            }
        }
    }
}

@Suite("Hexadecimal")
struct HexadecimalTests {
    @Test("both cases read, the lower one is written")
    func known() throws {
        let guarded = GuardedBytes("00ffAb9C")
        try withRoom(4) { room throws(HexadecimalError) in
            let count = try Hexadecimal.decode(guarded.bytes, into: room)
            #expect(count == 4)
            #expect(Array(room) == [0x00, 0xFF, 0xAB, 0x9C])
            withRoom(8) { text in
                #expect(Hexadecimal.encode(UnsafeRawBufferPointer(room), into: text) == 8)
                #expect(String(decoding: text, as: UTF8.self) == "00ffab9c")
            }
        }
    }

    @Test(
        "bad digits and lengths are refused",
        arguments: [
            ("0", HexadecimalError.badLength), ("0g", .badCharacter(offset: 1)),
            (" 0", .badCharacter(offset: 0)),
            ("0000000000", .roomTooSmall),
        ])
    func refused(text: String, expected: HexadecimalError) {
        let guarded = GuardedBytes(text)
        #expect(throws: expected) {
            try withRoom(4) { try Hexadecimal.decode(guarded.bytes, into: $0) }
        }
    }
}

@Suite("Byte reader")
struct ByteReaderTests {
    @Test("numbers are little-endian, and the end is the end")
    func numbers() {
        let guarded = GuardedBytes((1...64).map(UInt8.init))
        var reader = ByteReader(guarded.bytes)
        #expect(reader.unsigned8() == 0x01)
        #expect(reader.unsigned16() == 0x0302)
        #expect(reader.unsigned32() == 0x0706_0504)
        #expect(reader.unsigned64() == 0x0F0E_0D0C_0B0A_0908)
        #expect(reader.unsigned128() == 0x1F1E_1D1C_1B1A_1918_1716_1514_1312_1110)
        #expect(reader.offset == 31)
        let one = reader.skip(1)
        #expect(one)
        #expect(reader.bytes(2).map(Array.init) == [33, 34])
        let tooMany = reader.skip(31)
        let backwards = reader.skip(-1)
        #expect(!tooMany && !backwards)
        #expect(reader.remaining == 30)
        let most = reader.skip(29)
        #expect(most)
        #expect(reader.unsigned16() == nil)
        #expect(reader.unsigned8() == 64)
        #expect(reader.unsigned8() == nil)
        #expect(reader.bytes(0).map(Array.init) == [])
    }

    @Test("signed numbers keep their sign")
    func signed() {
        let guarded = GuardedBytes([UInt8](repeating: 0xFF, count: 28))
        var reader = ByteReader(guarded.bytes)
        #expect(reader.signed32() == -1)
        #expect(reader.signed64() == -1)
        #expect(reader.signed128() == -1)
        #expect(reader.signed32() == nil)
    }
}
