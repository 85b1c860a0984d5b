import Archive
import Numbers
import Reactor

/// A generator with a seed: SplitMix64.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A record as a test means it.
struct Meant: Equatable {
    var label: RecordLabel
    var payload: [UInt8]

    /// The bytes it takes in a segment: 48 and the payload in whole words of 8.
    var bytes: Int { 48 + (payload.count + 7) / 8 * 8 }

    func append(to writer: inout JournalWriter) throws(AppendRefusal) {
        let answer = payload.withUnsafeBytes { bytes in
            do throws(AppendRefusal) {
                return Result<RecordSequence, AppendRefusal>.success(
                    try writer.append(label, payload: bytes))
            } catch {
                return .failure(error)
            }
        }
        _ = try answer.get()
    }
}

func meant(_ sizes: [Int], seed: UInt64 = 1) -> [Meant] {
    var random = Seeded(state: seed)
    let kinds = RecordKind.allCases.filter { $0 != .sessionEnd }
    return sizes.enumerated().map { index, size in
        let label = RecordLabel(
            kinds[index % kinds.count], flags: .random(in: 0...255, using: &random),
            source: .random(in: 0...9, using: &random), epoch: .random(in: 0...9, using: &random),
            input: InputSequence(UInt64(index) * 3),
            stamp: Instant(nanosecondsSinceBoot: random.next() >> 8),
            kernelAge: .random(in: 0...99_999, using: &random))
        return Meant(
            label: label,
            payload: (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    }
}

/// What a reader made of a recording.
struct Outcome {
    var records: [Meant] = []
    var sequences: [UInt64] = []
    var segments: [UInt64] = []
    var tail: TornTail?
    var error: JournalError?
    var endedInOrder = false

    var damage: JournalDamage? {
        if case .damaged(let damage) = error { damage } else { nil }
    }
}

func readAll(_ path: String) -> Outcome {
    var outcome = Outcome()
    do throws(JournalError) {
        var reader = try JournalReader(at: path)
        do throws(JournalError) {
            while let record = try reader.next() {
                outcome.records.append(Meant(label: record.label, payload: Array(record.payload)))
                outcome.sequences.append(record.sequence.count)
                outcome.segments.append(record.segment)
            }
        } catch {
            outcome.error = error
        }
        outcome.tail = reader.tail
        outcome.endedInOrder = reader.endedInOrder
    } catch {
        outcome.error = error
    }
    return outcome
}

let identity = RecordingIdentity(
    settingsHash: Array(repeating: 7, count: 32), build: Array("build-of-a-test".utf8))
let birth = WallTime(nanosecondsSince1970: 1_700_000_000_000_000_000)
let start = Instant(nanosecondsSinceBoot: 5_000_000_000)

func openWriter(
    _ path: String, _ limits: JournalLimits = JournalLimits()
) throws(JournalError) -> JournalWriter {
    try JournalWriter(
        at: path, identity: identity, limits: limits, now: start, wallTime: birth)
}

/// Appends, taking turns whenever there is no room.
func append(_ records: [Meant], to writer: inout JournalWriter) throws {
    for record in records {
        while true {
            do throws(AppendRefusal) {
                try record.append(to: &writer)
                break
            } catch {
                guard error == .full else { throw error }
                _ = writer.advance(at: start)
            }
        }
    }
}

/// A recording with an orderly end; `perTurn` records are appended between turns.
func record(
    _ records: [Meant], at path: String, limits: JournalLimits = JournalLimits(),
    perTurn: Int = 1
) throws {
    var writer = try openWriter(path, limits)
    for first in stride(from: 0, to: records.count, by: perTurn) {
        try append(Array(records[first..<min(first + perTurn, records.count)]), to: &writer)
        _ = writer.advance(at: start)
    }
    try writer.finish(at: start, input: InputSequence(0))
}

/// CRC32C bit by bit, from its definition: the tests' own.
func referenceChecksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var rest: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        rest ^= UInt32(byte)
        for _ in 0..<8 { rest = rest & 1 == 1 ? rest >> 1 ^ 0x82F6_3B78 : rest >> 1 }
    }
    return ~rest
}
