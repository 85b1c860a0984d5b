import Rings
public import Tiles

/// Our ring, measured as `Benchmarks/peers/ring.cpp` measures the others: the same messages, the
/// same cores, the same patience, the same JSON line.
public enum RingBench {
    /// How much one round does, and where.
    public struct Plan: Sendable {
        public var messages: UInt64 = 2_000_000
        public var trips: UInt64 = 200_000
        public var writerCore = 0
        public var readerCore = 1
        public init() {}
    }

    /// One ring, one message size, one round.
    public struct Result: Sendable {
        public let by: String
        public let bytes: Int
        /// Nanoseconds a message when one thread writes as fast as the other reads.
        public let messageNanoseconds: Double
        /// Nanoseconds for a message there and one back.
        public let roundTripNanoseconds: Double

        /// The line that the C++ program prints too.
        public var json: String {
            "{\"bench\":\"ring\",\"by\":\"\(by)\",\"bytes\":\(bytes)"
                + ",\"message_ns\":\(rounded(messageNanoseconds, places: 100))"
                + ",\"round_trip_ns\":\(rounded(roundTripNanoseconds, places: 10))}"
        }
    }

    /// One round of both sizes.
    ///
    /// - Throws: `.refused` when the system gives no thread.
    public static func round(_ plan: Plan) throws(ThreadRefusal) -> [Result] {
        [try round(Small.self, plan), try round(Large.self, plan)]
    }

    private static func round<Item: Numbered>(
        _ item: Item.Type, _ plan: Plan
    ) throws(ThreadRefusal) -> Result {
        Result(
            by: "Apus", bytes: MemoryLayout<Item>.stride,
            messageNanoseconds: try Throughput<Item>.run(plan),
            roundTripNanoseconds: try RoundTrip<Item>.run(plan))
    }
}

private func rounded(_ value: Double, places: Double) -> Double {
    (value * places).rounded() / places
}

/// A message that carries a number.
protocol Numbered: BitwiseCopyable, Sendable {
    init(_ value: UInt64)
    var value: UInt64 { get }
}

struct Small: Numbered {
    let value: UInt64
    init(_ value: UInt64) { self.value = value }
}

struct Large: Numbered {
    let value: UInt64
    let rest: InlineArray<7, UInt64>
    init(_ value: UInt64) {
        self.value = value
        rest = InlineArray(repeating: 0)
    }
}

/// Spins; gives the core away after a thousand tries, so that one core ends too.
struct Patience {
    private var tries: UInt32 = 0
    @inline(__always)
    mutating func wait() {
        tries &+= 1
        if tries % 1_000 == 0 { Cores.giveAway() }
    }
}
