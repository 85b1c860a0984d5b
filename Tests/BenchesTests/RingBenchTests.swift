import Benches
import Foundation
import Testing

@Suite("The ring's benchmark", .serialized)
struct RingBenchTests {
    @Test("a tiny round runs and prints the peers' line")
    func tiny() throws {
        var plan = RingBench.Plan()
        plan.messages = 2_000
        plan.trips = 200
        let results = try RingBench.round(plan)
        #expect(results.map(\.bytes) == [8, 64])
        for result in results {
            let line = try #require(
                JSONSerialization.jsonObject(with: Data(result.json.utf8)) as? [String: Any])
            #expect(
                Set(line.keys) == ["bench", "by", "bytes", "message_ns", "round_trip_ns"])
            #expect(line["bench"] as? String == "ring")
            #expect(line["by"] as? String == "Apus")
            let message = try #require(line["message_ns"] as? Double)
            #expect(message > 0)
        }
    }
}
