import Glibc
import Numbers
import Testing

@testable import Tiles

/// The kernel's own answer, in nanoseconds.
private func kernelNow() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}

@Suite("The host's clock")
struct HostClockTests {
    @Test(
        "it never steps back, also while it is re-calibrated",
        arguments: [ClockSource.counter, .kernel])
    func monotonic(source: ClockSource) {
        let clock = HostClock(calibratingFor: .milliseconds(5), source: source)
        var last = clock.now()
        var steps = 0
        for round in 0..<200_000 {
            if round % 1_000 == 0 { clock.recalibrate() }
            let now = clock.now()
            if now < last { steps += 1 }
            last = now
        }
        #expect(steps == 0)
    }

    @Test("it lies between two readings of the kernel's, give or take what calibration allows")
    func agrees() {
        let clock = HostClock()
        // 50 ms of calibration with an error of 100 ns is 2 ppm; a minute later 120 µs.
        for _ in 0..<100 {
            let before = kernelNow()
            let ours = clock.now().nanosecondsSinceBoot
            let after = kernelNow()
            #expect(ours + 1_000_000 >= before)
            #expect(ours <= after + 1_000_000)
        }
        #expect(clock.report.recalibrations == 0)
    }

    @Test("a correction takes out the error within a second, by 1/2000 of the speed at most")
    func correction() {
        let speed: UInt64 = 1 << 32
        #expect(ClockPage.corrected(speed: speed, error: 0) == speed)
        // 100 µs ahead: 10⁻⁴ slower. Exact: 2³² × 0.9999 = 4294537799.2704.
        let slower = ClockPage.corrected(speed: speed, error: 100_000)
        #expect(slower >= 4_294_537_799 && slower <= 4_294_537_801)
        let faster = ClockPage.corrected(speed: speed, error: -100_000)
        #expect(faster >= 4_295_396_791 && faster <= 4_295_396_793)
        // 2³² × 0.9995 = 4292819812.352 and 2³² × 1.0005 = 4297114779.648.
        #expect(ClockPage.corrected(speed: speed, error: .max) == 4_292_819_813)
        #expect(ClockPage.corrected(speed: speed, error: .min) == 4_297_114_779)
    }

    @Test("calendar and host time convert there and back")
    func wall() {
        let clock = HostClock(calibratingFor: .milliseconds(1))
        let now = clock.now()
        let wall = clock.wallTime(at: now)
        #expect(clock.instant(at: wall) == now)
        // Later than 2024 and before 2100: the offset is the right way round.
        #expect(wall.nanosecondsSince1970 > 1_704_067_200_000_000_000)
        #expect(wall.nanosecondsSince1970 < 4_102_444_800_000_000_000)
        #expect(clock.instant(at: WallTime(nanosecondsSince1970: 5)) == .never)
    }

    @Test("without an invariant counter the kernel is asked")
    func fallback() {
        let clock = HostClock(source: .kernel)
        #expect(clock.report.source == .kernel)
        let before = kernelNow()
        let ours = clock.now().nanosecondsSinceBoot
        #expect(ours >= before && ours <= kernelNow())
    }
}

@Suite("Cores")
struct CoresTests {
    @Test("there is at least one, and a core that is not there is refused in words")
    func refusal() throws {
        #expect(Cores.count >= 1)
        #expect(Cores.allowed == Cores.allowed.sorted())
        let refusal = try #require(Cores.pin(to: 1_000_000))
        #expect(refusal.description == "not bound to core 1000000: not available here; it floats")
    }
}
