import Codecs
import Solana

/// The accounts in one JSON text, whichever of the usual shapes it has: an account alone, with its
/// address beside it or around it (`account`); a list of such, bare or in `accounts`, `value` or
/// `result`; an answer of a node.
struct AccountList {
    private var scanner: JSONScanner
    private let file: String
    private let namedAddress: PublicKey?
    private var slot: UInt64?
    private var count = 0

    /// - Parameter bytes: outlive the list.
    init(_ bytes: UnsafeRawBufferPointer, file: String, namedAddress: PublicKey?) {
        unsafe scanner = JSONScanner(bytes)
        self.file = file
        self.namedAddress = namedAddress
    }

    /// What an object says of an account.
    private struct Parts {
        var address: PublicKey?
        var owner: PublicKey?
        var slot: UInt64?
        var data: Spelling?
    }

    /// How data is spelled.
    private enum Spelling {
        case base64(JSONText)
        case bytes([UInt8])
        case other
    }

    /// Shows each account that is wanted.
    ///
    /// - Returns: how many there are, with those that are not wanted.
    mutating func read(
        where isWanted: (PublicKey?) -> Bool, _ body: (AccountRecord) -> Void
    ) throws(JSONError) -> Int {
        switch try scanner.kind() {
        case .object:
            var parts = Parts()
            try object(&parts, where: isWanted, body)
            if parts.address == nil { parts.address = namedAddress }
            tell(parts, where: isWanted, body)
        case .array: try list(where: isWanted, body)
        default: try scanner.skip()
        }
        try scanner.finish()
        return count
    }

    private mutating func list(
        where isWanted: (PublicKey?) -> Bool, _ body: (AccountRecord) -> Void
    ) throws(JSONError) {
        try scanner.enterArray()
        while try scanner.nextElement() {
            guard case .object = try scanner.kind() else {
                try scanner.skip()
                continue
            }
            var parts = Parts()
            try object(&parts, where: isWanted, body)
            tell(parts, where: isWanted, body)
        }
    }

    /// Reads an object's fields; lists in it are told at once.
    private mutating func object(
        _ parts: inout Parts, where isWanted: (PublicKey?) -> Bool,
        _ body: (AccountRecord) -> Void
    ) throws(JSONError) {
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            let kind = try scanner.kind()
            switch kind {
            case .string where key.equals("pubkey") || key.equals("address"):
                parts.address = try scanner.string().key
            case .string where key.equals("owner"): parts.owner = try scanner.string().key
            case .string where key.equals("data") || key.equals("data_base64"):
                parts.data = .base64(try scanner.string())
            case .array where key.equals("data"): parts.data = try spelling()
            case .number where key.equals("slot"): parts.slot = try wholeNumber()
            case .object where key.equals("context"):
                var context = Parts()
                try object(&context, where: isWanted, body)
                slot = context.slot
            case .object where AccountList.holdsAccount(key):
                try object(&parts, where: isWanted, body)
            case .array where AccountList.holdsList(key):
                slot = parts.slot ?? slot
                try list(where: isWanted, body)
            default: try scanner.skip()
            }
        }
    }

    private static func holdsAccount(_ key: JSONText) -> Bool {
        key.equals("account") || key.equals("value") || key.equals("result")
    }

    private static func holdsList(_ key: JSONText) -> Bool {
        key.equals("accounts") || key.equals("value") || key.equals("result")
    }

    /// A slot may be spelled as no other number is: what is none is passed over.
    private mutating func wholeNumber() throws(JSONError) -> UInt64? {
        let text = try unsafe scanner.numberText()
        return unsafe UInt64(String(decoding: text, as: UTF8.self))
    }

    /// A text with its encoding behind it, or bytes.
    private mutating func spelling() throws(JSONError) -> Spelling {
        var text: JSONText?
        var isBase64 = true
        var bytes: [UInt8] = []
        var isOther = false
        try scanner.enterArray()
        while try scanner.nextElement() {
            switch try scanner.kind() {
            case .string:
                let next = try scanner.string()
                if text == nil { text = next } else { isBase64 = next.equals("base64") }
            case .number:
                if let byte = try wholeNumber().flatMap(UInt8.init(exactly:)) {
                    bytes.append(byte)
                } else {
                    isOther = true
                }
            default:
                isOther = true
                try scanner.skip()
            }
        }
        if isOther || !isBase64 || (text != nil && !bytes.isEmpty) { return .other }
        return text.map { .base64($0) } ?? .bytes(bytes)
    }

    /// An object with data and an address or an owner is an account.
    private mutating func tell(
        _ parts: Parts, where isWanted: (PublicKey?) -> Bool, _ body: (AccountRecord) -> Void
    ) {
        guard let spelling = parts.data, parts.address ?? parts.owner != nil else { return }
        count += 1
        guard isWanted(parts.address) else { return }
        let data: [UInt8]? =
            switch spelling {
            case .base64(let text): text.unescapedBase64
            case .bytes(let bytes): bytes
            case .other: nil
            }
        body(
            AccountRecord(
                address: parts.address, owner: parts.owner, data: data, slot: parts.slot ?? slot,
                file: file, place: count))
    }
}

extension JSONText {
    /// The bytes that the string spells in base64; some writers escape each slash.
    fileprivate var unescapedBase64: [UInt8]? {
        guard isEscaped else { return base64 }
        var plain = [UInt8](repeating: 0, count: unsafe raw.count)
        let count = unsafe plain.withUnsafeMutableBytes { room -> Int? in
            do throws(JSONError) {
                return try unsafe unescape(into: room)
            } catch {
                return nil
            }
        }
        guard let count else { return nil }
        return unsafe plain[..<count].withUnsafeBytes { bytes in
            unsafe JSONText(bytes, isEscaped: false).base64
        }
    }
}
