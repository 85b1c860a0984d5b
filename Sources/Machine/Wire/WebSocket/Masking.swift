internal import CTLS

/// The four bytes that hide one client frame from what reads along on the way (RFC 6455 §5.3).
@frozen public struct MaskKey: Equatable, BitwiseCopyable, Sendable {
    /// The bytes as they lie in memory, first byte first.
    public let bits: UInt32

    @inlinable public init(bits: UInt32) { self.bits = bits }

    /// The key whose bytes on the wire are `a`, `b`, `c`, `d`.
    public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        let ordered = UInt32(a) | UInt32(b) << 8 | UInt32(c) << 16 | UInt32(d) << 24
        bits = UInt32(littleEndian: ordered)
    }
}

enum Masking {
    /// XORs `count` bytes with the key, of which `phase` bytes were used up before.
    @_noLocks
    static func apply(_ mask: UInt32, to base: UnsafeMutableRawPointer, count: Int, phase: Int) {
        let turn = UInt32(truncatingIfNeeded: (phase & 3) * 8)
        let little = UInt32(littleEndian: mask)
        let rotated = turn == 0 ? little : little >> turn | little << (32 - turn)
        let turned = UInt32(littleEndian: rotated)
        let wide = UInt64(turned) | UInt64(turned) << 32
        var index = 0
        while index &+ 8 <= count {
            let word = unsafe base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            unsafe base.storeBytes(of: word ^ wide, toByteOffset: index, as: UInt64.self)
            index &+= 8
        }
        var rest = UInt64(littleEndian: wide)
        while index < count {
            let byte = unsafe base.load(fromByteOffset: index, as: UInt8.self)
            let key = UInt8(truncatingIfNeeded: rest)
            unsafe base.storeBytes(of: byte ^ key, toByteOffset: index, as: UInt8.self)
            rest >>= 8
            index &+= 1
        }
    }
}

/// An endless row of unpredictable mask keys: the ChaCha20 key stream (RFC 8439 §2.3) of a seed.
/// The same seed gives the same row, so a session can be replayed; no key costs a system call.
public struct MaskKeys: ~Copyable, Sendable {
    private var key: (SIMD4<UInt32>, SIMD4<UInt32>)
    private var nonce: SIMD4<UInt32>
    private var block = SIMD16<UInt32>()
    private var used = 16

    /// From 32 bytes of seed, as four little-endian words.
    public init(seed: (UInt64, UInt64, UInt64, UInt64)) {
        key = (Self.words(seed.0, seed.1), Self.words(seed.2, seed.3))
        nonce = SIMD4<UInt32>()
    }

    /// For a vector of RFC 8439: counter and nonce as well.
    init(seed: (UInt64, UInt64, UInt64, UInt64), counter: UInt32, nonce: SIMD3<UInt32>) {
        key = (Self.words(seed.0, seed.1), Self.words(seed.2, seed.3))
        self.nonce = SIMD4(lowHalf: SIMD2(counter, nonce.x), highHalf: SIMD2(nonce.y, nonce.z))
    }

    /// Seeded by the operating system through libssl. Cold: once a connection.
    ///
    /// - Throws: `.outOfMemory` when libssl has no random bytes to give.
    public static func secure() throws(TLSSetupError) -> MaskKeys {
        var seed: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let filled = unsafe withUnsafeMutableBytes(of: &seed) { bytes in
            unsafe RAND_bytes(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), 32)
        }
        guard filled == 1 else { throw .outOfMemory }
        return MaskKeys(seed: seed)
    }

    /// The next key.
    @_noLocks
    public mutating func next() -> MaskKey {
        if used == 16 {
            block = nextBlock()
            used = 0
        }
        let bits = block[used]
        used += 1
        return MaskKey(bits: UInt32(littleEndian: bits))
    }

    @_noLocks
    private mutating func nextBlock() -> SIMD16<UInt32> {
        let constants = SIMD4<UInt32>(0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574)
        var a = constants
        var b = key.0
        var c = key.1
        var d = nonce
        for _ in 0..<10 {
            Self.quarter(&a, &b, &c, &d)
            b = SIMD4(b.y, b.z, b.w, b.x)
            c = SIMD4(c.z, c.w, c.x, c.y)
            d = SIMD4(d.w, d.x, d.y, d.z)
            Self.quarter(&a, &b, &c, &d)
            b = SIMD4(b.w, b.x, b.y, b.z)
            c = SIMD4(c.z, c.w, c.x, c.y)
            d = SIMD4(d.y, d.z, d.w, d.x)
        }
        a &+= constants
        b &+= key.0
        c &+= key.1
        d &+= nonce
        nonce.x &+= 1
        if nonce.x == 0 { nonce.y &+= 1 }
        return SIMD16(
            lowHalf: SIMD8(lowHalf: a, highHalf: b), highHalf: SIMD8(lowHalf: c, highHalf: d))
    }

    @_noLocks
    @inline(__always)
    private static func quarter(
        _ a: inout SIMD4<UInt32>, _ b: inout SIMD4<UInt32>, _ c: inout SIMD4<UInt32>,
        _ d: inout SIMD4<UInt32>
    ) {
        a &+= b
        d = rotate(d ^ a, 16)
        c &+= d
        b = rotate(b ^ c, 12)
        a &+= b
        d = rotate(d ^ a, 8)
        c &+= d
        b = rotate(b ^ c, 7)
    }

    @_noLocks
    @inline(__always)
    private static func rotate(_ words: SIMD4<UInt32>, _ count: UInt32) -> SIMD4<UInt32> {
        words &<< SIMD4(repeating: count) | words &>> SIMD4(repeating: 32 - count)
    }

    private static func words(_ low: UInt64, _ high: UInt64) -> SIMD4<UInt32> {
        SIMD4(
            UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: low >> 32),
            UInt32(truncatingIfNeeded: high), UInt32(truncatingIfNeeded: high >> 32))
    }
}
