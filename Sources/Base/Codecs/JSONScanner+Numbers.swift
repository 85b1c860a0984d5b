extension JSONScanner {
    /// A whole number of 0...2⁶⁴−1. No fraction and no exponent, not even `1.0`.
    @_noLocks public mutating func unsigned() throws(JSONError) -> UInt64 {
        guard try numberKind() else { throw JSONError(.wrongKind, at: offset) }
        guard byte(offset) != 0x2D else { throw JSONError(.notAnInteger, at: offset) }
        return try magnitude()
    }

    /// A whole number of −2⁶³...2⁶³−1.
    @_noLocks public mutating func signed() throws(JSONError) -> Int64 {
        guard try numberKind() else { throw JSONError(.wrongKind, at: offset) }
        let start = offset
        guard byte(offset) == 0x2D else {
            let value = try magnitude()
            guard value <= UInt64(Int64.max) else { throw JSONError(.outOfRange, at: start) }
            return Int64(truncatingIfNeeded: value)
        }
        offset &+= 1
        let value = try magnitude()
        guard value <= UInt64(1) << 63 else { throw JSONError(.outOfRange, at: start) }
        return Int64(truncatingIfNeeded: 0 &- value)
    }

    /// A number of any form, as its bytes.
    @_noLocks public mutating func numberText() throws(JSONError) -> UnsafeRawBufferPointer {
        guard try numberKind() else { throw JSONError(.wrongKind, at: offset) }
        let start = offset
        if byte(offset) == 0x2D { offset &+= 1 }
        let whole = try digits()
        if whole > 1, byte(offset &- whole) == 0x30 {
            throw JSONError(.badNumber, at: offset &- whole)
        }
        if offset < count, byte(offset) == 0x2E {
            offset &+= 1
            _ = try digits()
        }
        if offset < count, byte(offset) | 0x20 == 0x65 {
            offset &+= 1
            if offset < count, byte(offset) == 0x2B || byte(offset) == 0x2D { offset &+= 1 }
            _ = try digits()
        }
        return unsafe UnsafeRawBufferPointer(start: base + start, count: offset &- start)
    }

    @_noLocks private mutating func numberKind() throws(JSONError) -> Bool {
        let first = try dueByte()
        return first == 0x2D || (first >= 0x30 && first <= 0x39)
    }

    /// Takes one or more digits and says how many.
    @_noLocks private mutating func digits() throws(JSONError) -> Int {
        let start = offset
        while offset < count, byte(offset) >= 0x30, byte(offset) <= 0x39 { offset &+= 1 }
        guard offset > start else {
            throw JSONError(offset < count ? .badNumber : .endOfText, at: offset)
        }
        return offset &- start
    }

    /// The digits here as a whole number, with nothing of a number behind them.
    @_noLocks private mutating func magnitude() throws(JSONError) -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        while offset < count, byte(offset) >= 0x30, byte(offset) <= 0x39 {
            let (ten, tooBig) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = ten.addingReportingOverflow(UInt64(byte(offset) &- 0x30))
            guard !tooBig, !carried else { throw JSONError(.outOfRange, at: start) }
            value = sum
            offset &+= 1
        }
        guard offset > start else {
            throw JSONError(offset < count ? .badNumber : .endOfText, at: offset)
        }
        if offset &- start > 1, byte(start) == 0x30 { throw JSONError(.badNumber, at: start) }
        if offset < count {
            let next = byte(offset)
            if next == 0x2E || next | 0x20 == 0x65 { throw JSONError(.notAnInteger, at: offset) }
        }
        return value
    }
}
