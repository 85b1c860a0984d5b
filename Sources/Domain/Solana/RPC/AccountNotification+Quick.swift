import Codecs
import Numbers

/// An account notification in the order of keys in which nodes write it, without white space and
/// escapes. Nil for every other message, good or bad.
extension AccountNotification {
    /// What every notification begins with, and its length.
    private static var opening: StaticString {
        @_noLocks @inline(__always) get {
            """
            {"jsonrpc":"2.0","method":"accountNotification","params":\
            {"result":{"context":{"slot":
            """
        }
    }
    private static var openingCount: Int { @_noLocks @inline(__always) get { 86 } }

    @_noLocks init?(quick bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return nil }
        var cursor = unsafe QuickCursor(at: start, limit: start + bytes.count)
        guard cursor.take(AccountNotification.opening, AccountNotification.openingCount),
            let slot = cursor.number(),
            cursor.take("},\"value\":{\"lamports\":", 22), let lamports = cursor.number(),
            cursor.take(",\"data\":[\"", 10), let data = cursor.longText(),
            cursor.take("\",\"base64\"],\"owner\":\"", 21), let owner = cursor.longText(),
            cursor.take("\",\"executable\":", 15), cursor.takeBool(),
            cursor.take(",\"rentEpoch\":", 13), cursor.takeEpoch()
        else { return nil }
        if cursor.take(",\"space\":", 9) {
            guard cursor.number() != nil else { return nil }
        }
        guard cursor.take("}},\"subscription\":", 18), let subscription = cursor.longNumber(),
            cursor.endsWith("}}")
        else { return nil }
        self.init(
            subscription: subscription, slot: Slot(slot),
            account: RPCAccount(
                lamports: lamports, owner: owner, data: data, encoding: .base64))
    }
}

/// A place in a text, moved over what is expected there.
@safe private struct QuickCursor {
    private var place: UnsafeRawPointer
    private let limit: UnsafeRawPointer

    @_noLocks @inline(__always) init(at place: UnsafeRawPointer, limit: UnsafeRawPointer) {
        unsafe self.place = place
        unsafe self.limit = limit
    }

    /// Takes a known text of `count` bytes if it stands here.
    @_noLocks @inline(__always) mutating func take(_ text: StaticString, _ count: Int) -> Bool {
        guard unsafe limit - place >= count, unsafe Literal.stands(text, at: place) else {
            return false
        }
        unsafe place += count
        return true
    }

    @_noLocks @inline(__always) mutating func number() -> UInt64? {
        let digits = unsafe Digits.leading(at: place, limit: limit)
        guard digits.length > 0 else { return nil }
        unsafe place += digits.length
        return digits.value
    }

    /// A number of up to nineteen digits.
    @_noLocks @inline(__always) mutating func longNumber() -> UInt64? {
        if let short = number() { return short }
        guard unsafe limit - place > 18 else { return nil }
        let first = unsafe EightBytes(at: place)
        let third = unsafe EightBytes(at: place + 16, limit: limit)
        let length = EightBytes.firstMark(third.nonDigitMarks, 0)
        guard length <= 3, first.bits & 0xFF != 0x30, let front = first.number(digits: 8),
            let middle = unsafe EightBytes(at: place + 8).number(digits: 8),
            let back = third.number(digits: length)
        else { return nil }
        unsafe place += 16 + length
        let whole = front &* 100_000_000 &+ middle
        switch length {
        case 0: return whole
        case 1: return whole &* 10 &+ back
        case 2: return whole &* 100 &+ back
        default: return whole &* 1_000 &+ back
        }
    }

    /// The text up to the next quote, which is not taken.
    @_noLocks @inline(__always) mutating func longText() -> JSONText? {
        let count = unsafe PlainText.length(at: place, limit: limit)
        let text = unsafe UnsafeRawBufferPointer(start: place, count: count)
        unsafe place += count
        return unsafe JSONText(text, isEscaped: false)
    }

    @_noLocks @inline(__always) mutating func takeBool() -> Bool {
        take("false", 5) || take("true", 4)
    }

    /// Accounts that pay no rent all have the same number here, the largest there is.
    @_noLocks @inline(__always) mutating func takeEpoch() -> Bool {
        take("18446744073709551615", 20) || number() != nil
    }

    @_noLocks @inline(__always) func endsWith(_ text: StaticString) -> Bool {
        unsafe limit - place == text.utf8CodeUnitCount && Literal.stands(text, at: place)
    }
}
