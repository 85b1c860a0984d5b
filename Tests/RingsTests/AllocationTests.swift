import CProbe
import Rings
import Testing

/// How often `body` asked the heap for memory.
@inline(never)
private func allocations(_ body: () -> Void) -> UInt64 {
    let before = probe_allocations()
    body()
    return probe_allocations() - before
}

/// A turn that fills and empties a ring; that it is `@_noLocks` holds the ring's functions to it.
@_noLocks
private func turn(
    _ producer: inout Producer<UInt64>, _ consumer: inout Consumer<UInt64>
) -> UInt64 {
    var sum: UInt64 = 0
    for value in UInt64(0)..<100 { _ = producer.push(value) }
    _ = producer.hasRoom(for: 5)
    if producer.stage(100) { producer.publish() }
    if let first = consumer.pop() { sum &+= first }
    _ = consumer.drain(max: 1_000) { sum &+= $0 }
    return sum
}

@_noLocks
private func turn(_ producer: inout ByteProducer, _ consumer: inout ByteConsumer) -> Int {
    var sum = 0
    for length in 0..<10 {
        guard let room = producer.claim(length: length) else { continue }
        for index in 0..<length { room[index] = 1 }
        producer.publish()
    }
    while let record = consumer.next() { sum &+= record.bytes.count }
    consumer.release()
    return sum
}

@Suite("Rings in real time")
struct RealtimeTests {
    @Test("pushes, pops and records make no call that may wait")
    func turns() {
        let memory = RingMemory<UInt64>(capacity: 128)
        var producer = Producer(over: memory)
        var consumer = Consumer(over: memory)
        let bytes = ByteRingMemory(capacity: 1024)
        var writer = ByteProducer(over: bytes)
        var reader = ByteConsumer(over: bytes)
        probe_realtime_enter()
        let sum = turn(&producer, &consumer)
        let records = turn(&writer, &reader)
        probe_realtime_exit()
        #expect(sum == 5_050)
        #expect(records == 45)
    }

    @Test(
        "the sanitizer ends a process that allocates in between",
        .enabled(if: probe_realtime_active() == 1))
    func live() async {
        await #expect(processExitsWith: .failure) {
            probe_realtime_enter()
            UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 8).deallocate()
            probe_realtime_exit()
        }
    }
}

@Suite("Rings and the heap", .enabled(if: probe_active() == 1))
struct AllocationTests {
    @Test("the counter sees one planted allocation")
    func live() {
        let count = allocations {
            let planted = UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 8)
            planted.deallocate()
        }
        #expect(count == 1)
    }

    @Test("a million pushes and pops allocate nothing")
    func messages() {
        let memory = RingMemory<UInt64>(capacity: 128)
        var producer = Producer(over: memory)
        var consumer = Consumer(over: memory)
        var sum: UInt64 = 0
        let count = allocations { for _ in 0..<10_000 { sum &+= turn(&producer, &consumer) } }
        #expect(count == 0)
        #expect(sum == 10_000 * 5_050)
    }

    @Test("ten thousand batches of records allocate nothing")
    func records() {
        let memory = ByteRingMemory(capacity: 1024)
        var producer = ByteProducer(over: memory)
        var consumer = ByteConsumer(over: memory)
        var sum = 0
        let count = allocations { for _ in 0..<10_000 { sum &+= turn(&producer, &consumer) } }
        #expect(count == 0)
        #expect(sum == 10_000 * 45)
    }
}
