/// One part of the state as text: rows of a table under its heading, then sentences.
public struct StatusSection: Sendable, Equatable {
    /// How it is called when there is no room for it.
    public var name: String
    /// The heading and its rows; a row that is too wide is cut.
    public var table: [String]
    /// Below the table; a sentence that is too wide goes on in the next row.
    public var words: [String]
    /// Which rows stay when there is no room for all.
    public var keeps: Keeps

    public enum Keeps: Sendable {
        case firstRows
        /// The table ends with its sum.
        case lastRows
    }

    public init(
        _ name: String, table: [String] = [], words: [String] = [],
        keeps: Keeps = .firstRows
    ) {
        self.name = name
        self.table = table
        self.words = words
        self.keeps = keeps
    }

    var lines: [String] { table + words }
}

/// Brings the sections to a terminal's rows and columns. They stand in the order of their
/// importance: when there is no room for all, empty rows go first, then rows of the last section,
/// and a line says what is not shown.
public enum StatusLayout {
    /// Below so many columns what goes on in the next row is not indented.
    private static let narrow = 40

    /// At most `rows` lines of at most `columns` characters.
    public static func fitted(
        _ sections: [StatusSection], rows: Int, columns: Int
    ) -> [String] {
        let sections = sections.map { fitted($0, columns) }.filter { !$0.lines.isEmpty }
        let count = sections.reduce(0) { $0 + $1.lines.count }
        if count + sections.count - 1 <= rows { return joined(sections) }
        if count <= rows { return sections.flatMap(\.lines) }
        var left = rows - 1
        var lines: [String] = []
        var hidden: [String] = []
        for section in sections {
            let part = part(section, rows: left)
            lines += part
            left -= part.count
            if part.count < section.lines.count {
                hidden.append("\(section.lines.count - part.count) rows of \(section.name)")
            }
        }
        return lines + [cut("no room for " + hidden.joined(separator: ", "), columns)]
    }

    /// All lines, with an empty one between sections.
    static func joined(_ sections: [StatusSection]) -> [String] {
        Array(sections.map(\.lines).joined(separator: [""]))
    }

    private static func fitted(_ section: StatusSection, _ columns: Int) -> StatusSection {
        StatusSection(
            section.name, table: section.table.map { cut($0, columns) },
            words: section.words.flatMap { folded($0, columns) }, keeps: section.keeps)
    }

    /// What of a section goes into so many rows: its sentences first, then a heading with at least
    /// one row.
    private static func part(_ section: StatusSection, rows: Int) -> [String] {
        if section.lines.count <= rows { return section.lines }
        let left = rows - section.words.count
        guard left >= 2, let heading = section.table.first else {
            return Array(section.words.prefix(max(0, rows)))
        }
        let body = section.table.dropFirst()
        let kept = section.keeps == .firstRows ? body.prefix(left - 1) : body.suffix(left - 1)
        return [heading] + kept + section.words
    }

    private static func cut(_ line: String, _ columns: Int) -> String {
        line.count <= columns ? line : line.prefix(max(0, columns - 1)) + "…"
    }

    /// Breaks a line at its spaces.
    private static func folded(_ line: String, _ columns: Int) -> [String] {
        let indent = String(repeating: " ", count: columns < narrow ? 0 : 10)
        var rest = line[...]
        var rows: [String] = []
        while true {
            let start = rows.isEmpty ? "" : indent
            let room = max(1, columns - start.count)
            guard rest.count > room else { return rows + [start + rest] }
            let end = rest.index(rest.startIndex, offsetBy: room)
            // A break may stand where the row ends; a word that fills the row is cut.
            guard let space = rest[...end].lastIndex(of: " "), space > rest.startIndex else {
                let next = rest.firstIndex(of: " ") ?? rest.endIndex
                rows.append(cut(start + rest[..<next], columns))
                rest = rest[next...].drop { $0 == " " }
                if rest.isEmpty { return rows }
                continue
            }
            rows.append(start + rest[..<space])
            rest = rest[space...].drop { $0 == " " }
        }
    }
}
