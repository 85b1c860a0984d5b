import Foundation
import Testing

/// The mark that our proofs rest on is underscored: a later compiler may drop it. So a snippet that
/// breaks it must not compile, and the same snippet without the breach must.
@Suite("The mark on hot functions")
struct HotMarkTests {
    static let sound = """
        @_noLocks
        func turn(_ places: UnsafeMutablePointer<UInt64>) -> UInt64 {
            places[1] &+= 1
            return places[1]
        }
        """

    // swift-format-ignore
    static let breaches = [
        ("an array made",        "_ = [UInt64](repeating: 1, count: Int(places[0]))"),
        ("memory asked for",     "UnsafeMutablePointer<UInt64>.allocate(capacity: 9).pointee = 1"),
        ("a text made",          "if \"\\(places[0])\".isEmpty { return 0 }"),
        ("an object made",       "final class Box {}; _ = Box()"),
    ]

    /// The compiler's answer to a snippet, up to where the mark is checked.
    private func compile(_ snippet: String) throws -> (status: Int32, said: String) {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("apus-hot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("snippet.swift")
        try Data(snippet.utf8).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swiftc", "-parse-as-library", "-emit-sil", "-o",
            folder.appendingPathComponent("out").path, file.path,
        ]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let said = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self))
    }

    @Test("a sound function compiles")
    func sound() throws {
        let answer = try compile(Self.sound)
        #expect(answer.status == 0, "\(answer.said)")
    }

    @Test("a planted allocation does not compile", arguments: breaches)
    func planted(what: String, line: String) throws {
        let answer = try compile(
            Self.sound.replacingOccurrences(of: "places[1] &+= 1", with: line))
        #expect(answer.status != 0, "\(what) compiled")
        #expect(answer.said.contains("can cause"), "\(answer.said)")
    }
}
