import Numbers

/// A moment of the calendar, split.
struct CalendarMoment {
    var year: UInt64
    var month: UInt64
    var day: UInt64
    var hour: UInt64
    var minute: UInt64
    var second: UInt64
    var nanosecond: UInt64

    init(_ time: WallTime) {
        let seconds = time.nanosecondsSince1970 / 1_000_000_000
        nanosecond = time.nanosecondsSince1970 % 1_000_000_000
        hour = seconds / 3_600 % 24
        minute = seconds / 60 % 60
        second = seconds % 60
        // Days since 0000-03-01, so that the odd day of a leap year comes last.
        let days = seconds / 86_400 + 719_468
        let era = days / 146_097
        let inEra = days % 146_097
        let ofEra = (inEra - inEra / 1_460 + inEra / 36_524 - inEra / 146_096) / 365
        let inYear = inEra - (365 * ofEra + ofEra / 4 - ofEra / 100)
        let shifted = (5 * inYear + 2) / 153
        day = inYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = era * 400 + ofEra + (month <= 2 ? 1 : 0)
    }
}

/// Moments as a Go server writes them.
enum TimestampText {
    /// RFC 3339 in UTC; the fraction has no zeros behind its last digit, and none at all when it
    /// is zero.
    static func rfc3339(_ time: WallTime) -> [UInt8] {
        let moment = CalendarMoment(time)
        return date(moment) + [0x54] + clock(moment) + fraction(moment) + [0x5A]
    }

    /// `2026-08-09 21:05:48.854840045 +0000 UTC m=+41691.260485341`: `Time.String()`.
    static func goText(_ time: WallTime, running: Nanoseconds) -> [UInt8] {
        let moment = CalendarMoment(time)
        let seconds = String(running.count / 1_000_000_000)
        let rest = running.count % 1_000_000_000
        return date(moment) + [0x20] + clock(moment) + fraction(moment)
            + Array(" +0000 UTC m=+\(seconds).".utf8) + padded(rest, to: 9)
    }

    private static func date(_ moment: CalendarMoment) -> [UInt8] {
        padded(moment.year, to: 4) + [0x2D] + padded(moment.month, to: 2) + [0x2D]
            + padded(moment.day, to: 2)
    }

    private static func clock(_ moment: CalendarMoment) -> [UInt8] {
        padded(moment.hour, to: 2) + [0x3A] + padded(moment.minute, to: 2) + [0x3A]
            + padded(moment.second, to: 2)
    }

    private static func fraction(_ moment: CalendarMoment) -> [UInt8] {
        guard moment.nanosecond > 0 else { return [] }
        var digits = padded(moment.nanosecond, to: 9)
        while digits.last == 0x30 { digits.removeLast() }
        return [0x2E] + digits
    }

    private static func padded(_ value: UInt64, to width: Int) -> [UInt8] {
        let digits = Array(String(value).utf8)
        return [UInt8](repeating: 0x30, count: max(0, width - digits.count)) + digits
    }
}
