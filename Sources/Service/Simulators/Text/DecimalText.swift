/// Numbers as Coinbase spells them: no zeros behind the last digit that counts.
enum DecimalText {
    /// `count` × 10^−`decimals`: 6506250 with 2 is 65062.5, and 0 is 0.
    static func trimmed(_ count: UInt64, decimals: Int) -> [UInt8] {
        var scale: UInt64 = 1
        for _ in 0..<decimals { scale *= 10 }
        var text = Array(String(count / scale).utf8)
        var fraction = count % scale
        guard fraction > 0 else { return text }
        text.append(0x2E)
        while fraction > 0 {
            scale /= 10
            text.append(UInt8(0x30 + fraction / scale))
            fraction %= scale
        }
        return text
    }
}
