/// Tells as early as possible whether bytes are UTF-8 (RFC 3629 §4), cut anywhere. It repairs
/// nothing and keeps nothing but where in a sequence it stands.
public struct UTF8Validator: BitwiseCopyable, Sendable {
    /// Continuation bytes still to come: 0…3.
    private var missing: UInt8 = 0
    /// The bounds of the next one; narrower than 80…BF only right after a lead byte.
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xbf

    @_noLocks public init() {}

    /// Whether the bytes so far end at the end of a character.
    public var isComplete: Bool { @_noLocks get { missing == 0 } }

    /// Takes more bytes. False at the first byte that no valid text could hold there.
    @_noLocks
    public mutating func accept(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        let count = bytes.count
        let tops: UInt64 = 0x8080_8080_8080_8080
        var index = 0
        while index < count {
            if missing == 0 {
                // Exchanges send ASCII: sixteen bytes in one step.
                while index &+ 16 <= count {
                    let a = unsafe base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    let b = unsafe base.loadUnaligned(fromByteOffset: index &+ 8, as: UInt64.self)
                    if (a | b) & tops != 0 { break }
                    index &+= 16
                }
                if index == count { return true }
            }
            guard unsafe accept(base.load(fromByteOffset: index, as: UInt8.self)) else {
                return false
            }
            index &+= 1
        }
        return true
    }

    @_noLocks
    private mutating func accept(_ byte: UInt8) -> Bool {
        if missing > 0 {
            guard byte >= low, byte <= high else { return false }
            missing &-= 1
            low = 0x80
            high = 0xbf
            return true
        }
        switch byte {
        case 0x00...0x7f: return true
        case 0xc2...0xdf: expect(1)
        case 0xe0: expect(2, from: 0xa0)
        case 0xed: expect(2, to: 0x9f)
        case 0xe1...0xef: expect(2)
        case 0xf0: expect(3, from: 0x90)
        case 0xf1...0xf3: expect(3)
        case 0xf4: expect(3, to: 0x8f)
        default: return false
        }
        return true
    }

    @_noLocks
    private mutating func expect(_ count: UInt8, from lowest: UInt8 = 0x80, to most: UInt8 = 0xbf) {
        missing = count
        low = lowest
        high = most
    }
}
