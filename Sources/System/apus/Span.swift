import ArgumentParser
import Numbers

/// A span as people type it: `500ms`, `30s`, `2m`, `48h`.
struct Span: ExpressibleByArgument {
    let value: Nanoseconds

    init(_ value: Nanoseconds) { self.value = value }

    init?(argument: String) {
        let digits = argument.prefix { $0.isNumber }
        guard let count = UInt64(digits), count <= 1_000_000 else { return nil }
        switch argument.dropFirst(digits.count) {
        case "ms": value = .milliseconds(count)
        case "s": value = .seconds(count)
        case "m": value = .seconds(count * 60)
        case "h": value = .seconds(count * 3_600)
        default: return nil
        }
    }

    var defaultValueDescription: String { "\(value.count / 1_000_000_000)s" }
}
