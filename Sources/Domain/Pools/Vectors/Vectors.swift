import Numbers

/// Runs files of pricing vectors, one JSON object a line, through the pools. The columns are those
/// of `vectors/INDEX.md`; each expected column is compared.
public enum Vectors {
    /// Runs all rows of a file of one kind.
    public static func run(_ file: UnsafeRawBufferPointer, of kind: VectorKind) -> VectorReport {
        var report = VectorReport()
        var runner = kind.runner
        var line = 0
        var start = 0
        while start < file.count {
            var end = start
            while end < file.count, unsafe file[end] != 0x0A { end += 1 }
            line += 1
            let row = unsafe UnsafeRawBufferPointer(rebasing: file[start..<end])
            if unsafe !isBlank(row) { unsafe report.add(check(row, line: line, by: &runner)) }
            start = end + 1
        }
        return report
    }

    private static func isBlank(_ row: UnsafeRawBufferPointer) -> Bool {
        unsafe row.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }
    }

    private static func check(
        _ row: UnsafeRawBufferPointer, line: Int, by runner: inout any VectorRunner
    ) -> VectorMismatch? {
        let found: ColumnMismatch?
        do throws(VectorFault) {
            found = try unsafe runner.mismatch(row)
        } catch {
            found = ColumnMismatch("row", expected: "one that can be run", found: error.reason)
        }
        return found.map {
            VectorMismatch(
                line: line, column: $0.column, expected: $0.expected, found: $0.found)
        }
    }
}

/// Answers the rows of one kind, and keeps what it needs from row to row.
protocol VectorRunner {
    /// The first column of a row that differs; nil when all are as expected.
    mutating func mismatch(_ row: UnsafeRawBufferPointer) throws(VectorFault) -> ColumnMismatch?
}

/// One column that isn't as expected.
struct ColumnMismatch {
    var column: String
    var expected: String
    var found: String

    init(_ column: String, expected: String, found: String) {
        self.column = column
        self.expected = expected
        self.found = found
    }
}

/// Compares column after column and keeps the first that differs.
struct ColumnComparison {
    var first: ColumnMismatch?

    mutating func compare<Value: Equatable>(_ column: String, _ expected: Value, _ found: Value) {
        guard first == nil, expected != found else { return }
        first = ColumnMismatch(column, expected: "\(expected)", found: "\(found)")
    }
}
