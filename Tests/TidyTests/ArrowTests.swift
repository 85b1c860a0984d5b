import Foundation
import Testing

/// The arrows of the module map point downward, and each import is declared.
@Suite("Arrows")
struct ArrowTests {
    /// Package.swift's table, read as text: module, layer, imports.
    struct Row {
        let name: String
        let layer: String
        let imports: [String]
    }

    static func table() throws -> [Row] {
        let file = SourceFile.root.appendingPathComponent("Package.swift")
        let text = try String(contentsOf: file, encoding: .utf8)
        let rows = text.matches(
            of: /(?:module|program)\("(\w+)",\s*(?:in: \.(\w+),?\s*)?(?:imports: \[([^\]]*)\])?\)/)
        return rows.map { row in
            let imports = (row.3 ?? "").matches(of: /"(\w+)"/).map { String($0.1) }
            return Row(
                name: String(row.1), layer: String(row.2 ?? "system"), imports: imports)
        }
    }

    static let outside: Set<String> = [
        "Glibc", "Synchronization", "TOMLKit", "ArgumentParser", "Swift", "Builtin",
    ]
    static let rank = ["base": 0, "machine": 1, "domain": 1, "service": 2, "system": 3]

    @Test("the table was read")
    func read() throws {
        let names = Set(try Self.table().map(\.name))
        #expect(names.isSuperset(of: ["Numbers", "Pools", "Tiles", "Pipeline", "apus"]))
    }

    @Test("a file imports only what its module declares")
    func declared() throws {
        let table = Dictionary(uniqueKeysWithValues: try Self.table().map { ($0.name, $0) })
        for file in try SourceFile.all(under: ["Sources"]) {
            guard let module = file.module, let row = table[module] else {
                Issue.record("\(file.path) is in no module of the table")
                continue
            }
            for name in file.imports where !Self.outside.contains(name) {
                #expect(row.imports.contains(name), "\(file.path) imports \(name)")
            }
        }
    }

    @Test("arrows point downward, and Machine and Domain never meet")
    func downward() throws {
        let rows = try Self.table()
        let layers = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.layer) })
        for row in rows {
            for name in row.imports where !name.hasPrefix("C") || layers[name] != nil {
                guard let below = layers[name] else { continue }
                let here = Self.rank[row.layer] ?? 0
                let there = Self.rank[below] ?? 0
                #expect(there <= here, "\(row.name) imports \(name), which is above it")
                if here == 1 && there == 1 {
                    #expect(row.layer == below, "\(row.name) (\(row.layer)) imports \(name)")
                }
            }
        }
    }

    @Test("each C door is opened by one module")
    func doors() throws {
        var openers: [String: Set<String>] = [:]
        for file in try SourceFile.all(under: ["Sources"]) {
            for name in file.imports
            where FileManager.default.fileExists(
                atPath: SourceFile.root.appendingPathComponent("Sources/C/\(name)").path)
            {
                openers[name, default: []].insert(file.module ?? file.path)
            }
        }
        for (door, modules) in openers {
            #expect(modules.count == 1, "\(door) is opened by \(modules.sorted())")
        }
    }

    @Test("Base and Domain know no kernel, and only Tiles reads a clock")
    func kernel() throws {
        for file in try SourceFile.all(under: ["Sources/Base", "Sources/Domain"]) {
            #expect(!file.imports.contains("Glibc"), "\(file.path) imports Glibc")
        }
        for file in try SourceFile.all(under: ["Sources"]) where file.module != "Tiles" {
            for word in ["clock_gettime", "gettimeofday", "ContinuousClock", "SystemRandomNumber"] {
                #expect(!file.text.contains(word), "\(file.path) names \(word)")
            }
        }
    }

    @Test("nothing imports Simulators but the program, and nothing Pipeline but the program")
    func tops() throws {
        for file in try SourceFile.all(under: ["Sources"]) where file.layer != "System" {
            #expect(!file.imports.contains("Pipeline"), "\(file.path)")
            #expect(!file.imports.contains("Simulators"), "\(file.path)")
        }
        for file in try SourceFile.all(under: ["Sources/System/Pipeline"]) {
            #expect(!file.imports.contains("Simulators"), "\(file.path)")
        }
    }
}
