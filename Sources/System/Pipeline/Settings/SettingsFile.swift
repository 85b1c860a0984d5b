import Glibc
import TOMLKit

/// A file of settings as it was read: what it says, and everything that is wrong with it.
public struct SettingsFile: Sendable {
    /// As the operator named it.
    public let name: String
    public let text: String
    /// What could be read; to be used only when there are no faults.
    public private(set) var settings = Settings()
    /// In the order of the file's lines; what is absent comes first.
    public private(set) var faults: [SettingsFault] = []

    /// - Throws: one fault when there is no such file, or it may not be read.
    public init(_ name: String) throws(SettingsFaults) {
        guard let text = Self.contents(of: name) else {
            let why = unsafe String(cString: strerror(errno))
            throw SettingsFaults(faults: [
                SettingsFault(file: name, line: 0, key: "file", what: "cannot be read: \(why)")
            ])
        }
        self.init(text: text, name: name)
    }

    /// Reads a text; `name` stands for it in faults.
    public init(text: String, name: String) {
        self.text = text
        self.name = name
        if let place = TableHeaders(of: text).firstNameless {
            refuse(place, "the name of a table is expected")
            return
        }
        let root: TOMLTable
        do {
            root = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let place = error.source.begin
            refuse((Int(place.line), Int(place.column)), error.description)
            return
        } catch {
            refuse((0, 0), "\(error)")
            return
        }
        let reader = SettingsReader(file: name, text: text)
        settings.read(root, reader)
        faults = reader.faults.sorted { $0.line < $1.line }
    }

    /// Adds what somebody else found wrong, with the line of the key.
    public mutating func add(_ key: String, _ what: String) {
        let line = SettingsLines(text).line(of: key)
        faults.append(SettingsFault(file: name, line: line, key: key, what: what))
        faults.sort { $0.line < $1.line }
    }

    private mutating func refuse(_ place: (line: Int, column: Int), _ why: String) {
        faults = [
            SettingsFault(
                file: name, line: place.line, key: "column \(place.column)",
                what: "is not TOML: \(why)")
        ]
    }

    private static func contents(of file: String) -> String? {
        guard let stream = unsafe fopen(file, "r") else { return nil }
        defer { unsafe fclose(stream) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe fread(&block, 1, block.count, stream)
            if count == 0 { break }
            bytes.append(contentsOf: block[..<count])
        }
        if unsafe ferror(stream) != 0 { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
