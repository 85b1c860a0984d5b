import Archive
import CProbe
import Foundation
import Meters
import Numbers
import Pipeline
import Rings
import Testing
import Trading

@Suite("Hot path: journal")
struct JournalTileTests {
    /// A journal tile over a recording in a folder, and the ends of its rings.
    struct Bench: ~Copyable {
        var journal: JournalTile
        var inputs: ByteProducer
        var records: Producer<DeskRecord>
        let payload = UnsafeMutableRawBufferPointer.allocate(byteCount: 2_048, alignment: 8)
        var pushed: UInt64 = 0
        var turns: UInt64 = 0
        /// Heap traffic of the tile's turns.
        var uses: UInt64 = 0
        /// Times that a turn left something cold.
        var tendings: UInt64 = 0
        /// From here on the RealtimeSanitizer watches the turns, where it is built in.
        var isWarm = false

        init(_ writer: consuming JournalWriter) {
            let inputRing = ByteRingMemory(capacity: 1 << 20)
            let recordRing = RingMemory<DeskRecord>(capacity: 4_096)
            inputs = ByteProducer(over: inputRing)
            records = Producer(over: recordRing)
            journal = JournalTile(
                inputs: ByteConsumer(over: inputRing), records: Consumer(over: recordRing),
                writer: writer)
            payload.initializeMemory(as: UInt8.self, repeating: 0x61)
        }

        static func open(_ path: String) throws -> Bench {
            var limits = JournalLimits()
            limits.segmentBytes = 8 << 20
            return Bench(
                try JournalWriter(
                    at: path,
                    identity: RecordingIdentity(settingsHash: [7], build: Array("hot".utf8)),
                    limits: limits, now: Instant(nanosecondsSinceBoot: 1_000_000),
                    wallTime: WallTime(nanosecondsSince1970: 1_786_309_548_000_000_000)))
        }

        deinit { payload.deallocate() }

        /// Turns the tile so often; an input comes every eighth turn, a decision every sixteenth.
        mutating func run(_ count: UInt64) {
            let end = turns &+ count
            while turns < end {
                let now = Instant(nanosecondsSinceBoot: 2_000_000 &+ turns &* 1_000)
                if turns & 7 == 0 {
                    let label = RecordLabel(.frame, input: InputSequence(turns), stamp: now)
                    let length = Int(truncatingIfNeeded: turns &* 0x9E37_79B9 % 500)
                    let bytes = UnsafeRawBufferPointer(start: payload.baseAddress, count: length)
                    if InputRecord.push(label, bytes, into: &inputs) { pushed &+= 1 }
                }
                if turns & 15 == 0 {
                    let decision = Decision(
                        .refused, code: 1, cycle: 0, order: 0, sequence: turns &+ 1,
                        input: InputSequence(turns), moment: now, words: Decision.Words())
                    if records.push(DeskRecord(decision)) { pushed &+= 1 }
                }
                let before = probe_allocations() &+ probe_frees()
                if isWarm { probe_realtime_enter() }
                _ = journal.turn(at: now)
                if isWarm { probe_realtime_exit() }
                uses &+= probe_allocations() &+ probe_frees() &- before
                if journal.needsTending {
                    _ = journal.tend(at: now)
                    tendings &+= 1
                }
                turns &+= 1
            }
        }
    }

    /// So many turns after a warm-up, then the end; all that was pushed is on the disk.
    private func record(
        _ bench: inout Bench, at path: String, turns: UInt64
    ) throws -> UInt64 {
        bench.run(20_000)
        bench.uses = 0
        bench.isWarm = true
        bench.run(turns)
        let uses = bench.uses
        bench.isWarm = false
        bench.journal.close(at: Instant(nanosecondsSinceBoot: 9_000_000_000))
        bench.run(100_000)
        var reader = try JournalReader(at: path)
        var count: UInt64 = 0
        while try reader.next() != nil { count += 1 }
        #expect(count == bench.journal.gauge.value(of: .acknowledged))
        #expect(bench.journal.gauge.value(of: .failed) == 0)
        #expect(count > turns / 7)
        return uses
    }

    private static func folder() -> URL {
        FileManager.default.temporaryDirectory
            .appendingPathComponent("apus-hot-\(UUID().uuidString)")
    }

    @Test(
        "a million turns onto a disk use the heap not once", .enabled(if: probe_active() == 1))
    func million() throws {
        let folder = Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var bench = try Bench.open(folder.path)
        let uses = try record(&bench, at: folder.path, turns: 1_000_000)
        #expect(uses == 0)
        // Segments began and ended meanwhile, each beside the turns.
        #expect(bench.tendings > 4)
    }

    // As for the feed: the ring's own calls are liburing's, which the sanitizer does not see.
    @Test("whole turns onto a disk wait, lock or allocate nowhere, says the sanitizer")
    func realtime() throws {
        let folder = Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var bench = try Bench.open(folder.path)
        _ = try record(&bench, at: folder.path, turns: 200_000)
    }
}
