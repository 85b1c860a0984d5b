import Codecs
import Markets

/// Where a key stood twice, if one did.
struct RepeatedField {
    private(set) var fault: CoinbaseError?

    @_noLocks mutating func note(_ field: CoinbaseField, at offset: Int) {
        if case .some = fault { return }
        fault = CoinbaseError(.repeated(field), at: offset)
    }

    /// Takes a string, unless one was taken before.
    @_noLocks mutating func string(
        _ text: inout JSONText?, _ field: CoinbaseField, _ scanner: inout JSONScanner
    ) throws(JSONError) {
        if text != nil { note(field, at: scanner.offset) }
        text = try scanner.string()
    }
}

/// The outermost object of a message.
struct CoinbaseEnvelope {
    private(set) var channel: JSONText?
    private(set) var timestamp: JSONText?
    private(set) var type: JSONText?
    private(set) var message: JSONText?
    private(set) var sequence: UInt64?
    /// Stands before the array of events, which has been looked over.
    private(set) var events: JSONScanner?
    private(set) var eventsText: JSONText?

    @_noLocks init(_ bytes: UnsafeRawBufferPointer) throws(CoinbaseError) {
        var repeated = RepeatedField()
        do throws(JSONError) {
            var scanner = unsafe JSONScanner(bytes)
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                unsafe try take(key, &scanner, &repeated, bytes)
            }
            try scanner.finish()
        } catch { throw CoinbaseError(error) }
        if let fault = repeated.fault { throw fault }
    }

    @_noLocks private mutating func take(
        _ key: JSONText, _ scanner: inout JSONScanner, _ repeated: inout RepeatedField,
        _ bytes: UnsafeRawBufferPointer
    ) throws(JSONError) {
        switch CoinbaseEnvelope.field(of: key) {
        case .channel: try repeated.string(&channel, .channel, &scanner)
        case .timestamp where try scanner.isAtString():
            try repeated.string(&timestamp, .timestamp, &scanner)
        case .type where try scanner.isAtString():
            try repeated.string(&type, .type, &scanner)
        case .message where try scanner.isAtString():
            try repeated.string(&message, .message, &scanner)
        case .sequence:
            if sequence != nil { repeated.note(.sequence, at: scanner.offset) }
            sequence = try scanner.unsigned()
        case .events:
            if events != nil { repeated.note(.events, at: scanner.offset) }
            // Taking the kind moves the scanner to the value's first byte.
            _ = try scanner.kind()
            events = scanner
            let start = scanner.offset
            try scanner.skip()
            let text = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<scanner.offset])
            eventsText = unsafe JSONText(text, isEscaped: false)
        default: try scanner.skip()
        }
    }

    @_noLocks private static func field(of key: JSONText) -> CoinbaseField? {
        if key.equals("channel") { return .channel }
        if key.equals("timestamp") { return .timestamp }
        if key.equals("sequence_num") { return .sequence }
        if key.equals("events") { return .events }
        if key.equals("type") { return .type }
        return key.equals("message") ? .message : nil
    }

    /// Passes over what stands behind the events of a message whose head is known, to its end.
    @_noLocks static func leave(_ scanner: inout JSONScanner) throws(CoinbaseError) {
        var repeated = RepeatedField()
        do throws(JSONError) {
            while let key = try scanner.nextKey() {
                switch field(of: key) {
                case .none, .type, .message: break
                case .some(let field): repeated.note(field, at: scanner.offset)
                }
                try scanner.skip()
            }
            try scanner.finish()
        } catch { throw CoinbaseError(error) }
        if let fault = repeated.fault { throw fault }
    }
}

/// One event of a message, without its diffs.
struct CoinbaseEventHead {
    private(set) var isSnapshot = false
    /// It is a snapshot or an update.
    private(set) var isKnown = false
    private(set) var product: JSONText?
    /// Stands before the array of diffs.
    private(set) var updates: JSONScanner?
    private(set) var hasDiffs = false

    /// Takes a whole event.
    @_noLocks init(_ scanner: inout JSONScanner) throws(CoinbaseError) {
        var repeated = RepeatedField()
        var typeText: JSONText?
        let start = scanner.offset
        do throws(JSONError) {
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                switch CoinbaseEventHead.field(of: key) {
                case .type: try repeated.string(&typeText, .type, &scanner)
                case .product: try repeated.string(&product, .product, &scanner)
                case .updates:
                    if updates != nil { repeated.note(.updates, at: scanner.offset) }
                    try takeUpdates(&scanner)
                default: try scanner.skip()
                }
            }
        } catch { throw CoinbaseError(error) }
        if let fault = repeated.fault { throw fault }
        guard let typeText else { throw CoinbaseError(.missing(.type), at: start) }
        isSnapshot = typeText.equals("snapshot")
        isKnown = isSnapshot || typeText.equals("update")
        guard isKnown else { return }
        guard product != nil else { throw CoinbaseError(.missing(.product), at: start) }
        guard updates != nil else { throw CoinbaseError(.missing(.updates), at: start) }
    }

    @_noLocks private mutating func takeUpdates(
        _ scanner: inout JSONScanner
    ) throws(JSONError) {
        updates = scanner
        var probe = scanner
        if try probe.isAtArray() {
            try probe.enterArray()
            hasDiffs = try probe.nextElement()
        } else {
            throw JSONError(.wrongKind, at: probe.offset)
        }
        try scanner.skip()
    }

    @_noLocks private static func field(of key: JSONText) -> CoinbaseField? {
        if key.equals("type") { return .type }
        if key.equals("product_id") { return .product }
        return key.equals("updates") ? .updates : nil
    }

    /// Passes over what stands behind the diffs of an event whose head is known.
    @_noLocks static func leave(_ scanner: inout JSONScanner) throws(CoinbaseError) {
        var repeated = RepeatedField()
        do throws(JSONError) {
            while let key = try scanner.nextKey() {
                if let field = field(of: key) { repeated.note(field, at: scanner.offset) }
                try scanner.skip()
            }
        } catch { throw CoinbaseError(error) }
        if let fault = repeated.fault { throw fault }
    }
}

/// One diff, as text.
struct CoinbaseDiff {
    private var side: JSONText?
    private(set) var price: JSONText?
    private(set) var size: JSONText?

    @_noLocks init(_ scanner: inout JSONScanner) throws(CoinbaseError) {
        var repeated = RepeatedField()
        do throws(JSONError) {
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                if key.equals("side") {
                    try repeated.string(&side, .side, &scanner)
                } else if key.equals("price_level") {
                    try repeated.string(&price, .price, &scanner)
                } else if key.equals("new_quantity") {
                    try repeated.string(&size, .size, &scanner)
                } else {
                    try scanner.skip()
                }
            }
        } catch { throw CoinbaseError(error) }
        if let fault = repeated.fault { throw fault }
    }

    /// Coinbase says `offer`, never `ask`.
    @_noLocks func side(at start: Int) throws(CoinbaseError) -> Side {
        guard let side else { throw CoinbaseError(.missing(.side), at: start) }
        if side.equals("bid") { return .bid }
        if side.equals("offer") { return .ask }
        throw CoinbaseError(.unknownSide, at: start)
    }
}
