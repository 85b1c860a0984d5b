import Codecs
import Numbers

/// Why a request is refused: JSON-RPC's codes and the node's own.
enum RPCRefusal: Equatable, Sendable {
    case parseError
    case invalidRequest
    case methodNotFound
    case invalidParameters(String)
    case minContextSlot(UInt64)

    var code: Int64 {
        switch self {
        case .parseError: -32_700
        case .invalidRequest: -32_600
        case .methodNotFound: -32_601
        case .invalidParameters: -32_602
        case .minContextSlot: -32_016
        }
    }

    var message: String {
        switch self {
        case .parseError: "Parse error"
        case .invalidRequest: "Invalid request"
        case .methodNotFound: "Method not found"
        case .invalidParameters(let what): what
        case .minContextSlot: "Minimum context slot has not been reached"
        }
    }
}

/// An account as it is told: the real one, or what a fault made of it.
struct ToldAccount: Equatable, Sendable {
    var lamports: UInt64
    var owner: String
    var data: [UInt8]

    init(_ account: AccountImage) {
        lamports = account.lamports
        owner = account.owner
        data = account.data
    }
}

/// Writes what a Solana node says, key for key in a node's order.
struct RPCMessages: ~Copyable {
    static let apiVersion = "3.1.8"
    private var text = MessageText()

    mutating func result(
        _ id: RPCRequest.ID, _ body: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        text.write { writer in
            RPCMessages.begin(&writer)
            writer.key("result")
            body(&writer)
            RPCMessages.end(id, &writer)
        }
    }

    /// A result that says which slot it holds for.
    mutating func contextResult(
        _ id: RPCRequest.ID, slot: UInt64, _ body: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        result(id) { writer in
            writer.beginObject()
            writer.key("context")
            writer.beginObject()
            writer.key("apiVersion")
            writer.string(RPCMessages.apiVersion)
            writer.key("slot")
            writer.unsigned(slot)
            writer.endObject()
            writer.key("value")
            body(&writer)
            writer.endObject()
        }
    }

    mutating func error(_ id: RPCRequest.ID, _ refusal: RPCRefusal) -> [UInt8] {
        text.write { writer in
            RPCMessages.begin(&writer)
            writer.key("error")
            writer.beginObject()
            writer.key("code")
            writer.signed(refusal.code)
            writer.key("message")
            writer.string(refusal.message)
            if case .minContextSlot(let slot) = refusal {
                writer.key("data")
                writer.beginObject()
                writer.key("contextSlot")
                writer.unsigned(slot)
                writer.endObject()
            }
            writer.endObject()
            RPCMessages.end(id, &writer)
        }
    }

    mutating func accountNotification(
        _ account: ToldAccount, encoding: AccountEncoding, slot: UInt64, subscription: UInt64
    ) -> [UInt8] {
        let data = AccountData(account, encoding, slice: nil)
        return text.write { writer in
            RPCMessages.begin(&writer)
            writer.key("method")
            writer.string("accountNotification" as StaticString)
            writer.key("params")
            writer.beginObject()
            writer.key("result")
            writer.beginObject()
            writer.key("context")
            writer.beginObject()
            writer.key("slot")
            writer.unsigned(slot)
            writer.endObject()
            writer.key("value")
            RPCMessages.account(account, data, &writer)
            writer.endObject()
            writer.key("subscription")
            writer.unsigned(subscription)
            writer.endObject()
            writer.endObject()
        }
    }

    mutating func slotNotification(
        slot: UInt64, parent: UInt64, root: UInt64, subscription: UInt64
    ) -> [UInt8] {
        text.write { writer in
            RPCMessages.begin(&writer)
            writer.key("method")
            writer.string("slotNotification" as StaticString)
            writer.key("params")
            writer.beginObject()
            writer.key("result")
            writer.beginObject()
            writer.key("slot")
            writer.unsigned(slot)
            writer.key("parent")
            writer.unsigned(parent)
            writer.key("root")
            writer.unsigned(root)
            writer.endObject()
            writer.key("subscription")
            writer.unsigned(subscription)
            writer.endObject()
            writer.endObject()
        }
    }

    static func account(
        _ account: ToldAccount, _ data: AccountData, _ writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("lamports")
        writer.unsigned(account.lamports)
        writer.key("data")
        data.write(&writer)
        writer.key("owner")
        writer.string(account.owner)
        writer.key("executable")
        writer.bool(false)
        writer.key("rentEpoch")
        writer.unsigned(UInt64.max)
        writer.key("space")
        writer.unsigned(UInt64(account.data.count))
        writer.endObject()
    }

    private static func begin(_ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("jsonrpc")
        writer.string("2.0" as StaticString)
    }

    private static func end(_ id: RPCRequest.ID, _ writer: inout JSONWriter) {
        writer.key("id")
        switch id {
        case .none: writer.null()
        case .number(let number): writer.unsigned(number)
        case .text(let text): writer.string(text)
        }
        writer.endObject()
    }
}

/// How account data is spelled.
enum AccountEncoding: Equatable, Sendable {
    case base64
    /// What a node uses when nobody says: base58, up to 128 bytes.
    case binary
}

/// Account data, ready to be written.
struct AccountData: Sendable {
    private let text: [UInt8]
    private let encoding: AccountEncoding

    init(_ account: ToldAccount, _ encoding: AccountEncoding, slice: Range<Int>?) {
        let data =
            slice.map { account.data[$0.clamped(to: 0..<account.data.count)] }
            ?? account.data[...]
        self.encoding = encoding
        switch encoding {
        case .binary where data.count > 128:
            text = Array("error: data too large for bs58 encoding".utf8)
        case .binary:
            text = unsafe AccountData.spelled(data, room: 192) {
                unsafe Base58.encode($0, into: $1)
            }
        case .base64:
            let room = Base64.characters(for: data.count)
            text = unsafe AccountData.spelled(data, room: room) {
                unsafe Base64.encode($0, into: $1)
            }
        }
    }

    private static func spelled(
        _ data: ArraySlice<UInt8>, room: Int,
        _ encode: (UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer) -> Int?
    ) -> [UInt8] {
        var text = [UInt8](repeating: 0, count: room)
        let count = unsafe data.withUnsafeBytes { bytes in
            unsafe text.withUnsafeMutableBytes { room in unsafe encode(bytes, room) ?? 0 }
        }
        text.removeSubrange(count...)
        return text
    }

    func write(_ writer: inout JSONWriter) {
        guard encoding == .base64 else {
            writer.string(text)
            return
        }
        writer.beginArray()
        writer.string(text)
        writer.string("base64" as StaticString)
        writer.endArray()
    }
}
