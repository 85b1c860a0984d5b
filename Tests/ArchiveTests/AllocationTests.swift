import Archive
import CProbe
import Numbers
import Reactor
import Testing

/// One record; that it is `@_noLocks` holds the writer's hot functions to it.
@_noLocks
private func stage(
    _ label: RecordLabel, _ payload: UnsafeRawBufferPointer, in writer: inout JournalWriter
) -> Bool {
    guard writer.hasRoom(payload: payload.count) else { return false }
    do throws(AppendRefusal) {
        _ = try writer.append(label, payload: payload)
        return true
    } catch {
        return false
    }
}

// A refusal that is thrown would be seen by the testing library, which allocates for it; so the
// test asks for room first.

@Suite("The journal and the heap", .enabled(if: probe_active() == 1))
struct AllocationTests {
    @Test(
        "appending and taking turns allocates nothing",
        arguments: [WriteMethod.ring, .calls], [Durability.none, .everyBatch])
    func nothing(method: WriteMethod, durability: Durability) throws {
        let folder = ScratchFolder()
        var limits = JournalLimits()
        limits.method = method
        limits.durability = durability
        limits.blockBytes = 64 << 10
        limits.payloadMax = 512 << 10
        var writer = try openWriter(folder.path, limits)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 300 << 10, alignment: 8)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 5)
        let payload = UnsafeRawBufferPointer(memory)
        try writer.drain(at: start)
        let label = RecordLabel(.frame, input: InputSequence(1), stamp: start)
        var before = (probe_allocations(), probe_frees())
        var taken = 0
        for index in 0..<21_000 {
            // The first thousand warm up: the runtime makes metadata at first use.
            if index == 1000 { before = (probe_allocations(), probe_frees()) }
            let count = index % 1000 == 0 ? memory.count : index % 700
            let bytes = UnsafeRawBufferPointer(rebasing: payload[..<count])
            if stage(label, bytes, in: &writer) { taken += 1 }
            if index % 5 == 0 { _ = writer.advance(at: start) }
        }
        let after = (probe_allocations(), probe_frees())
        #expect(after.0 - before.0 == 0)
        #expect(after.1 - before.1 == 0)
        #expect(taken > 100)
        try writer.finish(at: start, input: InputSequence(0))
        #expect(readAll(folder.path).records.count == taken + 1)
    }
}
