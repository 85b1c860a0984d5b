/// One connection's number, from 0 in the order of their coming, never used again.
typealias ClientID = Int

/// What a core wants its connection to do.
enum Outgoing: Equatable, Sendable {
    /// A text message.
    case text(ArraySlice<UInt8>)
    /// Bytes that go out as they are, beside the protocol.
    case bytes(ArraySlice<UInt8>)
    /// A close frame with that code, then the end.
    case close(UInt16)
    /// The end, at once.
    case reset
}

/// What the cores want sent, in order.
struct Outbox: Sendable {
    struct Item: Equatable, Sendable {
        var client: ClientID
        var what: Outgoing
    }

    private(set) var items: [Item] = []

    mutating func send(_ text: [UInt8], to client: ClientID) {
        items.append(Item(client: client, what: .text(text[...])))
    }

    mutating func send(_ text: ArraySlice<UInt8>, to client: ClientID) {
        items.append(Item(client: client, what: .text(text)))
    }

    mutating func put(_ what: Outgoing, to client: ClientID) {
        items.append(Item(client: client, what: what))
    }

    /// Everything, and nothing is left.
    mutating func takeAll() -> [Item] {
        defer { items.removeAll(keepingCapacity: true) }
        return items
    }
}
