import Archive
import Foundation
import Numbers
import Reactor

extension Fuzzer {
    /// The journal's reader.
    static var records: [Fuzzer] {
        guard let (bytes, payloads) = try? recording() else {
            preconditionFailure("a recording can be made in /tmp")
        }
        return [
            Fuzzer(name: "journal", cost: 8, samples: [bytes]) { try journal($0, payloads) }
        ]
    }

    private static func scratch() throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("apus-fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// A sound segment, and what was recorded in it.
    private static func recording() throws -> (bytes: [UInt8], payloads: [[UInt8]]) {
        let folder = try scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        var limits = JournalLimits()
        limits.method = .calls
        let now = Instant(nanosecondsSinceBoot: 5_000)
        var writer = try JournalWriter(
            at: folder.path,
            identity: RecordingIdentity(settingsHash: [1], build: Array("fuzz".utf8)),
            limits: limits, now: now,
            wallTime: WallTime(nanosecondsSince1970: 1_786_309_548_000_000_000))
        var payloads: [[UInt8]] = []
        for index in 0..<24 {
            let payload = (0..<(index * 37 % 150)).map { UInt8(truncatingIfNeeded: $0 * index) }
            let memory = UnsafeMutableRawBufferPointer.allocate(
                byteCount: payload.count + 1, alignment: 8)
            defer { memory.deallocate() }
            memory.copyBytes(from: payload)
            let label = RecordLabel(.frame, input: InputSequence(UInt64(index) + 1), stamp: now)
            _ = try writer.append(
                label, payload: UnsafeRawBufferPointer(rebasing: memory[..<payload.count]))
            payloads.append(payload)
        }
        try writer.finish(at: now, input: InputSequence(24))
        let file = folder.appendingPathComponent("000001.apj")
        return (Array(try Data(contentsOf: file)), payloads)
    }

    /// Whatever was done to the segment, what comes out is what was written, in order, from the
    /// first on.
    private static func journal(
        _ bytes: UnsafeRawBufferPointer, _ payloads: [[UInt8]]
    ) throws -> Outcome {
        let folder = try scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(bytes).write(to: folder.appendingPathComponent("000001.apj"))
        var found: [[UInt8]] = []
        var isWhole = false
        do throws(JournalError) {
            var reader = try JournalReader(at: folder.path)
            while let record = try reader.next() {
                if case .frame = record.label.kind { found.append(Array(record.payload)) }
                if case .sessionEnd = record.label.kind { isWhole = true }
            }
        } catch {
            isWhole = false
        }
        guard found.elementsEqual(payloads.prefix(found.count)) else {
            return .broken("records come out that were never written")
        }
        return isWhole && found.count == payloads.count ? .accepted : .refused
    }
}
