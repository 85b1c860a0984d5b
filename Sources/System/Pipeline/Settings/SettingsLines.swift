/// Where each key of a TOML text stands, so that a fault can name its line. The library that reads
/// the values does not keep positions; this index finds them by table headers and `key =` starts.
/// A key written in a way this does not see (inline tables, dotted keys) has line 0.
struct SettingsLines {
    private var lines: [String: Int] = [:]

    init(_ text: String) {
        var table = ""
        var counts: [String: Int] = [:]
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = raw.drop { $0 == " " || $0 == "\t" }
            if line.hasPrefix("[[") {
                let name = String(line.dropFirst(2).prefix { $0 != "]" })
                let place = counts[name, default: 0]
                counts[name] = place + 1
                table = "\(name)[\(place)]."
                lines[String(table.dropLast())] = index + 1
            } else if line.hasPrefix("[") {
                table = String(line.dropFirst().prefix { $0 != "]" }) + "."
                lines[String(table.dropLast())] = index + 1
            } else if let equals = line.firstIndex(of: "="), !line.hasPrefix("#") {
                let key = line[..<equals].filter { $0 != " " && $0 != "\"" }
                if lines[table + key] == nil { lines[table + key] = index + 1 }
            }
        }
    }

    func line(of key: String) -> Int { lines[key] ?? 0 }
}
