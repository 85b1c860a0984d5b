/// What one benchmark came to: tables, bars that were to be met, and where it was measured.
public struct BenchReport: Sendable {
    public let bench: String
    public let machine: BenchMachine
    /// Nanoseconds for one step of the calibration chain, before and after the benchmark.
    public var calibration: [Double] = []
    public var tables: [BenchTable] = []
    public var bars: [BenchBar] = []
    public var notes: [String] = []
    /// Where messages were timed one by one.
    public internal(set) var histograms: [BenchHistogram] = []

    init(_ bench: String, on machine: BenchMachine) {
        self.bench = bench
        self.machine = machine
        calibration = [Calibration.run()]
    }

    /// Measures the calibration chain once more.
    func finished() -> BenchReport {
        var report = self
        report.calibration.append(Calibration.run())
        return report
    }

    /// Whether every bar was met.
    public var isMet: Bool { bars.allSatisfy(\.isMet) }

    /// For people.
    public var text: String {
        var lines = ["bench \(bench)", machine.line]
        let steps = calibration.map { fixed($0, 2) }.joined(separator: " and ")
        lines.append("calibration: \(steps) ns a step of a chain of 64-bit divisions")
        for table in tables { lines.append("\n" + table.text) }
        if !bars.isEmpty { lines.append("") }
        lines += bars.map(\.line)
        if !notes.isEmpty { lines.append("") }
        lines += notes
        return lines.joined(separator: "\n")
    }

    /// One JSON object.
    public var json: String {
        let tables = tables.map { "\(quoted($0.name)):\($0.json)" }
        let fields = [
            "\"bench\":\(quoted(bench))", "\"machine\":\(machine.json)",
            "\"calibration_ns\":[\(calibration.map { fixed($0, 3) }.joined(separator: ","))]",
            "\"tables\":{\(tables.joined(separator: ","))}",
            "\"bars\":[\(bars.map(\.json).joined(separator: ","))]",
            "\"notes\":[\(notes.map(quoted).joined(separator: ","))]",
        ]
        return "{\(fields.joined(separator: ","))}"
    }
}

/// A ratio that was to be met.
public struct BenchBar: Sendable {
    public let what: String
    /// What was measured.
    public let got: Double
    /// The most it may be.
    public let most: Double
    public var isMet: Bool { got <= most }

    var line: String {
        "\(isMet ? "met   " : "MISSED") \(what): \(fixed(got, 2)), at most \(fixed(most, 2))"
    }
    var json: String {
        "{\"what\":\(quoted(what)),\"got\":\(fixed(got, 3)),\"most\":\(fixed(most, 3)),"
            + "\"met\":\(isMet)}"
    }
}

/// Rows under named columns.
public struct BenchTable: Sendable {
    public struct Column: Sendable {
        /// In JSON.
        let key: String
        /// For people.
        let title: String
        init(_ key: String, _ title: String) {
            self.key = key
            self.title = title
        }
    }

    public enum Cell: Sendable {
        case text(String)
        case number(Double, places: Int)
        case none

        var text: String {
            switch self {
            case .text(let text): text
            case .number(let value, let places): fixed(value, places)
            case .none: "–"
            }
        }
        var json: String {
            switch self {
            case .text(let text): quoted(text)
            case .number(let value, let places): fixed(value, places)
            case .none: "null"
            }
        }
        var isText: Bool { if case .text = self { true } else { false } }
    }

    public let name: String
    let title: String
    let columns: [Column]
    public private(set) var rows: [[Cell]] = []

    init(_ name: String, title: String, _ columns: [Column]) {
        self.name = name
        self.title = title
        self.columns = columns
    }

    mutating func add(_ cells: [Cell]) {
        precondition(cells.count == columns.count, "a cell for every column")
        rows.append(cells)
    }

    /// Texts to the left, numbers to the right.
    var text: String {
        let widths = columns.indices.map { column in
            rows.map { $0[column].text.count }.reduce(columns[column].title.count, max)
        }
        func line(_ texts: [String], _ isText: (Int) -> Bool) -> String {
            let cells = texts.indices.map { place in
                let room = String(repeating: " ", count: widths[place] - texts[place].count)
                return isText(place) ? texts[place] + room : room + texts[place]
            }
            var line = cells.joined(separator: "  ")
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
        let isText = { (place: Int) in rows.first?[place].isText ?? true }
        let head = line(columns.map(\.title), isText)
        let body = rows.map { row in line(row.map(\.text)) { row[$0].isText } }
        return ([title, head] + body).joined(separator: "\n")
    }

    var json: String {
        let objects = rows.map { row in
            let fields = zip(columns, row).map { "\(quoted($0.key)):\($1.json)" }
            return "{\(fields.joined(separator: ","))}"
        }
        return "[\(objects.joined(separator: ","))]"
    }
}

/// A number with so many places behind the point; `null`'s stand-in for what is no number is 0.
func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return "0" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let units = (value.magnitude * scale).rounded()
    guard units < 9e18 else { return "0" }
    let whole = UInt64(units)
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard places > 0 else { return sign + String(whole) }
    let rest = String(whole % UInt64(scale))
    let zeros = String(repeating: "0", count: places - rest.count)
    return "\(sign)\(whole / UInt64(scale)).\(zeros)\(rest)"
}

/// A text as JSON spells it.
func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        default: result.unicodeScalars.append(scalar.value < 0x20 ? " " : scalar)
        }
    }
    return result + "\""
}
