import Rings
import Testing

@Suite("Rings")
struct RingTests {
    /// Every capacity to 16, every place to begin at, every number of elements that fits.
    @Test(
        "elements come out once, in order, for every capacity, start and count",
        arguments: [1, 2, 4, 8, 16])
    func everyLayout(capacity: Int) {
        for start in 0..<capacity {
            // The second start makes both cursors wrap past the largest number.
            for base in [UInt64(start), UInt64.max - UInt64(start)] {
                for count in 0...capacity { run(capacity: capacity, base: base, count: count) }
            }
        }
    }

    private func run(capacity: Int, base: UInt64, count: Int) {
        let memory = RingMemory<UInt64>(capacity: capacity, startingAt: base)
        var producer = Producer(over: memory)
        var consumer = Consumer(over: memory)
        for round in 0..<3 {
            var accepted = 0
            for value in 0..<count {
                if producer.push(UInt64(round * 100 + value)) { accepted += 1 }
            }
            #expect(accepted == count)
            let free = producer.freePlaces()
            #expect(free == capacity - count)
            #expect(memory.gauge.waiting == count)
            var values: [UInt64] = []
            while let value = consumer.pop() { values.append(value) }
            #expect(values == (0..<count).map { UInt64(round * 100 + $0) })
        }
        #expect(memory.gauge.pushed == base &+ UInt64(3 * count))
        #expect(memory.gauge.popped == memory.gauge.pushed)
    }

    @Test("a full ring refuses, and takes again when one place is free")
    func full() {
        let memory = RingMemory<Int>(capacity: 4)
        var producer = Producer(over: memory)
        var consumer = Consumer(over: memory)
        for value in 0..<4 {
            let taken = producer.push(value)
            #expect(taken)
        }
        let fifth = producer.push(4)
        #expect(!fifth)
        let first = consumer.pop()
        #expect(first == 0)
        let again = producer.push(5)
        #expect(again)
        let over = producer.push(6)
        #expect(!over)
    }

    @Test("what is staged is not seen before it is published")
    func staging() {
        let memory = RingMemory<Int>(capacity: 8)
        var producer = Producer(over: memory)
        var consumer = Consumer(over: memory)
        let staged = (0..<3).map { producer.stage($0) }
        #expect(staged == [true, true, true])
        let before = consumer.pop()
        #expect(before == nil)
        producer.publish()
        let seen = consumer.waiting()
        #expect(seen == 3)
        let head = consumer.peek()
        #expect(head == 0)
        let stillThree = consumer.waiting()
        #expect(stillThree == 3)
    }

    @Test("room for a batch is exact at every fill", arguments: 0...8)
    func room(filled: Int) {
        let memory = RingMemory<Int>(capacity: 8)
        var producer = Producer(over: memory)
        for value in 0..<filled { _ = producer.push(value) }
        for count in 0...9 {
            let fits = producer.hasRoom(for: count)
            #expect(fits == (filled + count <= 8))
        }
    }

    @Test("drain gives at most what is asked, in order, and frees exactly that", arguments: 0...9)
    func drain(max: Int) {
        let memory = RingMemory<Int>(capacity: 8)
        var producer = Producer(over: memory)
        var consumer = Consumer(over: memory)
        for value in 0..<8 { _ = producer.push(value) }
        var values: [Int] = []
        let count = consumer.drain(max: max) { values.append($0) }
        #expect(count == min(max, 8))
        #expect(values == Array(0..<min(max, 8)))
        let free = producer.freePlaces()
        #expect(free == min(max, 8))
    }
}
