import Codecs
import Markets
import Numbers

/// Any JSON: other orders of keys, white space, escapes, several events. The rest of the message
/// is surveyed before the last diff of an event is given out, to know which one ends its batch.
extension CoinbaseDecoder {
    /// Reads the whole message but the events' diffs, and says what it is.
    @_noLocks mutating func generalHead() throws(CoinbaseError) -> CoinbaseMessage {
        let envelope = try unsafe CoinbaseEnvelope(bytes)
        stamped = stamp(envelope.timestamp)
        if stamped.nanosecondsSince1970 == 0 { unreadableStamps &+= 1 }
        if let type = envelope.type, type.equals("error") {
            return message(.error, envelope, text: envelope.message)
        }
        guard let channel = envelope.channel else { throw CoinbaseError(.missing(.channel), at: 0) }
        if channel.equals("l2_data") {
            try beginLevels(envelope)
            return message(.levels, envelope)
        }
        if channel.equals("heartbeats") { return message(.heartbeat, envelope) }
        if channel.equals("subscriptions") {
            return message(.subscriptions, envelope, text: envelope.eventsText)
        }
        unknownChannels &+= 1
        return message(.other, envelope)
    }

    @_noLocks private func stamp(_ text: JSONText?) -> WallTime {
        let none = WallTime(nanosecondsSince1970: 0)
        guard let text else { return none }
        return unsafe unescaped(text).flatMap { unsafe Timestamp.wallTime(in: $0) } ?? none
    }

    /// The text without its escapes, in the scratch room if it has any; nil when it is no text or
    /// too long to be one of ours.
    @_noLocks private func unescaped(_ text: JSONText) -> UnsafeRawBufferPointer? {
        guard text.isEscaped else { return unsafe text.raw }
        do throws(JSONError) {
            let count = try unsafe text.unescape(into: scratch)
            return unsafe UnsafeRawBufferPointer(rebasing: scratch[..<count])
        } catch { return nil }
    }

    @_noLocks private func message(
        _ kind: CoinbaseMessage.Kind, _ envelope: CoinbaseEnvelope, text: JSONText? = nil
    ) -> CoinbaseMessage {
        CoinbaseMessage(kind: kind, sequence: envelope.sequence, stamped: stamped, text: text)
    }

    @_noLocks private mutating func beginLevels(
        _ envelope: CoinbaseEnvelope
    ) throws(CoinbaseError) {
        guard let number = envelope.sequence else {
            throw CoinbaseError(.missing(.sequence), at: 0)
        }
        guard var events = envelope.events else { throw CoinbaseError(.missing(.events), at: 0) }
        sequence = number
        do throws(JSONError) { try events.enterArray() } catch { throw CoinbaseError(error) }
        products.closeBatches()
        scanner = events
        try survey(&events, from: 0)
        eventIndex = -1
        phase = .events
    }

    /// Looks at all events from the scanner's place to the end of their array, and remembers for
    /// each product which of them is the last with diffs.
    @_noLocks private mutating func survey(
        _ scanner: inout JSONScanner, from first: Int
    ) throws(CoinbaseError) {
        var index = first
        while try CoinbaseDecoder.hasElement(&scanner) {
            let head = try CoinbaseEventHead(&scanner)
            let product = product(of: head)
            if product >= 0, head.hasDiffs || head.isSnapshot {
                unsafe products.entries[product].lastEvent = index
            }
            index &+= 1
        }
    }

    /// The product whose book the event is about; −1 when it is none of ours.
    @_noLocks private func product(of head: CoinbaseEventHead) -> Int {
        guard head.isKnown, let id = head.product,
            let name = unsafe unescaped(id)
        else { return -1 }
        return products.index(of: unsafe ProductName(name))
    }

    /// The next diff, from whatever event has one; nil at the end of the message.
    @_noLocks mutating func generalEvent() throws(CoinbaseError) -> Event? {
        while true {
            switch phase {
            case .done, .quick: return nil
            case .updates: return try generalDiff()
            case .events:
                if let event = try enterEvent() { return event }
            }
        }
    }

    /// Enters the next event with diffs, or ends the message. An empty snapshot is an answer
    /// itself.
    @_noLocks private mutating func enterEvent() throws(CoinbaseError) -> Event? {
        guard try CoinbaseDecoder.hasElement(&scanner) else {
            phase = .done
            return nil
        }
        eventIndex &+= 1
        let head = try CoinbaseEventHead(&scanner)
        guard head.isKnown else {
            unknownTypes &+= 1
            return nil
        }
        let product = product(of: head)
        guard product >= 0 else {
            unknownProducts &+= 1
            return nil
        }
        openBatch(of: product, head)
        guard head.hasDiffs else { return head.isSnapshot ? clearing() : nil }
        behindEvent = scanner
        isTailKnown = true
        guard var updates = head.updates else { return nil }
        do throws(JSONError) { try updates.enterArray() } catch { throw CoinbaseError(error) }
        scanner = updates
        phase = .updates
        return nil
    }

    /// A snapshot opens a new batch; anything else goes on with the product's batch, if one is
    /// open in this message.
    @_noLocks private mutating func openBatch(of product: Int, _ head: CoinbaseEventHead) {
        let entry = unsafe products.entries + product
        if head.isSnapshot {
            unsafe entry.pointee.isOpen = false
            unsafe entry.pointee.isSnapshot = true
        }
        self.product = product
        isFirst = unsafe !entry.pointee.isOpen
        isSnapshot = unsafe entry.pointee.isSnapshot
    }

    /// What an empty snapshot says: the book has no levels. Removing a level that is not there
    /// carries it.
    @_noLocks private mutating func clearing() -> Event {
        event(side: .bid, price: 1, size: 0, isLast: endsBatch)
    }

    /// Whether no later event of this message has diffs of the product.
    private var endsBatch: Bool {
        @_noLocks get { unsafe products.entries[product].lastEvent <= eventIndex }
    }

    @_noLocks private mutating func event(
        side: Side, price: UInt64, size: UInt64, isLast: Bool
    ) -> Event {
        let event = Event.level(
            side: side, price: Ticks(Int64(truncatingIfNeeded: price)), size: Lots(size),
            stamped: stamped, flags: flags(isLast: isLast),
            instrument: unsafe products.entries[product].instrument, sequence: sequence,
            input: input, received: received)
        isFirst = false
        unsafe products.entries[product].isOpen = true
        return event
    }

    @_noLocks private mutating func generalDiff() throws(CoinbaseError) -> Event? {
        guard try CoinbaseDecoder.hasElement(&scanner) else {
            try leaveUpdates(scanner)
            return nil
        }
        let start = scanner.offset
        let diff = try CoinbaseDiff(&scanner)
        let side = try diff.side(at: start)
        let price = try price(diff.price, at: start)
        let size = try size(diff.size, at: start)
        guard price > 0, price <= UInt64(Int64.max) else {
            throw CoinbaseError(.priceOutOfRange, at: start)
        }
        var ahead = scanner
        if try CoinbaseDecoder.hasElement(&ahead) {
            return event(side: side, price: price, size: size, isLast: false)
        }
        try leaveUpdates(ahead)
        return event(side: side, price: price, size: size, isLast: endsBatch)
    }

    @_noLocks private func price(
        _ text: JSONText?, at start: Int
    ) throws(CoinbaseError) -> UInt64 {
        guard let text else { throw CoinbaseError(.missing(.price), at: start) }
        let entry = unsafe products.entries + product
        do throws(DecimalError) {
            guard let digits = unsafe unescaped(text) else { throw .tooManyDigits }
            return try unsafe entry.pointee.price.steps(in: digits)
        } catch { throw CoinbaseError(.badPrice(error), at: start) }
    }

    @_noLocks private func size(
        _ text: JSONText?, at start: Int
    ) throws(CoinbaseError) -> UInt64 {
        guard let text else { throw CoinbaseError(.missing(.size), at: start) }
        let entry = unsafe products.entries + product
        do throws(DecimalError) {
            guard let digits = unsafe unescaped(text) else { throw .tooManyDigits }
            return try unsafe entry.pointee.size.steps(in: digits)
        } catch { throw CoinbaseError(.badSize(error), at: start) }
    }

    /// Goes on behind the event whose updates end here.
    @_noLocks private mutating func leaveUpdates(
        _ behindUpdates: JSONScanner
    ) throws(CoinbaseError) {
        if !isTailKnown {
            // The quick path began this message: the rest has not been seen.
            behindEvent = behindUpdates
            try CoinbaseEventHead.leave(&behindEvent)
            var tail = behindEvent
            try survey(&tail, from: eventIndex &+ 1)
            try CoinbaseEnvelope.leave(&tail)
            isTailKnown = true
        }
        scanner = behindEvent
        phase = .events
    }

    @_noLocks private static func hasElement(
        _ scanner: inout JSONScanner
    ) throws(CoinbaseError) -> Bool {
        do throws(JSONError) { return try scanner.nextElement() } catch {
            throw CoinbaseError(error)
        }
    }
}
