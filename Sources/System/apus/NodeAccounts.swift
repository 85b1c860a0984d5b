import Codecs
import Numbers
import Reactor
import Solana
import Tiles
import Wire

/// Accounts as a node of the chain shows them, asked for over HTTP. Its certificate is always
/// checked, chain and host name.
struct NodeAccounts: ~Copyable {
    /// What a node says, all of one slot.
    struct Answer {
        var slot: UInt64
        /// In the order of the question.
        var accounts: [KnownAccount?]
    }

    struct KnownAccount {
        var owner: PublicKey
        var data: [UInt8]
    }

    /// Why a node does not show accounts: the end of a sentence that begins with its address.
    struct Refusal: Error {
        var why: String
        /// It is the address that is wrong, not the node.
        var isUsage = false
    }

    /// How long a question may take, connecting included.
    private let limit: Nanoseconds
    private let clock = HostClock()
    private var loop: EventLoop
    private var connection: HTTPConnection
    private var questions: UInt64 = 0

    /// - Parameters:
    ///   - url: http://… or https://…
    ///   - authorities: a PEM file of the authorities to trust; nil: the system's.
    ///   - limit: how long a question may take, connecting included.
    init(_ url: String, authorities: String?, limit: Nanoseconds) throws(Refusal) {
        let address: WebAddress
        do throws(WebAddressError) { address = try WebAddress(url) } catch {
            throw Refusal(why: "\(error)", isUsage: true)
        }
        guard !address.isWebSocket else {
            throw Refusal(why: "http:// or https:// is needed", isUsage: true)
        }
        var security: ClientSecurity?
        if address.isSecure {
            do throws(TLSSetupError) {
                let trust = authorities.map { TLSTrust.file(path: $0) } ?? .system
                security = ClientSecurity(try TLSContext(trusting: trust))
            } catch {
                throw Refusal(why: "\(error)")
            }
        }
        do throws(LoopFault) { loop = try EventLoop() } catch {
            throw Refusal(why: "\(error)")
        }
        connection = HTTPConnection(to: address, security: security)
        self.limit = limit
    }

    /// Reads accounts, at most `RPCRequest.accountsMax`, in one question.
    mutating func read(_ keys: [PublicKey]) throws(Refusal) -> Answer {
        guard keys.count <= RPCRequest.accountsMax else {
            throw Refusal(
                why: "\(keys.count) accounts are needed at once; a node shows up to "
                    + "\(RPCRequest.accountsMax)")
        }
        questions += 1
        // An address takes 47 bytes at most.
        var body = [UInt8](repeating: 0, count: 256 + 48 * keys.count)
        let id = questions
        let count = unsafe body.withUnsafeMutableBytes { room in
            unsafe RPCRequest.multipleAccounts(keys, commitment: .confirmed, id: id, into: room)
        }
        guard let count else { throw Refusal(why: "the question does not fit its room") }
        let now = clock.now()
        let isSent = connection.ask(
            "POST", fields: [("Content-Type", "application/json")], body: Array(body[..<count]),
            on: &loop, at: now, wall: clock.wallTime(at: now), limit: limit)
        guard isSent else {
            throw Refusal(why: "the address cannot stand in a request", isUsage: true)
        }
        return try answer(to: keys.count)
    }

    private mutating func answer(to count: Int) throws(Refusal) -> Answer {
        while true {
            let now = clock.now()
            connection.turn(on: &loop, at: now)
            switch connection.next(on: &loop, at: now) {
            case .response(let head, let body):
                return try unsafe NodeAccounts.answer(head, body, count, id: questions)
            case .failed(.late):
                throw Refusal(why: "no answer within \(limit.count / 1_000_000) ms")
            case .failed(let fault):
                throw Refusal(
                    why: connection.explanation.isEmpty ? "\(fault)" : connection.explanation)
            case .nothing: break
            }
            _ = loop.wait(
                until: min(connection.nextTurn, now + .milliseconds(100)), at: now)
            let later = clock.now()
            while let event = loop.nextEvent() {
                connection.take(event, on: &loop, at: later)
            }
        }
    }

    private static func answer(
        _ head: ResponseHead, _ body: UnsafeRawBufferPointer, _ count: Int, id: UInt64
    ) throws(Refusal) -> Answer {
        var decoder = RPCDecoder()
        let message: RPCMessage
        do throws(RPCError) { message = try unsafe decoder.begin(body) } catch {
            guard head.status == 200 else {
                throw Refusal(why: "the node answers \(head.status) \(head.reason)")
            }
            throw Refusal(why: "at byte \(error.offset) the answer is not what was asked for")
        }
        switch message {
        case .accounts(id, let slot):
            return Answer(slot: slot.count, accounts: try accounts(&decoder, count))
        case .refused(let refusal):
            let text = unsafe String(decoding: refusal.message.raw, as: UTF8.self)
            throw Refusal(why: "the node refuses: \(refusal.code) \(text)")
        default: throw Refusal(why: "the answer is to another question")
        }
    }

    private static func accounts(
        _ decoder: inout RPCDecoder, _ count: Int
    ) throws(Refusal) -> [KnownAccount?] {
        var accounts: [KnownAccount?] = []
        while true {
            switch decoder.nextAccount() {
            case .account(let account): accounts.append(try known(account))
            case .missing: accounts.append(nil)
            case .failed(let error):
                throw Refusal(why: "at byte \(error.offset) the answer is no account")
            case .done:
                guard accounts.count == count else {
                    throw Refusal(
                        why: "\(count) accounts were asked for, and \(accounts.count) came")
                }
                return accounts
            }
        }
    }

    private static func known(_ account: RPCAccount) throws(Refusal) -> KnownAccount {
        guard let owner = account.ownerKey() else {
            throw Refusal(why: "the answer names no owner of an account")
        }
        let characters = unsafe account.data?.raw.count ?? 0
        var data = [UInt8](repeating: 0, count: characters / 4 * 3 + 3)
        let count = unsafe data.withUnsafeMutableBytes { unsafe account.decode(into: $0) }
        guard let count else { throw Refusal(why: "the data of an account is not base64") }
        return KnownAccount(owner: owner, data: Array(data[..<count]))
    }
}
