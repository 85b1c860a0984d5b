public import Numbers

/// Reads the stamps of one stream, which lie in the same minute most of the time: what they share
/// is compared, not read again. Gives exactly what `Timestamp.wallTime` gives.
@frozen public struct TimestampReader: BitwiseCopyable, Sendable {
    /// `2026-08-09T21:05`, sixteen characters of the last stamp.
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    /// The start of that minute, in nanoseconds since 1970.
    private var minute: UInt64 = 0

    @_noLocks public init() {}

    /// The moment that the whole of `text` spells; nil when it spells none.
    @_noLocks public mutating func wallTime(in text: UnsafeRawBufferPointer) -> WallTime? {
        guard let start = text.baseAddress, text.count >= 20,
            text.count <= Timestamp.charactersMax
        else { return nil }
        let first = unsafe EightBytes(at: start).bits
        let second = unsafe EightBytes(at: start + 8).bits
        guard let inMinute = unsafe nanoseconds(at: start, count: text.count) else { return nil }
        if first != low || second != high {
            guard let moment = unsafe Timestamp.wallTime(in: text) else { return nil }
            low = first
            high = second
            minute = moment.nanosecondsSince1970 &- inMinute
            return moment
        }
        return WallTime(nanosecondsSince1970: minute &+ inMinute)
    }

    /// Nanoseconds of `:SS.fffffffffZ`, behind the minute.
    @_noLocks @inline(__always) private func nanoseconds(
        at start: UnsafeRawPointer, count: Int
    ) -> UInt64? {
        let limit = unsafe start + count
        let tail = unsafe EightBytes(at: start + 16, limit: limit).bits
        guard tail & 0xFF == 0x3A, let seconds = EightBytes(bits: tail >> 8).number(digits: 2),
            seconds <= 60, unsafe limit.load(fromByteOffset: -1, as: UInt8.self) == 0x5A,
            let part = unsafe Timestamp.fraction(
                at: start + 19, digits: count &- 21, limit: limit)
        else { return nil }
        return seconds &* 1_000_000_000 &+ part
    }
}
