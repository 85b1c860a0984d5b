/// The name of an account: 32 bytes, kept as four machine words in memory order.
@frozen public struct PublicKey: BitwiseCopyable, Hashable, Sendable {
    public static var byteCount: Int { @_noLocks @inlinable get { 32 } }

    /// Bytes 0–7, 8–15, 16–23 and 24–31, each as a little-endian number.
    public let w0: UInt64
    public let w1: UInt64
    public let w2: UInt64
    public let w3: UInt64

    @_noLocks @inlinable
    public init(words w0: UInt64, _ w1: UInt64, _ w2: UInt64, _ w3: UInt64) {
        self.w0 = w0
        self.w1 = w1
        self.w2 = w2
        self.w3 = w3
    }

    /// Nil unless there are 32 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == PublicKey.byteCount else { return nil }
        var words: InlineArray<4, UInt64> = [0, 0, 0, 0]
        for (place, byte) in bytes.enumerated() {
            words[place / 8] |= UInt64(byte) << UInt64(place % 8 * 8)
        }
        self.init(words: words[0], words[1], words[2], words[3])
    }

    /// The 32 bytes. For start-up and for people; hot code compares keys as they are.
    public var bytes: [UInt8] {
        [w0, w1, w2, w3].flatMap { word in (0..<8).map { UInt8(word >> ($0 * 8) & 0xFF) } }
    }

    @_noLocks @inlinable @inline(__always)
    public static func == (a: PublicKey, b: PublicKey) -> Bool {
        (a.w0 ^ b.w0) | (a.w1 ^ b.w1) | (a.w2 ^ b.w2) | (a.w3 ^ b.w3) == 0
    }
}
