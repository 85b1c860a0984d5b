import Codecs
import Numbers

/// What one pull of an account came to.
public enum RPCAccountStep {
    case account(RPCAccount)
    /// There is no account at this address.
    case missing
    /// The answer holds no more.
    case done
    case failed(RPCError)
}

/// Turns the messages of one node into values, in place. The account notification in a node's
/// usual order of keys takes the quick path; everything else the general scanner.
///
/// The bytes must stay where they are for as long as what was read from them is used.
@safe public struct RPCDecoder: ~Copyable {
    /// Messages that the general scanner took.
    public internal(set) var generalMessages: UInt64 = 0
    private let triesQuickPath: Bool
    /// Stands among the accounts of the answer that is being pulled.
    var accounts: JSONScanner?

    public enum Speed: Sendable {
        /// The general scanner only where the quick path declines.
        case usual
        /// For every message: tests compare the two.
        case general
    }

    public init(speed: Speed = .usual) { triesQuickPath = speed == .usual }

    /// Looks at the next message: one whole JSON text.
    @_noLocks public mutating func begin(
        _ bytes: UnsafeRawBufferPointer
    ) throws(RPCError) -> RPCMessage {
        accounts = nil
        if triesQuickPath, let notification = unsafe AccountNotification(quick: bytes) {
            return .account(notification)
        }
        generalMessages &+= 1
        let envelope = try unsafe RPCEnvelope(bytes)
        if envelope.error != nil { return .refused(try envelope.refusal()) }
        if let method = envelope.method {
            if method.equals("accountNotification") {
                return .account(try envelope.accountNotification())
            }
            if method.equals("slotNotification") { return .slot(try envelope.slotNotification()) }
            return .other
        }
        return try answer(envelope)
    }

    @_noLocks private mutating func answer(
        _ envelope: RPCEnvelope
    ) throws(RPCError) -> RPCMessage {
        guard var result = envelope.result else {
            throw RPCError(.missing(.result), at: 0)
        }
        guard let id = envelope.id else { throw RPCError(.missing(.id), at: 0) }
        do throws(JSONError) {
            switch try result.kind() {
            case .number:
                return .subscribed(request: id, subscription: try result.unsigned())
            case .bool: return try result.bool() ? .unsubscribed(request: id) : .other
            case .object: break
            default: return .other
            }
        } catch { throw RPCError(error) }
        let content = try RPCResult(&result)
        guard let slot = content.slot, var value = content.value else { return .other }
        do throws(JSONError) {
            guard try value.isAtArray() else { return .other }
            try value.enterArray()
        } catch { throw RPCError(error) }
        accounts = value
        return .accounts(request: id, slot: Slot(slot))
    }

    /// The next account of an answer to `getMultipleAccounts`, in the order of the request.
    @_noLocks public mutating func nextAccount() -> RPCAccountStep {
        guard var scanner = accounts else { return .done }
        do throws(RPCError) {
            let step = try RPCDecoder.accountStep(&scanner)
            if case .done = step { accounts = nil } else { accounts = scanner }
            return step
        } catch {
            accounts = nil
            return .failed(error)
        }
    }

    @_noLocks private static func accountStep(
        _ scanner: inout JSONScanner
    ) throws(RPCError) -> RPCAccountStep {
        do throws(JSONError) {
            guard try scanner.nextElement() else { return .done }
            if try scanner.takeNull() { return .missing }
        } catch { throw RPCError(error) }
        return .account(try RPCAccount(&scanner))
    }
}
