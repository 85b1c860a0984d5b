import Foundation
import Glibc

/// A program that a test started: with no signal blocked, its output in files, reaped at the end.
///
/// `Process` would hand down the blocked SIGTERM of the tests' threads.
final class Child {
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    let name: String
    let identifier: pid_t
    private let outputPath: String
    private let errorPath: String
    /// The exit code, or minus the signal.
    private(set) var ending: Int32?

    init(_ program: String, _ arguments: [String], in scratch: Scratch) throws {
        name = ([program] + arguments).joined(separator: " ")
        outputPath = scratch.unique("output")
        errorPath = scratch.unique("errors")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        let create = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, create, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errorPath, create, 0o644)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, program, &actions, &attributes, words, environ)
        guard code == 0 else {
            throw Refusal(description: "\(program): \(String(cString: strerror(code)))")
        }
        identifier = child
    }

    deinit {
        guard hasEnded() == nil else { return }
        kill(identifier, SIGKILL)
        var status: Int32 = 0
        waitpid(identifier, &status, 0)
    }

    var output: String { Child.text(outputPath) }
    var errors: String { Child.text(errorPath) }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    func interrupt() { if hasEnded() == nil { kill(identifier, SIGINT) } }
    func killNow() { if hasEnded() == nil { kill(identifier, SIGKILL) } }

    /// The exit code, or minus the signal, once it has ended.
    @discardableResult
    func hasEnded() -> Int32? {
        if let ending { return ending }
        var status: Int32 = 0
        guard waitpid(identifier, &status, WNOHANG) == identifier else { return nil }
        let signal = status & 0x7F
        ending = signal == 0 ? status >> 8 & 0xFF : -signal
        return ending
    }

    /// Waits for its end.
    func end(within seconds: Double = 30) async throws -> Int32 {
        try await until("\(name) ends", within: seconds, telling: { self.errors }) {
            self.hasEnded()
        }
    }

    /// Waits for words in its output.
    func says(_ words: String, within seconds: Double = 20) async throws {
        let isSaid = try await until(
            "\(name) says “\(words)”", within: seconds, telling: { self.errors }
        ) { () -> Bool? in
            let hasEnded = self.hasEnded() != nil
            return self.output.contains(words) ? true : hasEnded ? false : nil
        }
        guard isSaid else {
            throw Refusal(description: "\(name) ended without “\(words)”: \(errors)")
        }
    }
}

/// Asks again and again until there is an answer.
func until<Answer>(
    _ what: String, within seconds: Double, telling words: () -> String = { "" },
    isolation: isolated (any Actor)? = #isolation, _ ask: () throws -> Answer?
) async throws -> Answer {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    while true {
        if let answer = try ask() { return answer }
        guard clock.now < deadline else {
            throw Child.Refusal(description: "not within \(seconds) s: \(what); \(words())")
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// A folder that goes with the test.
final class Scratch {
    let path: String
    private var count = 0

    init() throws {
        path = NSTemporaryDirectory() + "apus-program-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func unique(_ name: String) -> String {
        count += 1
        return "\(path)/\(count)-\(name)"
    }

    /// Writes a file and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        let place = "\(path)/\(name)"
        try text.write(toFile: place, atomically: true, encoding: .utf8)
        return place
    }
}
