/// Proves that no message of one connection is missing.
///
/// Coinbase counts every message of every channel of a connection in one counter, from 0; so each
/// message is shown to the rule before it is looked into, heartbeats and acknowledgements too.
/// Messages without a number (errors) do not count. A new connection needs a new rule.
///
/// Source: three public code bases that measured it in 2026; the vendor's text speaks of one
/// counter for each product, which is why the scope is a setting.
public struct CoinbaseSequence: Sendable {
    public let scope: SequenceScope
    /// The number that is due, by channel or for all; −1 before the first message.
    private var due: InlineArray<4, UInt64> = [0, 0, 0, 0]
    private var isSeeded: InlineArray<4, Bool> = [false, false, false, false]

    @_noLocks public init(scope: SequenceScope = .connection) { self.scope = scope }

    /// Looks at one message, in the order in which they came.
    @_noLocks public mutating func accept(_ message: CoinbaseMessage) -> SequenceCheck {
        guard let number = message.sequence, let counter = counter(of: message.kind) else {
            return .accepted
        }
        let expected = due[counter]
        if isSeeded[counter], number < expected { return .duplicate }
        let missing = isSeeded[counter] ? number &- expected : 0
        due[counter] = number &+ 1
        isSeeded[counter] = true
        return missing == 0 ? .accepted : .gap(missing: missing)
    }

    /// Which counter a message belongs to; nil when it is not checked. Channels that we do not
    /// know cannot be told apart, so by channel they are not.
    @_noLocks private func counter(of kind: CoinbaseMessage.Kind) -> Int? {
        switch scope {
        case .off: nil
        case .connection: 0
        case .channel:
            switch kind {
            case .levels: 0
            case .heartbeat: 1
            case .subscriptions: 2
            case .error, .other: nil
            }
        }
    }
}
