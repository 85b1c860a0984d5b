import Numbers
import Rings
import Synchronization
import Tiles

/// What the two threads of a measurement share.
private final class Meeting: Sendable {
    private let arrived = Atomic<Int>(0)
    let begin = Atomic<UInt64>(0)
    let end = Atomic<UInt64>(0)

    /// Waits until both are here.
    func arrive() {
        arrived.add(1, ordering: .sequentiallyConsistent)
        while arrived.load(ordering: .sequentiallyConsistent) < 2 { Cores.giveAway() }
    }

    func nanoseconds(for count: UInt64) -> Double {
        let span = end.load(ordering: .acquiring) &- begin.load(ordering: .acquiring)
        return Double(span) / Double(count)
    }
}

/// One thread writes as fast as the other reads.
enum Throughput<Item: Numbered> {
    static func run(_ plan: RingBench.Plan) throws(ThreadRefusal) -> Double {
        let memory = RingMemory<Item>(capacity: 4096)
        let clock = HostClock(source: .kernel)
        let meeting = Meeting()
        let messages = plan.messages
        let writer = try NamedThread.start("bench writer", core: plan.writerCore) {
            meeting.arrive()
            meeting.begin.store(clock.now().nanosecondsSinceBoot, ordering: .releasing)
            write(memory, messages)
        }
        let reader = try NamedThread.start("bench reader", core: plan.readerCore) {
            meeting.arrive()
            let sum = read(memory, messages)
            meeting.end.store(clock.now().nanosecondsSinceBoot, ordering: .releasing)
            precondition(sum == messages * (messages - 1) / 2, "no message is lost")
        }
        writer.join()
        reader.join()
        return meeting.nanoseconds(for: messages)
    }

    @inline(never)
    private static func write(_ memory: RingMemory<Item>, _ messages: UInt64) {
        var producer = Producer(over: memory)
        var patience = Patience()
        var value: UInt64 = 0
        while value < messages {
            while !producer.push(Item(value)) { patience.wait() }
            value &+= 1
        }
    }

    @inline(never)
    private static func read(_ memory: RingMemory<Item>, _ messages: UInt64) -> UInt64 {
        var consumer = Consumer(over: memory)
        var patience = Patience()
        var sum: UInt64 = 0
        var count: UInt64 = 0
        while count < messages {
            guard let item = consumer.pop() else {
                patience.wait()
                continue
            }
            sum &+= item.value
            count &+= 1
        }
        return sum
    }
}

/// One message there, one back, over two rings.
enum RoundTrip<Item: Numbered> {
    static func run(_ plan: RingBench.Plan) throws(ThreadRefusal) -> Double {
        let there = RingMemory<Item>(capacity: 4096)
        let back = RingMemory<Item>(capacity: 4096)
        let clock = HostClock(source: .kernel)
        let meeting = Meeting()
        let trips = plan.trips
        let echo = try NamedThread.start("bench echo", core: plan.readerCore) {
            meeting.arrive()
            answer(there, back, trips)
        }
        let caller = try NamedThread.start("bench caller", core: plan.writerCore) {
            meeting.arrive()
            meeting.begin.store(clock.now().nanosecondsSinceBoot, ordering: .releasing)
            call(there, back, trips)
            meeting.end.store(clock.now().nanosecondsSinceBoot, ordering: .releasing)
        }
        echo.join()
        caller.join()
        return meeting.nanoseconds(for: trips)
    }

    @inline(never)
    private static func answer(
        _ there: RingMemory<Item>, _ back: RingMemory<Item>, _ trips: UInt64
    ) {
        var input = Consumer(over: there)
        var output = Producer(over: back)
        var patience = Patience()
        var count: UInt64 = 0
        while count < trips {
            guard let item = input.pop() else {
                patience.wait()
                continue
            }
            while !output.push(item) { patience.wait() }
            count &+= 1
        }
    }

    @inline(never)
    private static func call(
        _ there: RingMemory<Item>, _ back: RingMemory<Item>, _ trips: UInt64
    ) {
        var output = Producer(over: there)
        var input = Consumer(over: back)
        var patience = Patience()
        var value: UInt64 = 0
        while value < trips {
            while !output.push(Item(value)) { patience.wait() }
            while input.pop() == nil { patience.wait() }
            value &+= 1
        }
    }
}
