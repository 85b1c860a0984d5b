import Codecs

/// What we ask of a node. This list is all that can be asked: no case submits a transaction, asks
/// for an airdrop or changes anything on the chain.
public enum RPCMethod: CaseIterable, Sendable {
    case accountSubscribe
    case accountUnsubscribe
    case slotSubscribe
    case getMultipleAccounts

    var name: StaticString {
        switch self {
        case .accountSubscribe: "accountSubscribe"
        case .accountUnsubscribe: "accountUnsubscribe"
        case .slotSubscribe: "slotSubscribe"
        case .getMultipleAccounts: "getMultipleAccounts"
        }
    }
}

/// How settled the state must be that a node shows. Nodes assume `finalized`, 13 seconds late, so
/// it is always said.
public enum Commitment: String, CaseIterable, Sendable {
    /// The newest block of the heaviest fork; it may be rolled back.
    case processed
    /// Voted for by more than two thirds of stake.
    case confirmed
    case finalized

    var name: StaticString {
        switch self {
        case .processed: "processed"
        case .confirmed: "confirmed"
        case .finalized: "finalized"
        }
    }
}

/// Writes JSON-RPC 2.0 requests. Every writer gives the bytes written, or nil when the room is too
/// small. Nodes close a WebSocket on requests of more than 4,096 bytes.
///
/// Source: Solana's RPC documentation, HTTP and WebSocket methods.
public enum RPCRequest {
    /// A node reads at most this many accounts at once.
    public static var accountsMax: Int { 100 }

    /// Notifications of one account, in base64. No first state comes with it: read the account
    /// once the subscription is confirmed.
    public static func accountSubscribe(
        _ account: PublicKey, commitment: Commitment, id: UInt64,
        into room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        unsafe write(.accountSubscribe, id: id, into: room) { writer in
            writer.string(account.description)
            options(&writer, commitment, slotMin: nil)
        }
    }

    public static func accountUnsubscribe(
        subscription: UInt64, id: UInt64, into room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        unsafe write(.accountUnsubscribe, id: id, into: room) { $0.unsigned(subscription) }
    }

    /// Notifications of each slot that the node processes.
    public static func slotSubscribe(
        id: UInt64, into room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        unsafe write(.slotSubscribe, id: id, into: room) { _ in }
    }

    /// The states of several accounts at one slot, in base64.
    ///
    /// - Parameters:
    ///   - accounts: at most `accountsMax`; the answer has their order.
    ///   - slotMin: a node that has not reached it refuses, instead of showing something older.
    public static func multipleAccounts(
        _ accounts: [PublicKey], commitment: Commitment, slotMin: UInt64? = nil, id: UInt64,
        into room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        precondition(accounts.count <= accountsMax, "a node reads up to 100 accounts at once")
        return unsafe write(.getMultipleAccounts, id: id, into: room) { writer in
            writer.beginArray()
            for account in accounts { writer.string(account.description) }
            writer.endArray()
            options(&writer, commitment, slotMin: slotMin)
        }
    }

    private static func options(
        _ writer: inout JSONWriter, _ commitment: Commitment, slotMin: UInt64?
    ) {
        writer.beginObject()
        writer.key("encoding")
        writer.string("base64" as StaticString)
        writer.key("commitment")
        writer.string(commitment.name)
        if let slotMin {
            writer.key("minContextSlot")
            writer.unsigned(slotMin)
        }
        writer.endObject()
    }

    private static func write(
        _ method: RPCMethod, id: UInt64, into room: UnsafeMutableRawBufferPointer,
        parameters: (inout JSONWriter) -> Void
    ) -> Int? {
        var writer = unsafe JSONWriter(into: room)
        writer.beginObject()
        writer.key("jsonrpc")
        writer.string("2.0" as StaticString)
        writer.key("id")
        writer.unsigned(id)
        writer.key("method")
        writer.string(method.name)
        writer.key("params")
        writer.beginArray()
        parameters(&writer)
        writer.endArray()
        writer.endObject()
        return writer.count
    }
}
