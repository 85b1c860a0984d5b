import Foundation

/// The recorded data beside the repository, where there is any.
enum RecordedData {
    /// `../shared/data` beside the package.
    static let directory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("shared/data").path

    static var isThere: Bool { FileManager.default.fileExists(atPath: directory) }
}
