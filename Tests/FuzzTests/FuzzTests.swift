import Testing

@Suite("Fuzzing")
struct FuzzTests {
    static var table: [Fuzzer] {
        (Fuzzer.texts + Fuzzer.protocols + Fuzzer.markets + Fuzzer.records).filter {
            FuzzWish.name.isEmpty || $0.name == FuzzWish.name
        }
    }

    @Test("mutated bytes are accepted or refused, and break no promise", arguments: table)
    func run(_ fuzzer: Fuzzer) throws {
        let run = try fuzzer.run(seed: FuzzWish.seed, count: FuzzWish.count)
        print("\(fuzzer.name): \(run)")
        #expect(run.fault == nil, "\(run.fault ?? "")")
        // Mutation that spoils nothing, or everything, would prove nothing.
        #expect(run.refused > 0 && run.accepted > 0, "\(run)")
    }

    /// A decimal reader with a planted fault: it forgets the limit after a leading zero.
    static let canary = Fuzzer(name: "canary", samples: [Array("12345".utf8), Array("77".utf8)]) {
        var value = 0
        for byte in $0 {
            guard byte >= 48, byte <= 57 else { return .refused }
            if value > 100_000, $0.first != 48 { return .refused }
            value = (value &* 10 &+ Int(byte - 48)) & 0xFFFF_FFFF
        }
        return value > 2_000_000 ? .broken("\(value) is beyond the limit") : .accepted
    }

    @Test("a planted fault is found, and told with the seed and trial that repeat it")
    func planted() throws {
        let run = try Self.canary.run(seed: FuzzWish.seed, count: 200_000)
        let fault = try #require(run.fault)
        #expect(fault.hasPrefix("canary, seed \(FuzzWish.seed), trial "))
        let again = try Self.canary.run(seed: FuzzWish.seed, count: 200_000)
        #expect(again.fault == fault)
    }
}
