public import Numbers

/// Moments as venues write them: RFC 3339 in UTC, `2026-08-09T21:05:48.483587501Z`, with a
/// fraction of one to nine digits or none.
public enum Timestamp {
    /// The longest text that is read.
    public static var charactersMax: Int { @inlinable @_noLocks get { 30 } }

    /// The moment that the whole of `text` spells, from 1970 to 2261; nil when it spells none.
    /// A leap second (`:60`) counts as the second after it.
    @_noLocks public static func wallTime(in text: UnsafeRawBufferPointer) -> WallTime? {
        guard let start = text.baseAddress, text.count >= 20,
            text.count <= charactersMax
        else { return nil }
        let limit = unsafe start + text.count
        guard unsafe limit.load(fromByteOffset: -1, as: UInt8.self) == 0x5A,
            let day = unsafe days(at: start),
            let second = unsafe seconds(at: start),
            let part = unsafe fraction(at: start + 19, digits: text.count - 21, limit: limit)
        else { return nil }
        return WallTime(nanosecondsSince1970: (day &* 86_400 &+ second) &* 1_000_000_000 &+ part)
    }

    /// Days since 1970-01-01 of `YYYY-MM-DDT`.
    @_noLocks private static func days(at start: UnsafeRawPointer) -> UInt64? {
        let first = unsafe EightBytes(at: start)
        let second = unsafe EightBytes(at: start + 8)
        let dashes: UInt64 = 0x2D00_002D_0000_0000
        let gaps: UInt64 = 0xFF00_00FF_0000_0000
        guard first.bits & gaps == dashes, second.bits & 0xFF_0000 == 0x54_0000,
            let year = first.number(digits: 4),
            let month = EightBytes(bits: first.bits >> 40).number(digits: 2),
            let day = second.number(digits: 2),
            year >= 1970, year <= 2261, month >= 1, month <= 12, day >= 1,
            day <= length(ofMonth: month, year: year)
        else { return nil }
        // Years run from March, so that the odd day of a leap year comes last.
        let shifted = month > 2 ? year : year &- 1
        let fromMarch = month > 2 ? month &- 3 : month &+ 9
        let inYear = (153 &* fromMarch &+ 2) / 5 &+ day &- 1
        let leaps = shifted / 4 &- shifted / 100 &+ shifted / 400
        return shifted &* 365 &+ leaps &+ inYear &- 719_468
    }

    @_noLocks private static func length(ofMonth month: UInt64, year: UInt64) -> UInt64 {
        guard month == 2 else { return 30 &+ ((month &+ month >> 3) & 1) }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return isLeap ? 29 : 28
    }

    /// Seconds of the day of `hh:mm:ss` behind the date.
    @_noLocks private static func seconds(at start: UnsafeRawPointer) -> UInt64? {
        let clock = unsafe EightBytes(at: start + 11)
        let colons: UInt64 = 0x0000_3A00_003A_0000
        let gaps: UInt64 = 0x0000_FF00_00FF_0000
        guard clock.bits & gaps == colons,
            let hour = clock.number(digits: 2),
            let minute = EightBytes(bits: clock.bits >> 24).number(digits: 2),
            let second = EightBytes(bits: clock.bits >> 48).number(digits: 2),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        return hour &* 3_600 &+ minute &* 60 &+ second
    }

    /// Nanoseconds of `.fffffffff` with `digits` digits; without any, the Z stands here already.
    @_noLocks static func fraction(
        at point: UnsafeRawPointer, digits: Int, limit: UnsafeRawPointer
    ) -> UInt64? {
        if digits < 0 { return 0 }
        guard digits >= 1, unsafe point.load(as: UInt8.self) == 0x2E else { return nil }
        // Nine digits back from the Z, less those that the fraction does not have.
        let high = unsafe EightBytes(at: point + 1, limit: limit)
        guard let front = high.number(digits: min(digits, 8)) else { return nil }
        var nanoseconds = front
        if digits == 9 {
            let last = unsafe point.load(fromByteOffset: 9, as: UInt8.self) &- 0x30
            guard last < 10 else { return nil }
            nanoseconds = nanoseconds &* 10 &+ UInt64(last)
        }
        var missing = 9 &- digits
        while missing > 0 {
            nanoseconds = nanoseconds &* 10
            missing &-= 1
        }
        return nanoseconds
    }
}
