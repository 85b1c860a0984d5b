// FuzzTests: every parser against mutated bytes, from one table.
//
// A *fuzzer* has sound samples and a trial: bytes in, what came of them out. The harness mutates
// samples by a seed and runs trials; a trap or a read past the end (samples stand before a page
// that must not be touched) ends the process, and a broken promise is told with what repeats it. A
// fuzzer must also reach both outcomes, or it proves nothing; and a planted fault must be found.
//
//   make fuzz SEED=7 COUNT=100000
//   FUZZ=json TRACE=1 swift test --filter FuzzTests       one parser; shows what crashed it

import Foundation
import TestMemory

/// What came of mutated bytes.
enum Outcome: Equatable {
    case accepted
    case refused
    /// A promise was broken, in words.
    case broken(String)
}

/// One parser under trial.
struct Fuzzer: CustomStringConvertible, Sendable {
    let name: String
    /// How many times fewer trials than others: it is slow.
    var cost: UInt64 = 1
    /// Never more trials than this in one process.
    var most: UInt64 = .max
    let samples: [[UInt8]]
    let trial: @Sendable (UnsafeRawBufferPointer) throws -> Outcome
    var description: String { name }
}

/// What a run came to.
struct FuzzRun: CustomStringConvertible {
    var accepted: UInt64 = 0
    var refused: UInt64 = 0
    /// The first broken promise, and the trial that broke it.
    var fault: String?

    var description: String {
        "\(accepted + refused) inputs, \(accepted) accepted, \(refused) refused"
            + (fault == nil ? "" : ", then a broken promise")
    }
}

extension Fuzzer {
    /// Mutates and tries, `count` times.
    func run(seed: UInt64, count: UInt64) throws -> FuzzRun {
        var run = FuzzRun()
        for trial in 0..<max(1, min(most, count / cost)) {
            var chance = SeededGenerator(seed: seed &* 0x9E37_79B9 &+ trial)
            let sample = samples[Int.random(in: 0..<samples.count, using: &chance)]
            let bytes = GuardedBytes(
                trial == 0 ? sample : Mutation.of(sample, beside: samples, &chance))
            if FuzzWish.isTracing {
                let text = String(decoding: bytes.bytes, as: UTF8.self)
                FileHandle.standardError.write(Data("\(name), trial \(trial):\n\(text)\n".utf8))
            }
            switch try self.trial(bytes.bytes) {
            case .accepted: run.accepted += 1
            case .refused: run.refused += 1
            case .broken(let what):
                let text = String(decoding: bytes.bytes.prefix(400), as: UTF8.self)
                run.fault = "\(name), seed \(seed), trial \(trial): \(what)\n\(text)"
                return run
            }
        }
        return run
    }
}

/// Ways to spoil bytes.
enum Mutation {
    static let words = [
        "0", "-1", "18446744073709551616", "9223372036854775808", "1e999", "\"", "\\u0000", "{",
        "]",
        "\u{FEFF}", "null", "0.00000000000000000001", "\r\n", "Content-Length: 9", ",",
    ].map { Array($0.utf8) }

    static func of(
        _ sample: [UInt8], beside others: [[UInt8]], _ chance: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = sample
        for _ in 0..<Int.random(in: 1...5, using: &chance) {
            if bytes.isEmpty { bytes = [UInt8.random(in: 0...255, using: &chance)] }
            let place = Int.random(in: 0..<bytes.count, using: &chance)
            let length = min(Int.random(in: 1...12, using: &chance), bytes.count - place)
            switch Int.random(in: 0..<9, using: &chance) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
            case 2: bytes.removeSubrange(place..<place + length)
            case 3: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
            case 4: bytes.removeLast(bytes.count - place)
            case 5: bytes[place] = UInt8(48 + UInt8.random(in: 0...9, using: &chance))
            case 6: bytes.insert(contentsOf: words.randomElement(using: &chance) ?? [], at: place)
            case 7:
                guard let other = others.randomElement(using: &chance), !other.isEmpty
                else { break }
                let from = Int.random(in: 0..<other.count, using: &chance)
                bytes.replaceSubrange(place..., with: other[from...].prefix(4_096))
            default:
                for index in place..<place + length { bytes[index] = bytes[place] }
            }
        }
        return bytes
    }
}

/// The world's wishes: SEED, COUNT, FUZZ.
enum FuzzWish {
    static let environment = ProcessInfo.processInfo.environment
    static let seed = environment["SEED"].flatMap { UInt64($0) } ?? 1
    static let count = environment["COUNT"].flatMap { UInt64($0) } ?? 1_500
    static let name = environment["FUZZ"] ?? ""
    /// Shows every trial before it is run: the last one shown is the one that crashed.
    static let isTracing = environment["TRACE"] != nil
}
