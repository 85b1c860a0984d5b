import Foundation

/// A file of the project, as text. Tests may use Foundation; Sources may not.
struct SourceFile {
    let path: String
    let lines: [Substring]
    var text: String { lines.joined(separator: "\n") }

    /// The package's folder.
    static let root: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func all(under folders: [String], ending: String = ".swift") throws -> [SourceFile] {
        try folders.flatMap { folder -> [SourceFile] in
            let base = root.appendingPathComponent(folder)
            guard let walk = FileManager.default.enumerator(atPath: base.path) else { return [] }
            return try walk.compactMap { entry in
                guard let name = entry as? String, name.hasSuffix(ending) else { return nil }
                let text = try String(
                    contentsOf: base.appendingPathComponent(name), encoding: .utf8)
                return SourceFile(
                    path: "\(folder)/\(name)",
                    lines: text.split(separator: "\n", omittingEmptySubsequences: false))
            }
        }
    }

    /// `Sources/Base/Numbers/Q.swift` → `Numbers`; nil outside Sources.
    var module: String? {
        let parts = path.split(separator: "/")
        return parts.count >= 4 && parts[0] == "Sources" ? String(parts[2]) : nil
    }

    var layer: String? {
        let parts = path.split(separator: "/")
        return parts.count >= 4 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    /// The modules this file imports.
    var imports: [String] {
        lines.compactMap { line in
            var words = line.split(separator: " ")
            while let first = words.first,
                ["public", "package", "internal", "@testable"].contains(first)
            {
                words.removeFirst()
            }
            guard words.count == 2, words[0] == "import" else { return nil }
            return String(words[1])
        }
    }
}
