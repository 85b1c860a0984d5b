import Rings
import Testing
import Tiles

@Suite("The host's memory and abilities")
struct HostMemoryTests {
    @Test("rings lie in the arena in order, and beyond its end on the heap")
    func arena() {
        let memory = HostMemory(arena: 1, hugePages: true, locked: false)
        #expect(memory.grants.locked == .notAsked)
        #expect(memory.grants.hugePages != .notAsked)
        // 2 MiB hold three rings of half a MiB with their cursors; the fourth goes to the heap.
        for round in UInt64(0)..<4 {
            let ring = RingMemory<UInt64>(capacity: 1 << 16, from: memory.allocator)
            var producer = Producer(over: ring)
            var consumer = Consumer(over: ring)
            for value in 0..<UInt64(1 << 16) { _ = producer.push(value ^ round) }
            let first = consumer.pop()
            #expect(first == round)
            let full = producer.hasRoom(for: 2)
            #expect(!full)
        }
    }

    @Test("two rings of one arena do not overlap")
    func apart() {
        let memory = HostMemory(arena: 1 << 20, hugePages: true, locked: false)
        let rings = (0..<8).map { _ in RingMemory<UInt64>(capacity: 8, from: memory.allocator) }
        var sums: [UInt64] = []
        for (index, ring) in rings.enumerated() {
            var producer = Producer(over: ring)
            for _ in 0..<8 { _ = producer.push(UInt64(index)) }
        }
        for ring in rings {
            var consumer = Consumer(over: ring)
            var sum: UInt64 = 0
            _ = consumer.drain(max: 8) { sum += $0 }
            sums.append(sum)
        }
        #expect(sums == (0..<8).map { UInt64($0 * 8) })
    }

    @Test("what is not asked for is not done, and says so")
    func nothing() {
        let memory = HostMemory(arena: 0, hugePages: false, locked: false)
        #expect(memory.grants == MemoryGrants(locked: .notAsked, hugePages: .notAsked))
        #expect(
            memory.grants.lines
                == ["locked memory: not asked for", "huge pages: not asked for"])
    }

    @Test("huge pages that nobody has are refused in a word, and ordinary memory serves")
    func refused() {
        let memory = HostMemory(arena: Int.max / 4, hugePages: true, locked: false)
        #expect(memory.grants.refusals == ["huge pages: refused: no memory for the arena"])
        let ring = RingMemory<UInt64>(capacity: 8, from: memory.allocator)
        var producer = Producer(over: ring)
        var consumer = Consumer(over: ring)
        _ = producer.push(7)
        let first = consumer.pop()
        #expect(first == 7)
    }

    @Test("every ability has an answer in words, and trying them leaves this thread alone")
    func abilities() {
        let cores = Cores.allowed
        let abilities = HostAbility.all
        #expect(Set(abilities.map(\.name)).count == abilities.count)
        for ability in abilities {
            #expect(ability.grant != .notAsked)
            #expect(!"\(ability.grant)".isEmpty)
        }
        #expect(Cores.allowed == cores)
    }
}
