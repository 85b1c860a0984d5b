import Foundation
import Testing

@Suite("Hot path: machine code")
struct MachineCodeTests {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let program = root.appendingPathComponent(".build/release/apus").path
    static var isBuilt: Bool { FileManager.default.fileExists(atPath: program) }

    private func hotpath(_ program: String) throws -> (status: Int32, said: String) {
        let process = Process()
        process.executableURL = Self.root.appendingPathComponent("perf/hotpath")
        process.arguments = [program]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let said = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self))
    }

    @Test(
        "no turn of the release program calls the runtime, the heap or an unknown copy",
        .enabled(if: isBuilt, "needs `swift build -c release --product apus`"))
    func turns() throws {
        let answer = try hotpath(Self.program)
        #expect(answer.status == 0, "\(answer.said)")
    }

    @Test("a program that has no such turns is refused")
    func stranger() throws {
        let answer = try hotpath("/bin/true")
        #expect(answer.status != 0)
        #expect(answer.said.contains("no function is called PriceTile"))
    }
}
