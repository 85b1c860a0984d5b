import Foundation
import Testing

/// The suites below drive the shipped program as subprocesses, one after the other.
@Suite("The program", .serialized, .enabled(if: Program.isThere, "build the program first"))
struct ProgramTests {}

/// The program under test: `APUS_BINARY`, else the release build, else the debug build.
enum Program {
    static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let shared = package.deletingLastPathComponent().appendingPathComponent("shared")

    static let path: String? = {
        let named = ProcessInfo.processInfo.environment["APUS_BINARY"]
        let places =
            named.map { [$0] }
            ?? ["release", "debug"].map {
                package.appendingPathComponent(".build/\($0)/apus").path
            }
        return places.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()
    static var isThere: Bool { path != nil }

    /// A command that has ended.
    struct Ended {
        var status: Int32
        var output: String
        var errors: String

        func json() throws -> [String: Any] {
            let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
            return try #require(value as? [String: Any])
        }
    }

    static func start(_ arguments: [String], in scratch: Scratch) throws -> Child {
        try Child(try #require(path), arguments, in: scratch)
    }

    /// Runs a command to its end.
    static func run(
        _ arguments: [String], in scratch: Scratch, within seconds: Double = 30
    ) async throws -> Ended {
        let child = try start(arguments, in: scratch)
        let status = try await child.end(within: seconds)
        return Ended(status: status, output: child.output, errors: child.errors)
    }

    /// Runs `Tests/Reference/journal.py`, which knows the format of a recording by itself.
    static func journal(_ arguments: [String], in scratch: Scratch) async throws -> String {
        let script = package.appendingPathComponent("Tests/Reference/journal.py").path
        let child = try Child("python3", [script] + arguments, in: scratch)
        let status = try await child.end(within: 60)
        try #require(status == 0, "\(child.errors)")
        return child.output
    }
}
