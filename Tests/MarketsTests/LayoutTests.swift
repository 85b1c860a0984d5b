import Markets
import Testing

@Suite("Layouts of Markets")
struct LayoutTests {
    @Test("an event is one cache line, and its parts stand where the journal expects them")
    func event() {
        #expect(MemoryLayout<Event>.size == 64 && MemoryLayout<Event>.stride == 64)
        #expect(MemoryLayout<Event>.offset(of: \.kind) == 0)
        #expect(MemoryLayout<Event>.offset(of: \.flags) == 1)
        #expect(MemoryLayout<Event>.offset(of: \.instrument) == 2)
        #expect(MemoryLayout<Event>.offset(of: \.field) == 4)
        #expect(MemoryLayout<Event>.offset(of: \.sequence) == 8)
        #expect(MemoryLayout<Event>.offset(of: \.input) == 16)
        #expect(MemoryLayout<Event>.offset(of: \.received) == 24)
        #expect(MemoryLayout<Event>.offset(of: \.words) == 32)
    }

    @Test("a top of book is two levels of 16 bytes")
    func top() {
        #expect(MemoryLayout<BookLevel>.stride == 16)
        #expect(MemoryLayout<TopOfBook>.stride == 32)
    }

    @Test("cases compare by identity, and raw values are what the journal holds")
    func cases() {
        for (index, kind) in EventKind.allCases.enumerated() {
            #expect(Int(kind.rawValue) == index)
            for other in EventKind.allCases {
                let (same, equal) = (kind.rawValue == other.rawValue, kind == other)
                #expect(same == equal)
            }
        }
        #expect(Side.allCases.map(\.rawValue) == [0, 1])
        #expect(Status.allCases.map(\.rawValue) == [0, 1, 2, 3, 4])
    }
}
