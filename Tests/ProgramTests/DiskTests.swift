import Foundation
import Glibc
import Testing

/// A small disk in memory, mounted for a test.
private final class SmallDisk {
    static let isAllowed: Bool = {
        guard let scratch = try? Scratch() else { return false }
        return (try? SmallDisk(in: scratch, kibibytes: 64)) != nil
    }()
    let path: String
    /// Goes after the mount does.
    private let scratch: Scratch

    init(in scratch: Scratch, kibibytes: Int) throws {
        self.scratch = scratch
        path = scratch.unique("disk")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(kibibytes)k") == 0 else {
            throw Child.Refusal(description: "no mount: \(String(cString: strerror(errno)))")
        }
    }

    /// Makes room.
    func grow(kibibytes: Int) throws {
        let flags = UInt(MS_REMOUNT)
        try #require(mount("tmpfs", path, "tmpfs", flags, "size=\(kibibytes)k") == 0)
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }
}

extension ProgramTests {
    @Suite("A full disk", .enabled(if: SmallDisk.isAllowed, "mounting needs root"))
    struct DiskTests {
        private func flight() async throws -> Flight {
            try await Flight("mode = \"generated\"\nseed = 2\nspeed = 40")
        }

        @Test("is told with what to do, and what was recorded before replays")
        func stays() async throws {
            let flight = try await flight()
            let disk = try SmallDisk(in: flight.scratch, kibibytes: 2_560)
            defer { withExtendedLifetime(disk) {} }
            let folder = "\(disk.path)/recording"
            let paper = try Program.start(
                ["paper", "--config", try flight.settings(), "--record", folder],
                in: flight.scratch)
            try await paper.says("recording waits: no space left on the disk")
            paper.interrupt()
            #expect(try await paper.end() == 3)
            #expect(
                paper.errors.contains("\(folder): the recording has ended: no space left"),
                "\(paper.errors)")
            #expect(paper.output.contains("the ledger balances"))
            let told = paper.output.matches(of: /; journal (\d+)\n/).compactMap { Int($0.1) }
            let replay = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            let records = try replay.json()["records"] as? Int ?? 0
            #expect(records >= told.last ?? 1)
            #expect(records > 100)

            try disk.grow(kibibytes: 65_536)
            let summary = try await flight.paper(
                try flight.settings(), record: folder, duration: "1s")
            #expect(summary.log.contains("resumes behind record \(records)"))
            let again = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(again.status == 0, "\(again.output)\(again.errors)")
            #expect(try again.json()["records"] as? Int == summary.acknowledged)
        }

        @Test("that gets room again is written on by itself, and nothing is missing")
        func passes() async throws {
            let flight = try await flight()
            let disk = try SmallDisk(in: flight.scratch, kibibytes: 2_560)
            defer { withExtendedLifetime(disk) {} }
            let folder = "\(disk.path)/recording"
            let paper = try Program.start(
                ["paper", "--config", try flight.settings(), "--record", folder],
                in: flight.scratch)
            try await paper.says("recording waits: no space left on the disk")
            try disk.grow(kibibytes: 65_536)
            try await until("the recording goes on", within: 10) {
                let last = paper.output.split(separator: "\n").last ?? ""
                return last.contains("; journal ") && !last.contains("waits") ? () : nil
            }
            paper.interrupt()
            #expect(try await paper.end() == 0, "\(paper.errors)")
            let replay = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            let json = try replay.json()
            #expect(json["unrecorded"] as? Int == 0)
            #expect(json["tail"] is NSNull)
            let hash = json["recorded_hash"] as? String ?? "none"
            #expect(paper.output.contains("hash \(hash)"))
        }

        @Test("a folder that may not be made is named")
        func denied() async throws {
            let flight = try await flight()
            let ended = try await Program.run(
                [
                    "paper", "--config", try flight.settings(), "--record",
                    "/proc/apus-recording",
                ], in: flight.scratch)
            #expect(ended.status == 3)
            #expect(ended.errors.contains("/proc/apus-recording: "), "\(ended.errors)")
        }
    }
}
