import Foundation
import Testing

extension ProgramTests {
    @Suite("What has to be there (perf/ready)")
    struct ReadyTests {
        let scratch: Scratch

        init() throws { scratch = try Scratch() }

        /// A PATH with what the script itself uses, and programs of the test's own.
        private func path(_ programs: [String: String]) throws -> String {
            let folder = "\(scratch.path)/bin"
            let files = FileManager.default
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for tool in ["bash", "sed", "sort", "head", "cat", "grep", "id"] {
                let place = try #require(
                    ["/usr/bin", "/bin"].map { "\($0)/\(tool)" }
                        .first { files.isExecutableFile(atPath: $0) })
                try files.createSymbolicLink(
                    atPath: "\(folder)/\(tool)", withDestinationPath: place)
            }
            for (name, text) in programs {
                let file = "\(folder)/\(name)"
                try "#!\(folder)/bash\n\(text)\n".write(
                    toFile: file, atomically: true, encoding: .utf8)
                try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
            }
            return folder
        }

        private func ready(
            _ arguments: [String] = [], with programs: [String: String]
        ) async throws -> (status: Int32, errors: String) {
            let script = Program.package.appendingPathComponent("perf/ready").path
            let child = try Child(
                "/usr/bin/env", ["PATH=\(try path(programs))", "bash", script] + arguments,
                in: scratch)
            let status = try await child.end()
            #expect(child.output.isEmpty)
            return (status, child.errors)
        }

        private func swift(_ version: String) -> String {
            "echo 'Swift version \(version) (swift-\(version)-RELEASE)'"
        }

        @Test("the program needs a toolchain and five libraries, neither Python nor nginx")
        func enough() async throws {
            let all = ["swift": swift("6.3.1"), "clang": "exit 0", "git": ""]
            let (status, errors) = try await ready(with: all)
            #expect(status == 0, "\(errors)")
            #expect(errors.isEmpty)
        }

        @Test("a Swift that is too old is refused with its version; 6.10 is later than 6.3")
        func version() async throws {
            for (version, isEnough) in [("5.10", false), ("6.2.4", false), ("6.10", true)] {
                let (status, errors) = try await ready(
                    with: ["swift": swift(version), "clang": "exit 0", "git": ""])
                #expect(status == (isEnough ? 0 : 1))
                let told = version.split(separator: ".").prefix(2).joined(separator: ".")
                #expect(isEnough || errors.hasPrefix("ready: this is Swift \(told). Install"))
                try FileManager.default.removeItem(atPath: "\(scratch.path)/bin")
            }
        }

        @Test("without Swift, that is told")
        func noSwift() async throws {
            let (status, errors) = try await ready(with: ["clang": "exit 0", "git": ""])
            #expect(status == 1)
            #expect(errors.hasPrefix("ready: no 'swift' on the PATH. Install Swift 6.3 or later"))
        }

        @Test("where nothing can be installed, only what is missing is named")
        func missing() async throws {
            let (status, errors) = try await ready(
                with: [
                    "swift": swift("6.3.1"), "git": "",
                    "clang": "if grep -qE 'liburing|sodium'; then exit 1; fi",
                ])
            #expect(status == 1)
            #expect(
                errors == "ready: missing, each with its headers: liburing 2.3, libsodium\n",
                "\(errors)")
        }

        @Test("what only tests need is asked for only for them")
        func tests() async throws {
            let (status, errors) = try await ready(
                ["--test"], with: ["swift": swift("6.3.1"), "clang": "exit 0", "git": ""])
            #expect(status == 1)
            #expect(errors.contains("python3, Python's venv, openssl, zstd"), "\(errors)")
            #expect(!errors.contains("libsodium"))
        }

        @Test("make demo asks for what the program needs, make test for the tests' tools too")
        func makefile() throws {
            let file = Program.package.appendingPathComponent("Makefile")
            let text = try String(contentsOf: file, encoding: .utf8)
            func recipe(_ target: String) -> String {
                text.components(separatedBy: "\n\n").first { $0.hasPrefix("\(target):") } ?? ""
            }
            #expect(recipe("demo").contains("demo: build"))
            #expect(recipe("build").contains("build: ready"))
            #expect(recipe("ready").hasSuffix("perf/ready"))
            #expect(recipe("test").contains("perf/ready --test\n"))
        }
    }
}
