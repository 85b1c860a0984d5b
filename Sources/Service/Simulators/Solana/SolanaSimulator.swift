import Codecs
import Numbers
import Solana

/// A Solana node, as far as somebody who watches a pool sees it: requests and ended slots in,
/// answers and notifications out. The same requests come by WebSocket and by HTTP.
///
/// Nothing can be sent to it: `sendTransaction` and its like are unknown methods, and counted.
struct SolanaSimulator: ~Copyable {
    /// A stock node closes a WebSocket that asks with more.
    static let requestBytesMax = 4_096
    /// Slots from the newest to the finalised one.
    static let rootDistance: UInt64 = 32

    struct Subscription {
        enum Kind: Equatable {
            case slot
            case account(String, AccountEncoding)
        }
        var kind: Kind
        /// Method and parameters: who asks the same gets the same number.
        var request: [UInt8]
        var clients: Set<ClientID>
    }

    /// Ascending numbers.
    private(set) var subscriptions: [UInt64: Subscription] = [:]
    private var nextSubscription: UInt64 = 0
    private(set) var clients: Set<ClientID> = []
    var messages = RPCMessages()
    /// Requests that would have moved money.
    private(set) var violations: UInt64 = 0
    private(set) var malformed: UInt64 = 0
    /// The places of the accounts that exist, by address.
    private let places: [String: Int]
    /// All other accounts, by address: mints, pools of other kinds.
    private var others: [String: AccountImage]
    private var clock: AccountImage

    init(
        serving pool: borrowing PoolModel, beside others: [AccountImage] = [], slot: UInt64,
        seconds: UInt64
    ) {
        var places: [String: Int] = [:]
        for (place, account) in pool.accounts.enumerated() { places[account.address] = place }
        self.places = places
        self.others = Dictionary(
            others.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        clock = .clock(slot: slot, seconds: seconds)
    }

    private func image(_ address: String, _ pool: borrowing PoolModel) -> AccountImage? {
        if let place = places[address] { return pool.accounts[place] }
        return address == clock.address ? clock : others[address]
    }

    mutating func connect(_ client: ClientID) { clients.insert(client) }

    mutating func disconnect(_ client: ClientID) {
        clients.remove(client)
        for (id, subscription) in subscriptions where subscription.clients.contains(client) {
            leave(id, client)
        }
    }

    private mutating func leave(_ id: UInt64, _ client: ClientID) {
        subscriptions[id]?.clients.remove(client)
        if subscriptions[id]?.clients.isEmpty == true { subscriptions[id] = nil }
    }

    // MARK: Requests

    /// A message that came by WebSocket.
    mutating func receive(
        _ text: ArraySlice<UInt8>, from client: ClientID, pool: borrowing PoolModel,
        slot: UInt64, into outbox: inout Outbox
    ) {
        guard clients.contains(client) else { return }
        guard text.count <= SolanaSimulator.requestBytesMax else {
            outbox.put(.close(1009), to: client)
            disconnect(client)
            return
        }
        switch RPCRequest.read(text) {
        case .malformed:
            malformed += 1
            outbox.send(messages.error(.none, .parseError), to: client)
        case .invalid:
            malformed += 1
            outbox.send(messages.error(.none, .invalidRequest), to: client)
        case .request(let request):
            let answer = subscribe(request, client) ?? self.answer(request, pool, slot)
            outbox.send(answer, to: client)
        }
    }

    /// The body that answers an HTTP request's body.
    mutating func answer(
        _ text: ArraySlice<UInt8>, pool: borrowing PoolModel, slot: UInt64
    ) -> [UInt8] {
        switch RPCRequest.read(text) {
        case .malformed:
            malformed += 1
            return messages.error(.none, .parseError)
        case .invalid:
            malformed += 1
            return messages.error(.none, .invalidRequest)
        case .request(let request): return answer(request, pool, slot)
        }
    }

    /// Nil when it is no matter of subscriptions.
    private mutating func subscribe(_ request: RPCRequest, _ client: ClientID) -> [UInt8]? {
        switch request.method {
        case "slotSubscribe":
            return join(.slot, request, client)
        case "accountSubscribe":
            guard let address = request.keys.first, PublicKey(base58: address) != nil else {
                return messages.error(
                    request.id, .invalidParameters("Invalid param: WrongSize"))
            }
            return join(.account(address, encoding(request)), request, client)
        case "slotUnsubscribe", "accountUnsubscribe":
            guard let id = request.number,
                subscriptions[id]?.clients.contains(client) == true
            else {
                return messages.error(
                    request.id, .invalidParameters("Invalid subscription id."))
            }
            leave(id, client)
            return messages.result(request.id) { $0.bool(true) }
        default:
            return nil
        }
    }

    private mutating func join(
        _ kind: Subscription.Kind, _ request: RPCRequest, _ client: ClientID
    ) -> [UInt8] {
        let name = Array(request.method.utf8) + request.parameters
        let known = subscriptions.first { $0.value.request == name }?.key
        let id = known ?? nextSubscription
        if known == nil {
            nextSubscription += 1
            subscriptions[id] = Subscription(kind: kind, request: name, clients: [])
        }
        subscriptions[id]?.clients.insert(client)
        return messages.result(request.id) { $0.unsigned(id) }
    }

    private func encoding(_ request: RPCRequest) -> AccountEncoding {
        switch request.encoding {
        case nil, "binary", "base58": .binary
        default: .base64
        }
    }

    private mutating func answer(
        _ request: RPCRequest, _ pool: borrowing PoolModel, _ slot: UInt64
    ) -> [UInt8] {
        if let least = request.minContextSlot, least > slot {
            return messages.error(request.id, .minContextSlot(slot))
        }
        switch request.method {
        case "getAccountInfo":
            guard request.keys.count == 1 else { return refuseKeys(request) }
            return accounts(request, pool, slot, isList: false)
        case "getMultipleAccounts":
            guard request.keys.count <= 100 else {
                return messages.error(
                    request.id, .invalidParameters("Too many inputs provided; max 100"))
            }
            return accounts(request, pool, slot, isList: true)
        case "sendTransaction", "sendBundle", "requestAirdrop":
            violations += 1
            return messages.error(request.id, .methodNotFound)
        default:
            return plainAnswer(request, slot)
        }
    }

    /// Answers that have nothing to do with accounts.
    private mutating func plainAnswer(_ request: RPCRequest, _ slot: UInt64) -> [UInt8] {
        switch request.method {
        case "getSlot": return messages.result(request.id) { $0.unsigned(slot) }
        case "getBlockHeight":
            return messages.result(request.id) { $0.unsigned(SolanaSimulator.height(slot)) }
        case "getHealth": return messages.result(request.id) { $0.string("ok" as StaticString) }
        case "getVersion":
            return messages.result(request.id) { writer in
                writer.beginObject()
                writer.key("feature-set")
                writer.unsigned(3_604_001_754)
                writer.key("solana-core")
                writer.string(RPCMessages.apiVersion)
                writer.endObject()
            }
        case "getLatestBlockhash":
            let hash = SolanaSimulator.blockhash(slot)
            return messages.contextResult(request.id, slot: slot) { writer in
                writer.beginObject()
                writer.key("blockhash")
                writer.string(hash)
                writer.key("lastValidBlockHeight")
                writer.unsigned(SolanaSimulator.height(slot) + 150)
                writer.endObject()
            }
        default: return messages.error(request.id, .methodNotFound)
        }
    }

    private mutating func refuseKeys(_ request: RPCRequest) -> [UInt8] {
        messages.error(request.id, .invalidParameters("Invalid param: WrongSize"))
    }

    private mutating func accounts(
        _ request: RPCRequest, _ pool: borrowing PoolModel, _ slot: UInt64, isList: Bool
    ) -> [UInt8] {
        guard request.keys.allSatisfy({ PublicKey(base58: $0) != nil }) else {
            return refuseKeys(request)
        }
        let encoding = encoding(request)
        let told = request.keys.map { key -> (ToldAccount, AccountData)? in
            guard let image = image(key, pool) else { return nil }
            let account = ToldAccount(image)
            return (account, AccountData(account, encoding, slice: request.slice))
        }
        return messages.contextResult(request.id, slot: slot) { writer in
            if isList { writer.beginArray() }
            for account in told {
                if let (account, data) = account {
                    RPCMessages.account(account, data, &writer)
                } else {
                    writer.null()
                }
            }
            if isList { writer.endArray() }
        }
    }

    private static func height(_ slot: UInt64) -> UInt64 { slot - slot / 20 }

    /// A hash that follows from the slot.
    private static func blockhash(_ slot: UInt64) -> String {
        var random = RandomSource(seed: slot)
        let key = PublicKey(words: random.next(), random.next(), random.next(), random.next())
        return key.base58
    }

    // MARK: Slots

    /// A slot ended: each account that changed is told once, as it stands now; then the next slot
    /// is announced.
    mutating func publish(
        slot: UInt64, seconds: UInt64, changed: [Int], pool: borrowing PoolModel,
        beside otherChanges: [AccountImage] = [], distortion: SlotDistortion = .none,
        into outbox: inout Outbox
    ) {
        clock = .clock(slot: slot, seconds: seconds)
        let told = distortion.apply(slot: slot, changed: changed, accounts: pool.accounts)
        tell(ToldAccount(clock), at: clock.address, slot: slot, into: &outbox)
        for (place, account) in told.accounts {
            tell(account, at: pool.accounts[place].address, slot: told.slot, into: &outbox)
        }
        for image in otherChanges {
            others[image.address] = image
            tell(ToldAccount(image), at: image.address, slot: slot, into: &outbox)
        }
        for (id, subscription) in subscriptions.sorted(by: { $0.key < $1.key })
        where subscription.kind == .slot {
            let next = told.slot + 1
            let text = messages.slotNotification(
                slot: next, parent: told.slot,
                root: next - min(next, SolanaSimulator.rootDistance), subscription: id)
            for client in subscription.clients.sorted() { outbox.send(text, to: client) }
        }
    }

    private mutating func tell(
        _ account: ToldAccount, at address: String, slot: UInt64, into outbox: inout Outbox
    ) {
        for (id, subscription) in subscriptions.sorted(by: { $0.key < $1.key }) {
            guard case .account(address, let encoding) = subscription.kind else { continue }
            let text = messages.accountNotification(
                account, encoding: encoding, slot: slot, subscription: id)
            for client in subscription.clients.sorted() { outbox.send(text, to: client) }
        }
    }
}
