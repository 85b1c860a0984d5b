import Archive
import Glibc
import Numbers
import Testing

@Suite("A killed writer", .serialized)
struct KillTests {
    @Test("leaves every record that was acknowledged, time after time in one recording")
    func kills() throws {
        let folder = ScratchFolder()
        var random = Seeded(state: 77)
        var acknowledged: UInt64 = 0
        var tails = 0
        for round in 0..<24 {
            let told = try Victim(in: folder.path, seed: UInt64(round)).live(
                untilAcknowledgements: Int.random(in: 1...60, using: &random),
                thenMicroseconds: UInt32.random(in: 0...3000, using: &random))
            #expect(told > acknowledged, "round \(round) got on")
            acknowledged = max(acknowledged, told)
            let (last, tail) = try check(folder.path)
            #expect(last >= acknowledged, "round \(round): \(last) of \(acknowledged) are there")
            if tail != nil { tails += 1 }
        }
        print("24 kills: \(acknowledged) records acknowledged, \(tails) torn tails")
    }

    /// Every record has the payload that its sequence asks for.
    private func check(_ path: String) throws -> (last: UInt64, tail: TornTail?) {
        let ramp = (0..<33_000).map { UInt8(truncatingIfNeeded: $0) }
        var reader = try JournalReader(at: path)
        while let record = try reader.next() {
            let sequence = record.sequence.count
            let count =
                Int(sequence &* 2_654_435_761 % 1500) + (sequence % 97 == 0 ? 30_000 : 0)
            let isRight = ramp.withUnsafeBytes {
                record.payload.count == count
                    && (count == 0
                        || memcmp(
                            record.payload.baseAddress!,
                            $0.baseAddress! + Int(sequence &* 31 % 256), count) == 0)
            }
            if !isRight { Issue.record("record \(sequence) has the payload it asks for") }
        }
        return (reader.lastSequence.count, reader.tail)
    }
}

/// The program `JournalVictim`, running.
private final class Victim {
    private var process: pid_t = 0
    private let output: Int32

    init(in folder: String, seed: UInt64) throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = ends[0]
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        let program = try #require(Victim.program, "JournalVictim stands beside the tests")
        var arguments: [UnsafeMutablePointer<CChar>?] =
            ([program, folder, String(seed)] as [String]).map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        try #require(posix_spawn(&process, program, &actions, nil, &arguments, environ) == 0)
    }

    /// Lets it acknowledge so many times and live on a little, then kills it; what it said last.
    func live(untilAcknowledgements wanted: Int, thenMicroseconds more: UInt32) throws -> UInt64 {
        var last: UInt64 = 0
        for _ in 0..<wanted {
            guard let told = next() else { break }
            last = told
        }
        usleep(more)
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        #expect(status & 0x7f == SIGKILL, "it lived until it was killed")
        while let told = next() { last = told }
        close(output)
        return last
    }

    private func next() -> UInt64? {
        var number: UInt64 = 0
        return read(output, &number, 8) == 8 ? UInt64(littleEndian: number) : nil
    }

    /// Beside the test bundle, whatever runs it.
    private static var program: String? {
        var folders: [String] = []
        for argument in CommandLine.arguments {
            guard let slash = argument.lastIndex(of: "/") else { continue }
            folders.append(String(argument[..<slash]))
        }
        return folders.map { $0 + "/JournalVictim" }.first { access($0, X_OK) == 0 }
    }
}
