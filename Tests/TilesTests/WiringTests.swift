import Rings
import Testing
import Tiles

@Suite("Wiring")
struct WiringTests {
    @Test("both ends of a link are one ring, of the declared depth")
    func ends() throws {
        var wiring = try Wiring(Sample.topology())
        var producer = wiring.producer(of: Sample.prices)
        var consumer = wiring.consumer(of: Sample.prices)
        let free = producer.freePlaces()
        #expect(free == 4096)
        _ = producer.push(42)
        let value = consumer.pop()
        #expect(value == 42)
        var records = wiring.producer(of: Sample.inputs)
        var reader = wiring.consumer(of: Sample.inputs)
        let pushed = [UInt8(1), 2].withUnsafeBytes { records.push($0) }
        #expect(pushed)
        let record = reader.next().map { Array($0.bytes) }
        #expect(record == [1, 2])
    }

    @Test("ends that nobody took are named, in the topology's order")
    func looseEnds() throws {
        var wiring = try Wiring(Sample.topology())
        _ = wiring.producer(of: Sample.prices)
        #expect(
            wiring.looseEnds == [
                "feed_price (reading end)", "price_desk (writing end)",
                "price_desk (reading end)", "feed_journal (writing end)",
                "feed_journal (reading end)",
            ])
        #expect(wiring.gauges.map(\.link.name) == ["feed_price"])
    }

    @Test("an unsound topology is not wired; all its faults come at once")
    func unsound() {
        let topology = Sample.topology(
            links: [Sample.prices], runners: [Sample.runners[0]])
        #expect(throws: TopologyFaults(faults: topology.faults)) { _ = try Wiring(topology) }
        #expect(topology.faults.count == 3)
    }

    @Test("a gauge follows its ring")
    func gauges() throws {
        var wiring = try Wiring(Sample.topology())
        var producer = wiring.producer(of: Sample.chances)
        for value in UInt32(0)..<5 { _ = producer.push(value) }
        let gauge = try #require(wiring.gauges.first)
        #expect(gauge.ring.waiting == 5)
        #expect(gauge.link.depth == 1024)
    }

    @Test("taking an end twice is a bug of ours and traps")
    func twice() async {
        await #expect(processExitsWith: .failure) {
            guard var wiring = try? Wiring(Sample.topology()) else { return }
            _ = wiring.producer(of: Sample.prices)
            _ = wiring.producer(of: Sample.prices)
        }
    }
}
