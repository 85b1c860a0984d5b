import Codecs
import Markets
import Numbers

/// The usual order of keys, without white space and escapes, of a message with one event. Known
/// text is compared word by word; nothing is looked at twice. Any deviation, an error among them,
/// is left to the general scanner, which says what it is.
extension CoinbaseDecoder {
    /// The shortest message that is worth a look: a head and one diff.
    private var quickMin: Int { @_noLocks get { 220 } }
    /// The fewest bytes of a diff and what closes the message.
    private var diffMin: Int { @_noLocks get { 92 } }

    /// Reads the head of a message up to its first diff; false, with nothing changed that
    /// matters, when it has another form.
    @_noLocks mutating func quickHead() -> Bool {
        guard unsafe bytes.count >= quickMin, let start = unsafe bytes.baseAddress else {
            return false
        }
        let limit = unsafe start + bytes.count
        guard unsafe Literal.stands("{\"channel\":\"l2_data\",", at: start) else { return false }
        var at = unsafe start + 21
        if unsafe Literal.stands("\"client_id\":\"\",", at: at) {
            unsafe at += 15
        } else if unsafe Literal.stands("\"client_id\":\"", at: at) {
            let idLength = unsafe CoinbaseDecoder.plainLength(at: at + 13)
            unsafe at += 13 + idLength
            guard idLength > 0, unsafe Literal.stands("\",", at: at) else { return false }
            unsafe at += 2
        }
        guard unsafe Literal.stands("\"timestamp\":\"", at: at) else { return false }
        unsafe at += 13
        let stampLength = unsafe CoinbaseDecoder.plainLength(at: at)
        guard stampLength > 0,
            let stamp = unsafe Timestamp.wallTime(
                in: UnsafeRawBufferPointer(start: at, count: stampLength))
        else { return false }
        unsafe at += stampLength
        guard unsafe Literal.stands("\",\"sequence_num\":", at: at) else { return false }
        unsafe at += 17
        let number = unsafe Digits.leading(at: at, limit: limit)
        guard number.length > 0 else { return false }
        unsafe at += number.length
        guard unsafe limit - at >= 90,
            unsafe Literal.stands(",\"events\":[{\"type\":\"", at: at)
        else { return false }
        unsafe at += 20
        stamped = stamp
        sequence = number.value
        return unsafe quickEventHead(at, limit)
    }

    /// Reads `update","product_id":"SOL-USD","updates":[`. At least 70 bytes are left.
    @_noLocks @inline(__always) private mutating func quickEventHead(
        _ start: UnsafeRawPointer, _ limit: UnsafeRawPointer
    ) -> Bool {
        var at = unsafe start
        if unsafe Literal.stands("update\",\"product_id\":\"", at: at) {
            isSnapshot = false
            unsafe at += 22
        } else if unsafe Literal.stands("snapshot\",\"product_id\":\"", at: at) {
            isSnapshot = true
            unsafe at += 24
        } else {
            return false
        }
        let first = unsafe EightBytes(at: at)
        let second = unsafe EightBytes(at: at + 8)
        let length = EightBytes.firstMark(first.specialMarks, second.specialMarks)
        guard length > 0, length < 16 else { return false }
        let text = UInt128(second.bits) << 64 | UInt128(first.bits)
        let mask = (UInt128(1) &<< UInt128(truncatingIfNeeded: 8 &* length)) &- 1
        product = products.index(of: ProductName(count: length, low: text & mask))
        unsafe at += length
        guard product >= 0, unsafe limit - at >= 14,
            unsafe Literal.stands("\",\"updates\":[{", at: at)
        else { return false }
        unsafe cursor = at + 13 - bytes.baseAddress.unsafelyUnwrapped
        isFirst = true
        eventIndex = 0
        phase = .quick
        return true
    }

    /// The length of the plain text of 16 to 31 bytes at `place`; 0 for any other. The caller
    /// looks at what ends it. Thirty-two bytes are left.
    @_noLocks @inline(__always) private static func plainLength(at place: UnsafeRawPointer) -> Int {
        let head =
            unsafe EightBytes(at: place).specialMarks | EightBytes(at: place + 8).specialMarks
        let third = unsafe EightBytes(at: place + 16).specialMarks
        let fourth = unsafe EightBytes(at: place + 24).specialMarks
        let length = 16 &+ EightBytes.firstMark(third, fourth)
        return head == 0 && length < 32 ? length : 0
    }

    /// Reads one diff; nil, with the cursor where it was, when it has another form.
    @_noLocks @inline(__always) mutating func quickEvent() -> Event? {
        let start = unsafe bytes.baseAddress.unsafelyUnwrapped
        let limit = unsafe start + bytes.count
        var at = unsafe start + cursor
        guard unsafe limit - at >= diffMin, unsafe Literal.stands("{\"side\":\"", at: at) else {
            return nil
        }
        let word = unsafe EightBytes(at: at + 9).bits
        let isBid = word & 0xFFFF_FFFF == 0x2264_6962
        let isOffer = word & 0xFFFF_FFFF_FFFF == 0x2272_6566_666F
        unsafe at += isBid ? 12 : 14
        guard isBid != isOffer, unsafe Literal.stands("\",\"event_time\":\"", at: at) else {
            return nil
        }
        unsafe at += 16
        let timeLength = unsafe CoinbaseDecoder.plainLength(at: at)
        unsafe at += timeLength
        guard timeLength > 0, unsafe limit - at >= 44,
            unsafe Literal.stands("\",\"price_level\":\"", at: at)
        else { return nil }
        unsafe at += 17
        let entry = unsafe products.entries + product
        let price = unsafe entry.pointee.price.quick(at: at, limit: limit)
        unsafe at += price.length
        guard price.length > 0, price.steps > 0, unsafe limit - at >= 24,
            unsafe Literal.stands("\",\"new_quantity\":\"", at: at)
        else { return nil }
        unsafe at += 18
        let size = unsafe entry.pointee.size.quick(at: at, limit: limit)
        unsafe at += size.length
        guard size.length > 0, let isLast = unsafe quickEnd(at, limit) else { return nil }
        let event = Event.level(
            side: isBid ? .bid : .ask, price: Ticks(Int64(truncatingIfNeeded: price.steps)),
            size: Lots(size.steps), stamped: stamped, flags: flags(isLast: isLast),
            instrument: unsafe entry.pointee.instrument, sequence: sequence, input: input,
            received: received)
        isFirst = false
        unsafe cursor = at + 3 - start
        return event
    }

    /// What follows a diff's size: another diff, or the end of the message. Nil for anything else.
    @_noLocks @inline(__always) private mutating func quickEnd(
        _ at: UnsafeRawPointer, _ limit: UnsafeRawPointer
    ) -> Bool? {
        let end = unsafe EightBytes(at: at, limit: limit).bits
        let closing = end & 0xFF_FFFF
        if closing == 0x2C_7D22, unsafe limit - at > 3 { return false }
        guard closing == 0x5D_7D22, end >> 24 == 0x7D5D7D, unsafe limit - at == 6 else {
            return nil
        }
        phase = .done
        return true
    }

    @_noLocks @inline(__always) func flags(isLast: Bool) -> EventFlags {
        let first: UInt8 = isFirst ? EventFlags.first.bits : 0
        let last: UInt8 = isLast ? EventFlags.last.bits : 0
        let snapshot: UInt8 = isSnapshot ? EventFlags.snapshot.bits : 0
        return EventFlags(bits: first | last | snapshot)
    }

    /// Hands the place of the quick path over to the general scanner.
    @_noLocks @inline(never) mutating func leaveQuickPath() {
        generalMessages &+= 1
        // Among diffs, the cursor stands behind a comma, which the scanner wants to take itself.
        scanner = unsafe JSONScanner(
            bytes, from: isFirst ? cursor : cursor &- 1, depth: 4,
            standing: isFirst ? .behindBracket : .behindElement)
        products.closeBatches()
        unsafe products.entries[product].isOpen = !isFirst
        unsafe products.entries[product].isSnapshot = isSnapshot
        isTailKnown = false
        phase = .updates
    }
}
