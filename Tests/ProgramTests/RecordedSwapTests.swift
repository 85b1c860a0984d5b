import Foundation
import Testing

extension ProgramTests {
    @Suite("Recorded swaps")
    struct RecordedSwapTests {
        let scratch: Scratch

        init() throws { scratch = try Scratch() }

        static let data = Program.shared.appendingPathComponent("data").path
        static var isThere: Bool { FileManager.default.fileExists(atPath: data) }

        /// Writes a folder with one block of one transaction that logged `line`.
        private func folder(_ line: String) async throws -> String {
            let folder = scratch.unique("captures")
            let script = """
                import json, os, sys, zipfile
                os.makedirs(sys.argv[1] + "/rpc/sava")
                name = "Program 675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8 "
                logs = [name + "invoke [1]", sys.argv[2], name + "success"]
                block = {"result": {"transactions": [{"meta": {"logMessages": logs}}]}}
                path = sys.argv[1] + "/rpc/sava/getBlock.json.zip"
                with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                    archive.writestr("getBlock.json", json.dumps(block))
                """
            let child = try Child("python3", ["-c", script, folder, line], in: scratch)
            let status = try await child.end(within: 60)
            try #require(status == 0, "\(child.errors)")
            return folder
        }

        /// Transaction 222 of the block of 2025-08-22 14:29:46 UTC.
        private static let right = """
            Program log: ray_log: A8CmWh0IAAAAiFzRnAAAAAACAAAAAAAAADaJLDVZCAAACCzgrRKSAABm75zjDgsAAL\
            S21ZwAAAAA
            """

        @Test("what the chain did is what we say")
        func right() async throws {
            let folder = try await folder(Self.right)
            let ended = try await Program.run(["pool", "replay", folder, "--json"], in: scratch)
            #expect(ended.status == 0, "\(ended.output) \(ended.errors)")
            let json = try ended.json()
            #expect(json["checked"] as? Int == 1)
            #expect(json["mismatches"] as? Int == 0)
            let words = try await Program.run(["pool", "replay", folder], in: scratch)
            #expect(words.output.contains("1 swaps, 1 checked, 0 mismatches"))
        }

        @Test("a difference is shown with both sides")
        func wrong() async throws {
            let line = Self.right.replacing("LS21ZwAAAAA", with: "LS21ZwAAAAB")
            let folder = try await folder(line)
            let ended = try await Program.run(["pool", "replay", folder, "--json"], in: scratch)
            #expect(ended.status == 1)
            let first = try #require(try ended.json()["first"] as? [[String: Any]])
            // The highest byte of the output is 1.
            #expect(first.first?["expected"] as? String == "out 72057596669179572")
            #expect(first.first?["found"] as? String == "out 2631251636")
        }

        @Test("a folder without captures is refused")
        func nothing() async throws {
            let none = scratch.unique("none")
            let ended = try await Program.run(["pool", "replay", none], in: scratch)
            #expect(ended.status == 3)
            #expect(ended.errors.contains("none of the captures"))
        }

        @Test("the recorded data", .enabled(if: isThere))
        func recorded() async throws {
            let ended = try await Program.run(
                ["pool", "replay", Self.data, "--json"], in: scratch, within: 240)
            #expect(ended.status == 0, "\(ended.output)")
            let json = try ended.json()
            #expect(json["swaps"] as? Int == 9750)
            #expect(json["checked"] as? Int == 9514)
        }
    }
}
