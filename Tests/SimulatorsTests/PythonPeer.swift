import Foundation
import Numbers

@testable import Simulators

/// A Python program as an independent client of the simulators.
enum PythonPeer {
    /// Whether Python and its `websockets` are there.
    static let isThere: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import websockets.sync.client"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// The monotonic clock, for the tests that use sockets.
    static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(
            nanosecondsSinceBoot: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    static func wall() -> WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(
            nanosecondsSince1970: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    /// A folder of this test's own, which goes when it ends.
    static func scratch() throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("simulators-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    struct Answer {
        var status: Int32
        var output: String
    }

    /// Runs a program beside the server, which is turned until the program ends or a minute has
    /// passed.
    static func run(
        _ program: String, arguments: [String], beside server: inout VenueServer, in folder: URL
    ) throws -> Answer {
        let file = folder.appendingPathComponent("peer.py")
        let text = folder.appendingPathComponent("output.txt")
        // A program that hangs says where, and ends.
        let guarded =
            "import faulthandler; faulthandler.dump_traceback_later(20, exit=True)\n"
            + program
        try guarded.write(to: file, atomically: true, encoding: .utf8)
        try Data().write(to: text)
        let output = try FileHandle(forWritingTo: text)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", file.path] + arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let limit = now() + .seconds(60)
        while process.isRunning {
            let moment = now()
            _ = server.turn(at: moment)
            server.housekeep(at: moment)
            server.park(until: moment + .milliseconds(5))
            if moment > limit { kill(process.processIdentifier, SIGKILL) }
        }
        server.housekeep(at: now())
        return Answer(
            status: process.terminationStatus,
            output: try String(contentsOf: text, encoding: .utf8))
    }
}
