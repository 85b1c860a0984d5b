import Foundation
import Testing

/// The mark on the tiles' turns holds whoever calls them from marked code, across modules: what is
/// hot may be called, what is cold or allocates doesn't compile.
@Suite("Hot path: the mark across modules")
struct PlantedTests {
    static let sound = """
        import Archive
        import Numbers
        import Pipeline
        import Rings
        @_noLocks func turn(
            _ feed: inout FeedTile, _ price: inout PriceTile, _ desk: inout DeskTile,
            _ journal: inout JournalTile, _ at: Instant
        ) -> Int {
            feed.turn(at: at) &+ price.turn(at: at) &+ desk.turn(at: at) &+ journal.turn(at: at)
        }
        """

    static let body =
        "feed.turn(at: at) &+ price.turn(at: at) &+ desk.turn(at: at) &+ journal.turn(at: at)"

    // swift-format-ignore
    static let breaches = [
        ("an array made in a turn",   "[Int](repeating: 1, count: price.turn(at: at)).count"),
        ("a text made in a turn",     "\"\\(price.turn(at: at))\".utf8.count"),
        ("housekeeping in a turn",    "{ price.housekeep(at: at); return 1 }()"),
        ("a connection tended to",    "feed.tend(at: at)"),
        ("a file ended in a turn",    "journal.tend(at: at)"),
        ("a report made in a turn",   "desk.gauge.readings.count"),
    ]

    /// Where the modules of this build are.
    static let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()

    /// The maps of the C modules, ours and the packages'.
    private func maps() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Self.products.path)
            .filter { $0.hasPrefix("C") && $0.hasSuffix(".build") }
            .map { Self.products.appendingPathComponent("\($0)/module.modulemap").path }
            .filter { FileManager.default.fileExists(atPath: $0) }
    }

    private func compile(_ text: String) throws -> (status: Int32, said: String) {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("apus-planted-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("planted.swift")
        try Data(text.utf8).write(to: file)
        var arguments = [
            "swiftc", "-parse-as-library", "-swift-version", "6", "-emit-sil", "-o",
            folder.appendingPathComponent("out").path, file.path, "-I",
            Self.products.appendingPathComponent("Modules").path,
        ]
        for map in try maps() { arguments += ["-Xcc", "-fmodule-map-file=\(map)"] }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let said = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self))
    }

    @Test("turns may be called from marked code")
    func sound() throws {
        let answer = try compile(Self.sound)
        #expect(answer.status == 0, "\(answer.said)")
    }

    @Test("what allocates may not", arguments: breaches)
    func planted(what: String, line: String) throws {
        let answer = try compile(
            Self.sound.replacingOccurrences(
                of: Self.body, with: line))
        #expect(answer.status != 0, "\(what) compiled")
        // "…can cause an allocation"; of what can't be looked into, "…unpredictable performance".
        let isMarked = answer.said.contains("can cause") || answer.said.contains("unpredictable")
        #expect(isMarked, "\(answer.said)")
    }
}
