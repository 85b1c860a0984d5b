import Glibc
import Rings
import Testing

/// Runs `work` on a thread of its own; the answer is the thread to join.
private func thread(_ work: @escaping @Sendable () -> Void) -> pthread_t {
    final class Box: Sendable {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
    var id = pthread_t()
    let context = Unmanaged.passRetained(Box(work)).toOpaque()
    pthread_create(
        &id, nil,
        { context in
            Unmanaged<Box>.fromOpaque(context!).takeRetainedValue().work()
            return nil
        }, context)
    return id
}

/// A message whose words must agree: a torn one shows.
private struct Message: BitwiseCopyable, Sendable {
    var words: InlineArray<8, UInt64>
    init(_ value: UInt64) { words = InlineArray(repeating: value) }
    var isWhole: Bool { (1..<8).allSatisfy { words[$0] == words[0] } }
}

@Suite("Two threads on one ring", .serialized)
struct RaceTests {
    /// Acceptable: every element, once, in order, whole. Forbidden: anything else.
    @Test("every element arrives once, in order and whole", arguments: [1, 2, 64, 4096])
    func messages(capacity: Int) {
        let count: UInt64 = capacity < 64 ? 20_000 : 1_000_000
        let memory = RingMemory<Message>(capacity: capacity)
        let writer = thread {
            var producer = Producer(over: memory)
            for value in 0..<count {
                while !producer.push(Message(value)) { sched_yield() }
            }
        }
        var consumer = Consumer(over: memory)
        var expected: UInt64 = 0
        var torn = 0
        var misplaced = 0
        while expected < count {
            guard let message = consumer.pop() else {
                sched_yield()
                continue
            }
            if !message.isWhole { torn += 1 }
            if message.words[0] != expected { misplaced += 1 }
            expected += 1
        }
        pthread_join(writer, nil)
        #expect(torn == 0)
        #expect(misplaced == 0)
        let rest = consumer.pop() == nil
        #expect(rest)
    }

    @Test("batches arrive whole: staged and published, drained and freed together")
    func batches() {
        let batches: UInt64 = 150_000
        let memory = RingMemory<UInt64>(capacity: 256)
        let writer = thread {
            var producer = Producer(over: memory)
            var next: UInt64 = 0
            for _ in 0..<batches {
                while !producer.hasRoom(for: 10) { sched_yield() }
                for _ in 0..<10 {
                    _ = producer.stage(next)
                    next += 1
                }
                producer.publish()
            }
        }
        var consumer = Consumer(over: memory)
        var expected: UInt64 = 0
        var misplaced = 0
        var split = 0
        while expected < batches * 10 {
            let taken = consumer.drain(max: 256) { value in
                if value != expected { misplaced += 1 }
                expected += 1
            }
            if taken % 10 != 0 { split += 1 }
            if taken == 0 { sched_yield() }
        }
        pthread_join(writer, nil)
        #expect(misplaced == 0)
        #expect(split == 0)
    }

    @Test("records of changing length arrive once, in order and whole", arguments: [64, 1 << 16])
    func records(capacity: Int) {
        let count = capacity < 1024 ? 50_000 : 500_000
        let memory = ByteRingMemory(capacity: capacity)
        let longest = min(ByteRingMemory.recordLengthMax(capacity: capacity), 300)
        let writer = thread {
            var producer = ByteProducer(over: memory)
            for index in 0..<count {
                let length = index &* 7919 % (longest + 1)
                while true {
                    if let room = producer.claim(length: length, tag: UInt32(index)) {
                        _ = room.initializeMemory(
                            as: UInt8.self, repeating: UInt8(truncatingIfNeeded: index))
                        producer.publish()
                        break
                    }
                    sched_yield()
                }
            }
        }
        var consumer = ByteConsumer(over: memory)
        var read = 0
        var wrong = 0
        while read < count {
            guard let record = consumer.next() else {
                consumer.release()
                sched_yield()
                continue
            }
            let byte = UInt8(truncatingIfNeeded: read)
            if record.tag != UInt32(read) { wrong += 1 }
            if record.bytes.count != read &* 7919 % (longest + 1) { wrong += 1 }
            if !record.bytes.allSatisfy({ $0 == byte }) { wrong += 1 }
            read += 1
            consumer.release()
        }
        pthread_join(writer, nil)
        #expect(wrong == 0)
    }
}
