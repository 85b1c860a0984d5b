/// One mistake in a settings file. All of them are collected, so that a file is fixed once.
public struct SettingsFault: Error, Equatable, CustomStringConvertible {
    /// The file as the operator named it.
    public let file: String
    /// 1 or more; 0 when the fault is that something is absent.
    public let line: Int
    /// The key with its tables, as in `risk.edge_min_millionths` or `books[0].product`.
    public let key: String
    /// What is wrong and what to write instead.
    public let what: String

    public var description: String {
        line > 0 ? "\(file):\(line): \(key): \(what)" : "\(file): \(key): \(what)"
    }
}

/// Every fault of one file, in the order of its lines.
public struct SettingsFaults: Error, Equatable, CustomStringConvertible {
    public let faults: [SettingsFault]
    public var description: String {
        faults.map(\.description).joined(separator: "\n")
    }
}
