import Numbers
import Testing

@testable import Tiles

private func at(_ milliseconds: UInt64) -> Instant {
    Instant(nanosecondsSinceBoot: 1_000_000_000) + .milliseconds(milliseconds)
}

@Suite("What the watchdog sees")
struct WatchdogTests {
    @Test("while the canary ticks and hearts beat, nothing")
    func calm() {
        var sight = StarvationSight(at: at(0))
        for step in UInt64(1)...50 {
            let now = at(step * 200)
            let seen = sight.look(at: now, canary: step, runners: [("price", now)])
            #expect(seen == nil)
        }
    }

    @Test("a canary that stood still for more than a second is starved")
    func starved() {
        var sight = StarvationSight(at: at(0))
        let first = sight.look(at: at(100), canary: 7, runners: [])
        let edge = sight.look(at: at(1_100), canary: 7, runners: [])
        let over = sight.look(at: at(1_101), canary: 7, runners: [])
        #expect(first == nil)
        #expect(edge == nil)
        #expect(over == "ordinary threads got no core for a second")
    }

    @Test("a canary that got a core once a second only is starved too")
    func lent() {
        var sight = StarvationSight(at: at(0))
        var seen: [String?] = []
        for look in UInt64(1)...10 {
            let ticks = look / 5
            seen.append(sight.look(at: at(look * 200), canary: ticks, runners: []))
        }
        #expect(seen.dropLast().allSatisfy { $0 == nil })
        #expect(seen.last == "ordinary threads hardly got a core for two seconds")
    }

    @Test("a runner that stood still is named; one that has not begun is not")
    func quiet() {
        var sight = StarvationSight(at: at(0))
        let begun = sight.look(
            at: at(5_000), canary: 1, runners: [("feed", .never), ("price", at(4_000))])
        #expect(begun == nil)
        let seen = sight.look(
            at: at(5_001), canary: 2, runners: [("feed", .never), ("price", at(4_000))])
        #expect(seen == "runner price stood still for a second")
    }
}
