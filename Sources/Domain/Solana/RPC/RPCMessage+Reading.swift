import Codecs
import Numbers

/// Reads the values of one object, each key once. Faults of JSON are thrown; the first repeated
/// key is kept until the object is read.
struct RPCFields {
    private(set) var fault: RPCError?

    @_noLocks init() { fault = nil }

    @_noLocks mutating func note(_ field: RPCField, at offset: Int) {
        if case .some = fault { return }
        fault = RPCError(.repeated(field), at: offset)
    }

    @_noLocks mutating func number(
        _ value: inout UInt64?, _ field: RPCField, _ scanner: inout JSONScanner
    ) throws(JSONError) {
        if value != nil { note(field, at: scanner.offset) }
        value = try scanner.unsigned()
    }

    @_noLocks mutating func string(
        _ value: inout JSONText?, _ field: RPCField, _ scanner: inout JSONScanner
    ) throws(JSONError) {
        if value != nil { note(field, at: scanner.offset) }
        value = try scanner.string()
    }

    /// Remembers where a value stands and passes over it.
    @_noLocks mutating func place(
        _ value: inout JSONScanner?, _ field: RPCField, _ scanner: inout JSONScanner
    ) throws(JSONError) {
        if value != nil { note(field, at: scanner.offset) }
        value = scanner
        try scanner.skip()
    }
}

/// The outermost object of a message, and what stands in it.
struct RPCEnvelope {
    private(set) var id: UInt64?
    private(set) var method: JSONText?
    private(set) var parameters: JSONScanner?
    private(set) var result: JSONScanner?
    private(set) var error: JSONScanner?

    @_noLocks init(_ bytes: UnsafeRawBufferPointer) throws(RPCError) {
        var fields = RPCFields()
        do throws(JSONError) {
            var scanner = unsafe JSONScanner(bytes)
            try scanner.enterObject()
            while let key = try scanner.nextKey() { try take(key, &scanner, &fields) }
            try scanner.finish()
        } catch { throw RPCError(error) }
        if let fault = fields.fault { throw fault }
    }

    @_noLocks private mutating func take(
        _ key: JSONText, _ scanner: inout JSONScanner, _ fields: inout RPCFields
    ) throws(JSONError) {
        if key.equals("method") {
            try fields.string(&method, .method, &scanner)
        } else if key.equals("params") {
            try fields.place(&parameters, .parameters, &scanner)
        } else if key.equals("result") {
            try fields.place(&result, .result, &scanner)
        } else if key.equals("error") {
            try fields.place(&error, .error, &scanner)
        } else if key.equals("id"), case .number = try scanner.kind() {
            try fields.number(&id, .id, &scanner)
        } else {
            try scanner.skip()
        }
    }

    @_noLocks func accountNotification() throws(RPCError) -> AccountNotification {
        let (subscription, place) = try notification()
        var result = place
        let content = try RPCResult(&result)
        guard let slot = content.slot else { throw RPCError(.missing(.slot), at: place.offset) }
        guard var value = content.value else { throw RPCError(.missing(.value), at: place.offset) }
        do throws(JSONError) {
            if try value.takeNull() {
                return AccountNotification(
                    subscription: subscription, slot: Slot(slot), account: nil)
            }
        } catch { throw RPCError(error) }
        return AccountNotification(
            subscription: subscription, slot: Slot(slot), account: try RPCAccount(&value))
    }

    @_noLocks func slotNotification() throws(RPCError) -> SlotNotification {
        let (subscription, place) = try notification()
        var scanner = place
        var fields = RPCFields()
        var slot: UInt64?
        var parent: UInt64?
        var root: UInt64?
        do throws(JSONError) {
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                if key.equals("slot") {
                    try fields.number(&slot, .slot, &scanner)
                } else if key.equals("parent") {
                    try fields.number(&parent, .parent, &scanner)
                } else if key.equals("root") {
                    try fields.number(&root, .root, &scanner)
                } else {
                    try scanner.skip()
                }
            }
        } catch { throw RPCError(error) }
        if let fault = fields.fault { throw fault }
        guard let slot else { throw RPCError(.missing(.slot), at: place.offset) }
        guard let parent else { throw RPCError(.missing(.parent), at: place.offset) }
        guard let root else { throw RPCError(.missing(.root), at: place.offset) }
        return SlotNotification(subscription: subscription, slot: slot, parent: parent, root: root)
    }

    /// The subscription and the place of the result of a notification.
    @_noLocks private func notification() throws(RPCError) -> (UInt64, JSONScanner) {
        guard var scanner = parameters else { throw RPCError(.missing(.parameters), at: 0) }
        let start = scanner.offset
        var fields = RPCFields()
        var subscription: UInt64?
        var result: JSONScanner?
        do throws(JSONError) {
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                if key.equals("subscription") {
                    try fields.number(&subscription, .subscription, &scanner)
                } else if key.equals("result") {
                    try fields.place(&result, .result, &scanner)
                } else {
                    try scanner.skip()
                }
            }
        } catch { throw RPCError(error) }
        if let fault = fields.fault { throw fault }
        guard let subscription else { throw RPCError(.missing(.subscription), at: start) }
        guard let result else { throw RPCError(.missing(.result), at: start) }
        return (subscription, result)
    }

    @_noLocks func refusal() throws(RPCError) -> RPCRefusal {
        guard var scanner = error else { throw RPCError(.missing(.error), at: 0) }
        let start = scanner.offset
        var fields = RPCFields()
        var code: Int64?
        var message: JSONText?
        do throws(JSONError) {
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                if key.equals("code") {
                    if code != nil { fields.note(.code, at: scanner.offset) }
                    code = try scanner.signed()
                } else if key.equals("message") {
                    try fields.string(&message, .message, &scanner)
                } else {
                    try scanner.skip()
                }
            }
        } catch { throw RPCError(error) }
        if let fault = fields.fault { throw fault }
        guard let code else { throw RPCError(.missing(.code), at: start) }
        guard let message else { throw RPCError(.missing(.message), at: start) }
        return RPCRefusal(request: id, code: code, message: message)
    }
}
