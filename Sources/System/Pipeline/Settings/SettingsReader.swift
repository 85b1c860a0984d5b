import TOMLKit

/// Collects what is wrong with one file while its sections are read.
final class SettingsReader {
    let file: String
    let lines: SettingsLines
    private(set) var faults: [SettingsFault] = []

    init(file: String, text: String) {
        self.file = file
        lines = SettingsLines(text)
    }

    func fault(_ key: String, _ what: String) {
        faults.append(
            SettingsFault(file: file, line: lines.line(of: key), key: key, what: what))
    }

    func hasFault(at key: String) -> Bool { faults.contains { $0.key == key } }

    func section(_ path: String, _ table: TOMLTable?) -> SettingsSection {
        SettingsSection(path: path, table: table, reader: self)
    }

    /// The tables of an array of tables, each with its path: `books[0]`, `books[1]`, …
    func sections(
        _ key: String, in root: TOMLTable, under parent: String = ""
    ) -> [SettingsSection] {
        let name = parent.isEmpty ? key : "\(parent).\(key)"
        guard let value = root[key] else { return [] }
        guard let array = value.array else {
            fault(name, "is an array of tables: write [[\(name)]]")
            return []
        }
        return array.enumerated().map { index, element in
            let path = "\(name)[\(index)]"
            if element.table == nil { fault(path, "is a table: write [[\(name)]]") }
            return section(path, element.table)
        }
    }
}

/// One table of the file. Each key is read by a typed function that knows its bounds; whatever is
/// left over at the end is an unknown key, which is a fault.
struct SettingsSection {
    let path: String
    let table: TOMLTable?
    let reader: SettingsReader
    private var known: [String] = []

    init(path: String, table: TOMLTable?, reader: SettingsReader) {
        self.path = path
        self.table = table
        self.reader = reader
    }

    func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    mutating func integer(_ key: String, _ standard: Int, in bounds: ClosedRange<Int>) -> Int {
        known.append(key)
        guard let value = table?[key] else { return standard }
        guard let number = value.int else {
            reader.fault(name(key), "is a whole number, not \(value.type)")
            return standard
        }
        guard bounds.contains(number) else {
            reader.fault(
                name(key), "\(number) is outside \(bounds.lowerBound)…\(bounds.upperBound)")
            return standard
        }
        return number
    }

    mutating func flag(_ key: String, _ standard: Bool) -> Bool {
        known.append(key)
        guard let value = table?[key] else { return standard }
        guard let flag = value.bool else {
            reader.fault(name(key), "is true or false")
            return standard
        }
        return flag
    }

    mutating func text(_ key: String, _ standard: String) -> String {
        known.append(key)
        guard let value = table?[key] else { return standard }
        guard let text = value.string else {
            reader.fault(name(key), "is a text in quotes")
            return standard
        }
        return text
    }

    /// A text that has to be there.
    mutating func required(_ key: String) -> String {
        let value = text(key, "")
        if value.isEmpty { reader.fault(name(key), "is missing") }
        return value
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, _ standard: Choice
    ) -> Choice where Choice.RawValue == String {
        let value = text(key, standard.rawValue)
        if let choice = Choice(rawValue: value) { return choice }
        let words = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        reader.fault(name(key), "\"\(value)\" is none of \(words)")
        return standard
    }

    /// A list of words out of a closed set.
    mutating func choices<Choice: RawRepresentable & CaseIterable>(
        _ key: String, of type: Choice.Type
    ) -> [Choice] where Choice.RawValue == String {
        known.append(key)
        guard let value = table?[key] else { return [] }
        let words = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        guard let array = value.array else {
            reader.fault(name(key), "is a list of \(words)")
            return []
        }
        return array.compactMap { element in
            if let choice = element.string.flatMap(Choice.init(rawValue:)) { return choice }
            reader.fault(name(key), "\(element.string ?? "an element") is none of \(words)")
            return nil
        }
    }

    mutating func integers(_ key: String, _ standard: [Int], in bounds: ClosedRange<Int>) -> [Int] {
        known.append(key)
        guard let value = table?[key] else { return standard }
        guard let array = value.array else {
            reader.fault(name(key), "is a list of whole numbers")
            return standard
        }
        var numbers: [Int] = []
        for element in array {
            guard let number = element.int, bounds.contains(number) else {
                reader.fault(
                    name(key),
                    "each is a whole number in \(bounds.lowerBound)…\(bounds.upperBound)")
                return standard
            }
            numbers.append(number)
        }
        return numbers
    }

    /// An array of tables inside this table.
    mutating func tables(_ key: String) -> [SettingsSection] {
        known.append(key)
        guard let table else { return [] }
        return reader.sections(key, in: table, under: path)
    }

    /// Says which keys of this table nobody asked for, with the nearest known one.
    func finish() {
        guard let table else { return }
        for key in table.keys.sorted() where !known.contains(key) {
            let near = known.min { distance($0, key) < distance($1, key) }
            let hint = near.map { distance($0, key) <= 4 ? "; did you mean \"\($0)\"?" : "" } ?? ""
            reader.fault(name(key), "is not a key of this table\(hint)")
        }
    }

    /// Edits between two words: insertions, deletions, replacements.
    private func distance(_ a: String, _ b: String) -> Int {
        let b = Array(b)
        var row = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var corner = row[0]
            row[0] = i + 1
            for j in b.indices {
                let change = corner + (letter == b[j] ? 0 : 1)
                corner = row[j + 1]
                row[j + 1] = min(change, row[j] + 1, corner + 1)
            }
        }
        return row[b.count]
    }
}
