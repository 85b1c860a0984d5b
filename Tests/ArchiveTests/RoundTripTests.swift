import Archive
import Numbers
import Reactor
import Testing

@Suite("What is recorded is read")
struct RoundTripTests {
    @Test(
        "records of every size come back in order, by both ways of writing",
        arguments: [WriteMethod.ring, .calls],
        [Durability.none, .interval(Nanoseconds(0)), .everyBatch])
    func sizes(method: WriteMethod, durability: Durability) throws {
        let folder = ScratchFolder()
        var random = Seeded(state: 42)
        var sizes = Array(0...70) + [504, 505, 4048, 4096, 65_535, 65_536, 70_000]
        sizes += (0..<200).map { _ in Int.random(in: 0...900, using: &random) }
        let records = meant(sizes.shuffled(using: &random))
        var limits = JournalLimits()
        limits.method = method
        limits.durability = durability
        limits.blockBytes = 4096
        limits.blockCount = 64
        limits.payloadMax = 80_000
        try record(records, at: folder.path, limits: limits, perTurn: 7)
        let outcome = readAll(folder.path)
        #expect(outcome.error == nil)
        #expect(outcome.tail == nil)
        #expect(outcome.endedInOrder)
        #expect(outcome.records.dropLast() == records[...])
        #expect(outcome.sequences == Array(1...UInt64(records.count + 1)))
    }

    @Test("a payload of 8 MiB fits the default limits, and one byte more does not")
    func large() throws {
        let folder = ScratchFolder()
        let large = Meant(
            label: RecordLabel(.answer, input: InputSequence(1), stamp: start),
            payload: (0..<8 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
        let small = meant([3, 0, 11])
        var writer = try openWriter(folder.path)
        try append(small + [large] + small, to: &writer)
        var refusal: AppendRefusal?
        do throws(AppendRefusal) {
            try Meant(label: large.label, payload: large.payload + [0]).append(to: &writer)
        } catch { refusal = error }
        #expect(refusal == .tooLong)
        try writer.finish(at: start, input: InputSequence(0))
        let outcome = readAll(folder.path)
        #expect(outcome.error == nil)
        #expect(outcome.records.dropLast() == (small + [large] + small)[...])
    }

    @Test("a full segment is followed by the next, and no record is lost between them")
    func rotation() throws {
        let folder = ScratchFolder()
        var limits = JournalLimits()
        limits.segmentBytes = 4096
        limits.blockBytes = 1024
        limits.payloadMax = 4000
        let records = meant((0..<400).map { $0 * 37 % 300 })
        try record(records, at: folder.path, limits: limits, perTurn: 3)
        let outcome = readAll(folder.path)
        #expect(outcome.error == nil)
        #expect(outcome.records.dropLast() == records[...])
        #expect(outcome.sequences == Array(1...401))
        #expect(folder.names.count >= 15)
        #expect(outcome.segments.last == UInt64(folder.names.count))
        for name in folder.names.dropLast() {
            #expect(folder[name].count >= 4096)
            #expect(folder[name].count < 4096 + limits.blockBytes * limits.blockCount)
        }
    }

    @Test("a record is acknowledged once the kernel has it, and under everyBatch once it is synced")
    func acknowledged() throws {
        for durability in [Durability.none, .everyBatch] {
            let folder = ScratchFolder()
            var limits = JournalLimits()
            limits.durability = durability
            limits.method = .calls
            var writer = try openWriter(folder.path, limits)
            try append(meant([10, 20, 30]), to: &writer)
            let before = writer.acknowledged
            #expect(before == RecordSequence(0))
            #expect(readAll(folder.path).records.isEmpty)
            _ = writer.advance(at: start)
            let written = writer.acknowledged
            #expect(written == RecordSequence(durability == .none ? 3 : 0))
            _ = writer.advance(at: start)
            let after = (writer.acknowledged, writer.durable)
            #expect(after.0 == RecordSequence(3))
            #expect(after.1 == RecordSequence(durability == .none ? 0 : 3))
            #expect(readAll(folder.path).records == meant([10, 20, 30]))
        }
    }

    @Test("limits that do not fit together are all named")
    func limits() {
        #expect(JournalLimits().faults.isEmpty)
        var limits = JournalLimits()
        limits.segmentBytes = 100
        limits.payloadMax = -1
        limits.blockBytes = 513
        limits.blockCount = 3
        #expect(
            limits.faults == [
                .segmentTooSmall, .payloadMaxOutOfRange, .blockBytesOutOfRange,
                .blockCountOutOfRange,
            ])
        limits = JournalLimits()
        limits.payloadMax = 14 << 20
        #expect(limits.faults == [.payloadMaxNeedsMoreBlocks])
    }
}
