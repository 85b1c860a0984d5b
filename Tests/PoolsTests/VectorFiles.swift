import Foundation

/// The shared reference folder beside the package, where it exists.
enum Shared {
    static var root: URL {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("shared")
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    /// The rows of a file of JSON lines.
    static func rows(_ path: String) throws -> [[String: Any]] {
        try Data(contentsOf: root.appendingPathComponent(path)).split(separator: 10).map {
            try JSONSerialization.jsonObject(with: $0) as? [String: Any] ?? [:]
        }
    }
}

func number<N: LosslessStringConvertible & BinaryInteger>(_ value: Any?) -> N {
    if let text = value as? String { return N(text) ?? 0 }
    return N(truncatingIfNeeded: (value as? NSNumber)?.int64Value ?? 0)
}
