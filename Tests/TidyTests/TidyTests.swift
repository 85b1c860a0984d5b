import Foundation
import Testing

/// Rules that matter are tests.
@Suite("Tidy")
struct TidyTests {
    @Test("files fit 400 lines and lines fit 100 columns")
    func sizes() throws {
        for file in try SourceFile.all(under: ["Sources", "Tests", "Benchmarks"]) {
            #expect(file.lines.count <= 401, "\(file.path): \(file.lines.count) lines")
            for (index, line) in file.lines.enumerated() where line.count > 100 {
                Issue.record("\(file.path):\(index + 1): \(line.count) columns")
            }
        }
    }

    @Test("functions fit 60 lines")
    func functions() throws {
        for file in try SourceFile.all(under: ["Sources"]) {
            var start: (line: Int, indent: Int)?
            for (index, line) in file.lines.enumerated() {
                let indent = line.prefix { $0 == " " }.count
                let words = line.split(separator: " ")
                if start == nil,
                    let place = words.firstIndex(where: { $0 == "func" || $0.hasPrefix("init(") }),
                    place < 8, !line.contains("//"), words.first != "case"
                {
                    start = (index, indent)
                }
                if let open = start, indent == open.indent, line.dropFirst(indent).hasPrefix("}") {
                    let length = index - open.line + 1
                    #expect(
                        length <= 60, "\(file.path):\(open.line + 1): a function of \(length) lines"
                    )
                    start = nil
                } else if let open = start, index > open.line, indent < open.indent, !line.isEmpty {
                    start = nil
                }
            }
        }
    }

    @Test(
        "words that do not enter",
        arguments: [
            ("try!", "handle it, or trap with a reason"),
            ("as!", "ask with as?"),
            ("fatalError(", "precondition states the rule that holds"),
            ("FIX" + "ME", "finish it before it lands"),
            ("TO" + "DO", "finish it, or open an issue"),
            ("NSLock", "no locks"),
        ])
    func banned(word: String, instead: String) throws {
        for file in try SourceFile.all(under: ["Sources", "Benchmarks"]) {
            for (index, line) in file.lines.enumerated() where line.contains(word) {
                Issue.record("\(file.path):\(index + 1): \(word) (\(instead))")
            }
        }
    }

    @Test("no file of Sources imports Foundation or Dispatch")
    func foundation() throws {
        for file in try SourceFile.all(under: ["Sources"]) {
            for name in file.imports where ["Foundation", "Dispatch"].contains(name) {
                Issue.record("\(file.path) imports \(name)")
            }
        }
    }

    @Test("no tracked file is a binary over 64 KiB or names a place on somebody's machine")
    func tracked() throws {
        let list = Process()
        let output = Pipe()
        list.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        list.arguments = ["git", "-C", SourceFile.root.path, "ls-files", "-z"]
        list.standardOutput = output
        try list.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        list.waitUntilExit()
        try #require(list.terminationStatus == 0)
        let places = ["/" + "work/", "/" + "home/", "/" + "Users/"]
        for name in String(decoding: data, as: UTF8.self).split(separator: "\0") {
            let file = SourceFile.root.appendingPathComponent(String(name))
            guard let bytes = FileManager.default.contents(atPath: file.path) else { continue }
            if bytes.contains(0) {
                #expect(bytes.count <= 65_536, "\(name): a binary of \(bytes.count) bytes")
            } else {
                let text = String(decoding: bytes, as: UTF8.self)
                for place in places where text.contains(place) {
                    Issue.record("\(name) names \(place)")
                }
            }
        }
    }
}
