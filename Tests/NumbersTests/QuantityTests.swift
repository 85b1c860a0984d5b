import Numbers
import Testing

@Suite("Quantities")
struct QuantityTests {
    @Test("a span between two stamps is never negative")
    func spans() {
        let early = Instant(nanosecondsSinceBoot: 10)
        let late = Instant(nanosecondsSinceBoot: 25)
        #expect(late.since(early) == Nanoseconds(15))
        #expect(early.since(late) == Nanoseconds(0))
        #expect(early + Nanoseconds(15) == late)
    }

    @Test("a wrapper costs no bytes")
    func layouts() {
        #expect(MemoryLayout<Instant>.stride == 8)
        #expect(MemoryLayout<Atoms<BaseToken>>.stride == 8)
        #expect(MemoryLayout<Q64x64>.stride == 16)
        #expect(MemoryLayout<SqrtPrice>.stride == 16)
        #expect(MemoryLayout<TickIndex>.stride == 4)
    }
}
