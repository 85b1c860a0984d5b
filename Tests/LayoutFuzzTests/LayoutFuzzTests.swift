// LayoutFuzzTests: any bytes as an account of a pool are taken or refused, and nothing that is
// then asked of the pool traps, hangs or reads outside.
//
// An input is one account of a pool that is in order, spoilt by a seed: wrong numbers, other bytes
// behind the right mark, too short, too long, another account's. It is read beside the sound ones
// or after them, and what it says is walked, traded and settled, with amounts of 0, 1 and 2⁶⁴−1
// among them. The bytes touch a page that must not be read, behind or before them.
//
//   make fuzz LAYOUTS=10000000                              so many inputs in all
//   SEED=1 FUZZ=meteora-dlmm FIRST=4711 LAYOUTS=1 swift test --filter LayoutFuzzTests
//                                                           one trial again

import Foundation
import Solana
import TestMemory
import Testing

/// What came of an input.
enum Outcome {
    case accepted
    case refused
    /// A promise was broken, in words.
    case broken(String)
}

/// The world's wishes: SEED, LAYOUTS, FIRST, FUZZ.
enum LayoutWish {
    private static let environment = ProcessInfo.processInfo.environment
    private static func number(_ name: String) -> UInt64? {
        environment[name].flatMap { UInt64($0) }
    }
    static let seed = number("SEED") ?? 1
    /// Over all pools.
    static let count = number("LAYOUTS") ?? 6_500
    static let first = number("FIRST") ?? 0
    static let name = environment["FUZZ"] ?? ""
    /// Tells every trial before it is run: the last one told is the one that crashed.
    static let isTracing = environment["TRACE"] != nil
}

@Suite("Fuzzing of account layouts")
struct LayoutFuzzTests {
    static let names = (try? SoundPool.all().map(\.name)) ?? []
    static var chosen: [String] { LayoutWish.name.isEmpty ? names : [LayoutWish.name] }

    @Test("every kind of pool is there, and its accounts are taken")
    func sound() throws {
        let pools = try SoundPool.all()
        #expect(Set(pools.map(\.kind)).count == 8)
        for pool in pools { #expect(LayoutWorld(pool).begin(), "\(pool.name)") }
    }

    @Test("any bytes as an account are taken or refused", arguments: chosen)
    func fuzz(_ name: String) throws {
        guard let pool = try SoundPool.all().first(where: { $0.name == name }) else { return }
        let world = LayoutWorld(pool)
        let pools = UInt64(Self.chosen.count)
        let count = max(1, (LayoutWish.count + pools - 1) / pools)
        var accepted = 0
        var refused = 0
        var slowest: (seconds: Double, trial: UInt64) = (0, 0)
        for trial in LayoutWish.first..<LayoutWish.first + count {
            if LayoutWish.isTracing {
                FileHandle.standardError.write(Data("\(name), trial \(trial)\n".utf8))
            }
            var chance = SeededGenerator(seed: LayoutWish.seed &* 0x9E37_79B9 &+ trial)
            let start = clock()
            switch world.trial(&chance) {
            case .accepted: accepted += 1
            case .refused: refused += 1
            case .broken(let what):
                Issue.record("\(name), seed \(LayoutWish.seed), trial \(trial): \(what)")
                return
            }
            let seconds = clock() - start
            if seconds > slowest.seconds { slowest = (seconds, trial) }
        }
        let micros = Int(slowest.seconds * 1e6)
        print(
            "\(name): \(accepted + refused) inputs, \(accepted) accepted, \(refused) refused,",
            "slowest \(micros) µs at trial \(slowest.trial)")
        // Mutation that spoils nothing, or everything, would prove nothing.
        #expect(count < 100 || accepted > 0 && refused > 0)
    }

    /// Seconds that this thread has run.
    private func clock() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
