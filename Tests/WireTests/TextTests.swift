import Testing

@testable import Wire

/// The slow one: decodes as RFC 3629 §3 is written, by the number that a sequence stands for.
private func isText(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while index < bytes.count {
        let lead = UInt32(bytes[index])
        index += 1
        if lead < 0x80 { continue }
        var count = 0
        while lead & (0x40 >> UInt32(count)) != 0, count < 4 { count += 1 }
        guard count >= 1, count <= 3, index + count <= bytes.count else { return false }
        var value = lead & (0x3f >> UInt32(count))
        for _ in 0..<count {
            let next = UInt32(bytes[index])
            index += 1
            guard next & 0xc0 == 0x80 else { return false }
            value = value << 6 | next & 0x3f
        }
        let least: UInt32 = count == 1 ? 0x80 : count == 2 ? 0x800 : 0x10000
        guard value >= least, value <= 0x10ffff, value < 0xd800 || value > 0xdfff else {
            return false
        }
    }
    return true
}

/// Whether both agree on the first `count` bytes.
private func agree(_ buffer: UnsafeMutableRawBufferPointer, _ count: Int) -> Bool {
    let bytes = UnsafeRawBufferPointer(start: buffer.baseAddress, count: count)
    var validator = UTF8Validator()
    let isAccepted = validator.accept(bytes) && validator.isComplete
    return isAccepted == isText(bytes)
}

@Suite("UTF-8")
struct TextTests {
    @Test("agrees with the slow one on all sequences of one, two and three bytes")
    func short() {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 3, alignment: 1)
        defer { bytes.deallocate() }
        var wrong = 0
        for a in UInt8.min...UInt8.max {
            bytes[0] = a
            if !agree(bytes, 1) { wrong += 1 }
            for b in UInt8.min...UInt8.max {
                bytes[1] = b
                if !agree(bytes, 2) { wrong += 1 }
                // A third byte matters only behind the start of something longer.
                guard a >= 0xc0 || b >= 0xc0 && (a == 0x41 || a == 0x80) else { continue }
                for c in UInt8.min...UInt8.max {
                    bytes[2] = c
                    if !agree(bytes, 3) { wrong += 1 }
                }
            }
        }
        #expect(wrong == 0)
    }

    @Test("agrees with the slow one around every bound of four bytes")
    func long() {
        let edges: [UInt8] = [
            0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xf0,
            0xf4, 0xff,
        ]
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 1)
        defer { bytes.deallocate() }
        var wrong = 0
        for a in UInt8(0xef)...0xff {
            for b in UInt8.min...UInt8.max {
                for c in edges {
                    for d in edges {
                        bytes.copyBytes(from: [a, b, c, d])
                        if !agree(bytes, 4) { wrong += 1 }
                    }
                }
            }
        }
        #expect(wrong == 0)
    }

    @Test("the first impossible byte is refused, not a later one")
    func failFast() {
        let bad: [[UInt8]] = [
            [0xc0], [0xe0, 0x9f], [0xed, 0xa0], [0xf0, 0x8f], [0xf4, 0x90], [0xf5], [0x80],
            [0xe2, 0x82, 0x41],
        ]
        for tail in bad {
            for lead in 0..<40 {
                let bytes = [UInt8](repeating: 0x61, count: lead) + tail
                var validator = UTF8Validator()
                let before = bytes.dropLast().withUnsafeBytes { validator.accept($0) }
                let last = bytes.suffix(1).withUnsafeBytes { validator.accept($0) }
                #expect(before)
                #expect(!last)
            }
        }
    }

    @Test("what is odd but allowed is allowed, cut anywhere")
    func allowed() {
        let odd = "\u{0}\u{feff}κόσμε\u{fffe}\u{1ffff}\u{10ffff}"
        let text = Array((odd + " and plain ASCII to follow").utf8)
        for cut in 0...text.count {
            var validator = UTF8Validator()
            let first = text[..<cut].withUnsafeBytes { validator.accept($0) }
            let second = text[cut...].withUnsafeBytes { validator.accept($0) }
            #expect(first && second && validator.isComplete)
        }
    }
}

@Suite("Mask keys")
struct MaskKeyTests {
    @Test("the row is RFC 8439's key stream (§2.3.2)")
    func vector() {
        var keys = MaskKeys(
            seed: (
                0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908, 0x1716_1514_1312_1110,
                0x1f1e_1d1c_1b1a_1918
            ), counter: 1, nonce: SIMD3(0x0900_0000, 0x4a00_0000, 0))
        let words = (0..<16).map { _ in keys.next().bits }
        #expect(
            words == [
                0xe4e7_f110, 0x1559_3bd1, 0x1fdd_0f50, 0xc471_20a3, 0xc7f4_d1c7, 0x0368_c033,
                0x9aaa_2204, 0x4e6c_d4c3, 0x4664_82d2, 0x09aa_9f07, 0x05d7_c214, 0xa202_8bd9,
                0xd19c_12b5, 0xb94e_16de, 0xe883_d0cb, 0x4e3c_50a2,
            ])
    }

    @Test("a seed gives one row; two seeds from the system give two")
    func seeds() throws {
        var one = MaskKeys(seed: (1, 2, 3, 4))
        var same = MaskKeys(seed: (1, 2, 3, 4))
        let first = (0..<100).map { _ in one.next().bits }
        let second = (0..<100).map { _ in same.next().bits }
        #expect(first == second)
        #expect(Set(first).count == 100)
        var left = try MaskKeys.secure()
        var right = try MaskKeys.secure()
        let a = HandshakeKey(from: &left)
        let b = HandshakeKey(from: &right)
        #expect(a != b)
    }

    @Test("masking in pieces is masking the whole, at every phase and length")
    func phases() {
        let bytes = (0..<40).map { UInt8($0 * 5) }
        let key: [UInt8] = [0x37, 0xfa, 0x21, 0x3d]
        let expected = bytes.enumerated().map { $1 ^ key[$0 % 4] }
        let mask = MaskKey(0x37, 0xfa, 0x21, 0x3d).bits
        for cut in 0...bytes.count {
            var copy = bytes
            copy.withUnsafeMutableBytes { buffer in
                guard let base = buffer.baseAddress else { return }
                Masking.apply(mask, to: base, count: cut, phase: 0)
                Masking.apply(mask, to: base + cut, count: buffer.count - cut, phase: cut)
            }
            #expect(copy == expected)
        }
    }
}
