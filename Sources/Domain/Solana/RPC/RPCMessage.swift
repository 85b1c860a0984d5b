public import Codecs
public import Numbers

/// One message of a node, of the kinds that our requests lead to.
public enum RPCMessage {
    /// A subscription stands; its notifications carry this number.
    case subscribed(request: UInt64, subscription: UInt64)
    /// The answer to an unsubscription.
    case unsubscribed(request: UInt64)
    case account(AccountNotification)
    case slot(SlotNotification)
    /// The answer to `getMultipleAccounts`; `RPCDecoder.nextAccount` gives the accounts.
    case accounts(request: UInt64, slot: Slot)
    /// A request was refused.
    case refused(RPCRefusal)
    /// A notification or an answer of another kind.
    case other
}

/// An account as the end of a slot left it.
public struct AccountNotification {
    public let subscription: UInt64
    /// The slot of the block, not of the write.
    public let slot: Slot
    /// Nil when the node says `null`. A closed account comes as one without lamports and data.
    public let account: RPCAccount?

    @_noLocks init(subscription: UInt64, slot: Slot, account: RPCAccount?) {
        self.subscription = subscription
        self.slot = slot
        self.account = account
    }
}

/// A slot that the node has processed.
@frozen public struct SlotNotification: BitwiseCopyable, Equatable, Sendable {
    public let subscription: UInt64
    public let slot: Slot
    /// The slot that it builds on: the chain of parents shows forks.
    public let parent: Slot
    public let root: Slot

    @_noLocks init(subscription: UInt64, slot: UInt64, parent: UInt64, root: UInt64) {
        self.subscription = subscription
        self.slot = Slot(slot)
        self.parent = Slot(parent)
        self.root = Slot(root)
    }
}

/// Why a node does not answer a request.
public struct RPCRefusal {
    /// Nil when the node could not read the request.
    public let request: UInt64?
    /// Of JSON-RPC (−32700…−32600), of Solana (−32001…−32019) or of HTTP (429).
    public let code: Int64
    /// For people, in place.
    public let message: JSONText

    @_noLocks init(request: UInt64?, code: Int64, message: JSONText) {
        self.request = request
        self.code = code
        self.message = message
    }

    /// The node has not reached the `minContextSlot` of the request: ask again.
    public var isBehind: Bool { code == -32016 }
}

/// What is wrong with a message, and where.
public struct RPCError: Error, Equatable, Sendable {
    public let fault: RPCFault
    /// A byte of the message, at or shortly before the fault.
    public let offset: Int

    @_noLocks init(_ fault: RPCFault, at offset: Int) {
        self.fault = fault
        self.offset = offset
    }

    @_noLocks init(_ error: JSONError) {
        self.init(.json(error.fault), at: error.offset)
    }
}

public enum RPCFault: Equatable, Sendable {
    case json(JSONFault)
    /// A key that must be there is not.
    case missing(RPCField)
    /// A key stands twice in one object: which of them counts?
    case repeated(RPCField)
}

/// The keys that we read.
public enum RPCField: CaseIterable, Sendable {
    case id
    case method
    case parameters
    case result
    case error
    case context
    case slot
    case value
    case subscription
    case parent
    case root
    case lamports
    case owner
    case data
    case code
    case message
}
