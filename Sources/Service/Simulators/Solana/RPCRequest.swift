import Codecs

/// One JSON-RPC request, as far as the simulator looks.
struct RPCRequest: Equatable, Sendable {
    /// What the answer repeats.
    enum ID: Equatable, Sendable {
        case none
        case number(UInt64)
        case text([UInt8])
    }

    var id = ID.none
    var method = ""
    /// The first parameter, if it is text or a list of texts.
    var keys: [String] = []
    /// The first parameter, if it is a number.
    var number: UInt64?
    /// The configuration object behind it.
    var encoding: String?
    var minContextSlot: UInt64?
    var slice: Range<Int>?
    /// The parameters as they are spelled: equal ones share a subscription.
    var parameters: [UInt8] = []

    enum Reading: Equatable, Sendable {
        case request(RPCRequest)
        /// No JSON.
        case malformed
        /// JSON, but no request.
        case invalid
    }

    static func read(_ text: ArraySlice<UInt8>) -> Reading {
        var request = RPCRequest()
        let isRead = unsafe text.withUnsafeBytes { bytes in
            var scanner = unsafe JSONScanner(bytes)
            do throws(JSONError) {
                try scanner.enterObject()
                while let key = try scanner.nextKey() {
                    try unsafe request.read(key, &scanner, bytes)
                }
                try scanner.finish()
                return true
            } catch {
                return false
            }
        }
        guard isRead else { return .malformed }
        return request.method.isEmpty ? .invalid : .request(request)
    }

    private mutating func read(
        _ key: JSONText, _ scanner: inout JSONScanner, _ text: UnsafeRawBufferPointer
    ) throws(JSONError) {
        if key.equals("id") {
            switch try scanner.kind() {
            case .number: id = .number(try scanner.unsigned())
            case .string: id = .text(try scanner.string().unescaped())
            default: try scanner.skip()
            }
        } else if key.equals("method") {
            method = TextTable.text(try scanner.string().unescaped()[...])
        } else if key.equals("params"), try scanner.kind() == .array {
            let start = scanner.offset
            try readParameters(&scanner)
            parameters = unsafe Array(text[start..<scanner.offset])
        } else {
            try scanner.skip()
        }
    }

    private mutating func readParameters(_ scanner: inout JSONScanner) throws(JSONError) {
        try scanner.enterArray()
        while try scanner.nextElement() {
            switch try scanner.kind() {
            case .string: keys.append(TextTable.text(try scanner.string().unescaped()[...]))
            case .number: number = try scanner.unsigned()
            case .object: try readConfiguration(&scanner)
            case .array:
                try scanner.enterArray()
                while try scanner.nextElement() {
                    keys.append(TextTable.text(try scanner.string().unescaped()[...]))
                }
            default: try scanner.skip()
            }
        }
    }

    private mutating func readConfiguration(_ scanner: inout JSONScanner) throws(JSONError) {
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            if key.equals("encoding") {
                encoding = TextTable.text(try scanner.string().unescaped()[...])
            } else if key.equals("minContextSlot") {
                minContextSlot = try scanner.unsigned()
            } else if key.equals("dataSlice") {
                try readSlice(&scanner)
            } else {
                try scanner.skip()
            }
        }
    }

    private mutating func readSlice(_ scanner: inout JSONScanner) throws(JSONError) {
        var offset = 0
        var length = 0
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            if key.equals("offset") {
                offset = Int(clamping: try scanner.unsigned())
            } else if key.equals("length") {
                length = Int(clamping: try scanner.unsigned())
            } else {
                try scanner.skip()
            }
        }
        let (end, isTooFar) = offset.addingReportingOverflow(length)
        slice = offset..<(isTooFar ? Int.max : end)
    }
}
