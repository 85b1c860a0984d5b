public import Numbers

/// Numbers as people read them. For display only.
public enum StatusText {
    /// `12.3µs`, `4.56ms`, `789ns`, `3.2s`: three digits and a unit.
    public static func span(_ span: Nanoseconds) -> String {
        let count = span.count
        switch count {
        case ..<1_000: return "\(count)ns"
        case ..<1_000_000: return scaled(count, by: 1_000) + "µs"
        case ..<1_000_000_000: return scaled(count, by: 1_000_000) + "ms"
        default: return scaled(count, by: 1_000_000_000) + "s"
        }
    }

    private static func scaled(_ count: UInt64, by unit: UInt64) -> String {
        let whole = count / unit
        let tenths = count % unit * 10 / unit
        let hundredths = count % unit * 100 / unit
        if whole >= 100 { return "\(whole)" }
        if whole >= 10 { return "\(whole).\(tenths)" }
        return "\(whole).\(hundredths < 10 ? "0" : "")\(hundredths)"
    }

    /// An amount of atoms as a decimal number: `-1.05` for -1050000 with 6 decimals.
    public static func amount(_ atoms: Int64, decimals: Int, signed: Bool = false) -> String {
        let magnitude = atoms.magnitude
        var unit: UInt64 = 1
        for _ in 0..<decimals { unit *= 10 }
        let whole = magnitude / unit
        var fraction = String(magnitude % unit)
        fraction = String(repeating: "0", count: max(0, decimals - fraction.count)) + fraction
        while fraction.count > 2 && fraction.hasSuffix("0") { fraction.removeLast() }
        let sign = atoms < 0 ? "-" : signed && atoms > 0 ? "+" : ""
        return decimals == 0 ? "\(sign)\(whole)" : "\(sign)\(grouped(whole)).\(fraction)"
    }

    /// `1,234,567`.
    public static func grouped(_ count: UInt64) -> String {
        let digits = String(count)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `1.2 KiB`, `3.4 MiB`.
    public static func bytes(_ count: UInt64) -> String {
        switch count {
        case ..<1_024: "\(count) B"
        case ..<(1 << 20): scaled(count, by: 1 << 10) + " KiB"
        case ..<(1 << 30): scaled(count, by: 1 << 20) + " MiB"
        default: scaled(count, by: 1 << 30) + " GiB"
        }
    }

    /// Sixteen hexadecimal digits.
    public static func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    public static func pad(_ text: String, to width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }

    public static func padLeft(_ text: String, to width: Int) -> String {
        text.count >= width ? text : String(repeating: " ", count: width - text.count) + text
    }
}
