import Synchronization
import Testing

@testable import Rings

@Suite("The layout of a ring")
struct RingLayoutTests {
    @Test("each cursor has its own pair of cache lines")
    func cursors() {
        #expect(MemoryLayout<RingCursors>.size == 256)
        #expect(MemoryLayout<RingCursors>.stride == 256)
        let cursors = RingCursors.make(startingAt: 5, from: .heap)
        let words = UnsafeMutableRawPointer(cursors)
        cursors.pointee.pushed.store(0x1111, ordering: .relaxed)
        cursors.pointee.popped.store(0x2222, ordering: .relaxed)
        #expect(words.load(fromByteOffset: 0, as: UInt64.self) == 0x1111)
        #expect(words.load(fromByteOffset: 128, as: UInt64.self) == 0x2222)
        #expect(UInt(bitPattern: words) % 128 == 0)
    }

    @Test("a record's header is its length, then its tag")
    func header() {
        let memory = ByteRingMemory(capacity: 64)
        var producer = ByteProducer(over: memory)
        let pushed = [UInt8(9), 8, 7].withUnsafeBytes { producer.push($0, tag: 0xABCD) }
        #expect(pushed)
        #expect(memory.bytes.load(as: UInt32.self) == 3)
        #expect(memory.bytes.load(fromByteOffset: 4, as: UInt32.self) == 0xABCD)
        #expect(memory.bytes.load(fromByteOffset: 8, as: UInt8.self) == 9)
        #expect(memory.gauge.pushed == 16)
    }

    @Test("the ends are small enough to live in registers and a line")
    func ends() {
        #expect(MemoryLayout<Producer<UInt64>>.size == 40)
        #expect(MemoryLayout<Consumer<UInt64>>.size == 40)
        #expect(MemoryLayout<ByteProducer>.size == 56)
        #expect(MemoryLayout<ByteConsumer>.size == 48)
    }
}
