/// What running a file of vectors found.
public struct VectorReport: Equatable, Sendable {
    /// Rows in the file, runnable or not.
    public var rows = 0
    /// Rows that differ, that could not be read, or that this version can't run.
    public var mismatches = 0
    /// The first of them.
    public var first: [VectorMismatch] = []

    /// How many mismatches are kept.
    public static let firstMax = 10

    mutating func add(_ mismatch: VectorMismatch?) {
        rows += 1
        guard let mismatch else { return }
        mismatches += 1
        if first.count < VectorReport.firstMax { first.append(mismatch) }
    }
}

/// One row that isn't as expected.
public struct VectorMismatch: Equatable, Sendable {
    /// The line in the file, from 1.
    public var line: Int
    /// The first column that differs, or `row` when the row itself can't be run.
    public var column: String
    /// What the file says; `one that can be run` of a row that can't be.
    public var expected: String
    /// What we say, or why the row can't be run.
    public var found: String
}
