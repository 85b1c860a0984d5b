// A program that records for as long as it lives, and says on its standard output which record was
// acknowledged last: 8 bytes, little-endian, each time that grew. A test kills it.

import Archive
import Glibc
import Numbers
import Reactor

let arguments = CommandLine.arguments
guard arguments.count == 3, let seed = UInt64(arguments[2]) else {
    print("usage: JournalVictim FOLDER SEED")
    exit(2)
}

/// Small, so that blocks, segments and both ways of writing are all met within milliseconds.
func limits(seed: UInt64) -> JournalLimits {
    var limits = JournalLimits()
    limits.segmentBytes = 256 << 10
    limits.blockBytes = 16 << 10
    limits.blockCount = 8
    limits.payloadMax = 64 << 10
    limits.method = seed % 4 == 3 ? .calls : .ring
    limits.durability = seed % 3 == 2 ? .everyBatch : .none
    return limits
}

/// The payload of a record is made from its sequence alone, so that a reader can check it.
func fill(_ memory: UnsafeMutableRawBufferPointer, sequence: UInt64) -> Int {
    let count = Int(sequence &* 2_654_435_761 % 1500) + (sequence % 97 == 0 ? 30_000 : 0)
    for index in 0..<count {
        memory[index] = UInt8(truncatingIfNeeded: sequence &* 31 &+ UInt64(index))
    }
    return count
}

func live(in folder: String, seed: UInt64) throws(JournalError) {
    let now = Instant(nanosecondsSinceBoot: 1)
    var writer = try JournalWriter(
        at: folder, identity: RecordingIdentity(settingsHash: [1], build: [2]),
        limits: limits(seed: seed), now: now, wallTime: WallTime(nanosecondsSince1970: 1))
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)
    var told: UInt64 = 0
    while true {
        for _ in 0..<(1 + writer.appended.count % 9) {
            let sequence = writer.appended.count + 1
            let count = fill(memory, sequence: sequence)
            let label = RecordLabel(.frame, input: InputSequence(sequence), stamp: now)
            let payload = UnsafeRawBufferPointer(rebasing: memory[..<count])
            guard let _ = try? writer.append(label, payload: payload) else { break }
        }
        _ = writer.advance(at: now)
        var acknowledged = writer.acknowledged.count
        if acknowledged > told {
            told = acknowledged
            if write(1, &acknowledged, 8) != 8 { exit(0) }
        }
        if case .failed(_) = writer.state { exit(1) }
    }
}

do throws(JournalError) {
    try live(in: arguments[1], seed: seed)
} catch {
    print(error)
    exit(3)
}
