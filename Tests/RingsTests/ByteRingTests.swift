import Rings
import Testing

/// The bytes of record `index`: recognisable, and different for neighbours.
private func pattern(_ index: Int, length: Int) -> [UInt8] {
    (0..<length).map { UInt8(truncatingIfNeeded: index &* 31 &+ $0 &* 7 &+ 1) }
}

@Suite("Byte rings")
struct ByteRingTests {
    @Test("a record of every length survives at every start, wrapped or not", arguments: [32, 64])
    func everyLayout(capacity: Int) {
        for start in stride(from: 0, to: capacity, by: 8) {
            for base in [UInt64(start), UInt64(bitPattern: -8) - UInt64(start)] {
                for length in 0...ByteRingMemory.recordLengthMax(capacity: capacity) {
                    run(capacity: capacity, base: base, length: length)
                }
            }
        }
    }

    /// Fills the ring with records of one length, empties it, three times over.
    private func run(capacity: Int, base: UInt64, length: Int) {
        let memory = ByteRingMemory(capacity: capacity, startingAt: base)
        var producer = ByteProducer(over: memory)
        var consumer = ByteConsumer(over: memory)
        var written = 0
        var read = 0
        for _ in 0..<3 {
            var inRing = 0
            while pattern(written, length: length).withUnsafeBytes({
                producer.push($0, tag: UInt32(written))
            }) {
                written += 1
                inRing += 1
            }
            #expect(inRing >= 1, "capacity \(capacity) base \(base) length \(length)")
            while let record = consumer.next() {
                #expect(Array(record.bytes) == pattern(read, length: length))
                #expect(record.tag == UInt32(read))
                #expect(UInt(bitPattern: record.bytes.baseAddress) % 8 == 0)
                read += 1
            }
            #expect(read == written)
            consumer.release()
            #expect(memory.gauge.waiting == 0)
        }
    }

    @Test(
        "records of mixed lengths come out whole and in order, whatever the reader's pace",
        arguments: [UInt64(1), 2, 3, 4])
    func mixed(seed: UInt64) {
        var state = seed
        func draw(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        let memory = ByteRingMemory(capacity: 256)
        var producer = ByteProducer(over: memory)
        var consumer = ByteConsumer(over: memory)
        var lengths: [Int] = []
        var read = 0
        for _ in 0..<20_000 {
            if draw(2) == 0 {
                let length = draw(ByteRingMemory.recordLengthMax(capacity: 256) + 1)
                let pushed = pattern(lengths.count, length: length).withUnsafeBytes {
                    producer.push($0)
                }
                if pushed { lengths.append(length) }
            } else {
                for _ in 0..<draw(4) {
                    guard let record = consumer.next() else { break }
                    #expect(Array(record.bytes) == pattern(read, length: lengths[read]))
                    read += 1
                }
                consumer.release()
            }
        }
        #expect(read > 1_000)
    }

    @Test("a claim that is not published leaves no trace")
    func abandoned() throws {
        let memory = ByteRingMemory(capacity: 64)
        var producer = ByteProducer(over: memory)
        var consumer = ByteConsumer(over: memory)
        _ = producer.claim(length: 24, tag: 7)
        let nothing = consumer.next() == nil
        #expect(nothing)
        let roomFound = producer.claim(length: 3, tag: 8)
        let room = try #require(roomFound)
        room.copyBytes(from: [1, 2, 3])
        producer.publish()
        let recordFound = consumer.next()
        let record = try #require(recordFound)
        #expect(Array(record.bytes) == [1, 2, 3])
        #expect(record.tag == 8)
    }

    @Test("publishing less than was claimed gives the rest back")
    func shortened() throws {
        let memory = ByteRingMemory(capacity: 64)
        var producer = ByteProducer(over: memory)
        var consumer = ByteConsumer(over: memory)
        for round in 0..<10 {
            let roomFound = producer.claim(length: 24)
            let room = try #require(roomFound)
            room[0] = UInt8(round)
            producer.publish(length: 1)
            let recordFound = consumer.next()
            let record = try #require(recordFound)
            #expect(Array(record.bytes) == [UInt8(round)])
            consumer.release()
        }
        #expect(memory.gauge.pushed % 16 == 0)
    }

    @Test("nothing is overwritten before it is released, and rewinding reads it again")
    func heldBack() throws {
        let memory = ByteRingMemory(capacity: 64)
        var producer = ByteProducer(over: memory)
        var consumer = ByteConsumer(over: memory)
        for index in 0..<4 {
            let pushed = pattern(index, length: 8).withUnsafeBytes { producer.push($0) }
            #expect(pushed)
        }
        let firstFound = consumer.next()
        let first = try #require(firstFound)
        #expect(Array(first.bytes) == pattern(0, length: 8))
        let refused = pattern(4, length: 8).withUnsafeBytes { producer.push($0) }
        #expect(!refused)
        consumer.rewind()
        let againFound = consumer.next()
        let again = try #require(againFound)
        #expect(Array(again.bytes) == pattern(0, length: 8))
        consumer.release()
        let accepted = pattern(4, length: 8).withUnsafeBytes { producer.push($0) }
        #expect(accepted)
    }
}
