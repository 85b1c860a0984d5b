import Codecs

/// A result with its context: `{"context":{"slot":1},"value":…}`. A result of another kind has
/// neither.
struct RPCResult {
    private(set) var slot: UInt64?
    private(set) var value: JSONScanner?

    /// Takes a whole object.
    @_noLocks init(_ scanner: inout JSONScanner) throws(RPCError) {
        var fields = RPCFields()
        var context: JSONScanner?
        do throws(JSONError) {
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                if key.equals("context") {
                    try fields.place(&context, .context, &scanner)
                } else if key.equals("value") {
                    try fields.place(&value, .value, &scanner)
                } else {
                    try scanner.skip()
                }
            }
            guard var context else { return }
            try context.enterObject()
            while let key = try context.nextKey() {
                if key.equals("slot") {
                    try fields.number(&slot, .slot, &context)
                } else {
                    try context.skip()
                }
            }
        } catch { throw RPCError(error) }
        if let fault = fields.fault { throw fault }
    }
}

extension RPCAccount {
    /// Takes a whole account object.
    @_noLocks init(_ scanner: inout JSONScanner) throws(RPCError) {
        let start = scanner.offset
        var fields = RPCFields()
        var lamports: UInt64?
        var owner: JSONText?
        var data: JSONScanner?
        do throws(JSONError) {
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                if key.equals("lamports") {
                    try fields.number(&lamports, .lamports, &scanner)
                } else if key.equals("owner") {
                    try fields.string(&owner, .owner, &scanner)
                } else if key.equals("data") {
                    try fields.place(&data, .data, &scanner)
                } else {
                    try scanner.skip()
                }
            }
        } catch { throw RPCError(error) }
        if let fault = fields.fault { throw fault }
        guard let lamports else { throw RPCError(.missing(.lamports), at: start) }
        guard let owner else { throw RPCError(.missing(.owner), at: start) }
        guard var data else { throw RPCError(.missing(.data), at: start) }
        do throws(JSONError) {
            let (text, encoding) = try RPCAccount.data(&data)
            self.init(lamports: lamports, owner: owner, data: text, encoding: encoding)
        } catch { throw RPCError(error) }
    }

    /// `["…","base64"]`, or whatever else a node may show: a text is base58, an object parsed.
    @_noLocks private static func data(
        _ scanner: inout JSONScanner
    ) throws(JSONError) -> (JSONText?, Encoding) {
        if try scanner.isAtString() { return (try scanner.string(), .other) }
        guard try scanner.isAtArray() else { return (nil, .other) }
        try scanner.enterArray()
        guard try scanner.nextElement() else { return (nil, .other) }
        let text = try scanner.string()
        guard try scanner.nextElement() else { return (text, .other) }
        let isBase64 = try scanner.string().equals("base64")
        guard try !scanner.nextElement() else { return (text, .other) }
        return (text, isBase64 ? .base64 : .other)
    }
}
