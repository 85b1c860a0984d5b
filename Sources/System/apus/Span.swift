import ArgumentParser
import Numbers

/// A span as people type it: `500ms`, `30s`, `2m`, `48h`.
struct Span: CustomStringConvertible {
    let value: Nanoseconds

    init(_ value: Nanoseconds) { self.value = value }

    /// - Throws: a sentence that says what was missing.
    static func read(_ text: String) throws -> Span {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = UInt64(digits), count <= 1_000_000 else {
            throw ValidationError("a span is a number up to 1000000 and a unit, as in 30s")
        }
        switch text.dropFirst(digits.count) {
        case "ms": return Span(.milliseconds(count))
        case "s": return Span(.seconds(count))
        case "m": return Span(.seconds(count * 60))
        case "h": return Span(.seconds(count * 3_600))
        case "": throw ValidationError("a span needs a unit: \(digits)ms, \(digits)s, m or h")
        case let unit: throw ValidationError("\"\(unit)\" is none of the units ms, s, m and h")
        }
    }

    var description: String { "\(value.count / 1_000_000_000)s" }
}
