/// Finds the one byte that explains a wrong checksum.
///
/// CRC32C is linear: stored ⊕ computed depends on what changed and on how many bytes follow it,
/// not on the rest. So the difference is wound back byte by byte until it is the image of one byte.
enum SuspectByte {
    /// Where the checksum's own bytes stand relative to what it covers: right behind it.
    ///
    /// - Parameter count: the bytes covered.
    /// - Returns: 0..<count for a byte of those covered, count..<count + 4 for one of the checksum;
    ///   nil when no single byte explains it.
    static func index(stored: UInt32, computed: UInt32, of count: Int) -> UInt64? {
        var difference = stored ^ computed
        guard difference != 0 else { return nil }
        for place in 0..<4 where difference & ~(0xff << UInt32(8 * place)) == 0 {
            return UInt64(count + place)
        }
        let (images, byTopByte) = tables()
        for index in stride(from: count - 1, through: 0, by: -1) {
            let source = byTopByte[Int(difference >> 24)]
            if images[source] == difference { return UInt64(index) }
            difference = (difference ^ images[source]) << 8 | UInt32(source)
        }
        return nil
    }

    /// The checksum of each single byte, without initial value, and the byte for each top byte of
    /// those: they are all different.
    private static func tables() -> (images: [UInt32], byTopByte: [Int]) {
        var images = [UInt32](repeating: 0, count: 256)
        var byTopByte = [Int](repeating: 0, count: 256)
        for byte in 0..<256 {
            var rest = UInt32(byte)
            for _ in 0..<8 { rest = rest >> 1 ^ (rest & 1 == 1 ? 0x82F6_3B78 : 0) }
            images[byte] = rest
            byTopByte[Int(rest >> 24)] = byte
        }
        return (images, byTopByte)
    }
}
