/// Why a list of entries is no ledger. The number is how many entries before it were right.
public enum LedgerFault: Error, Equatable, Sendable {
    case unknownAccount(at: Int)
    case brokenChain(at: Int)
    case wrongBalance(at: Int)
    case unbalancedSet(at: Int)
}

extension LedgerFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownAccount(let place): "entry \(place + 1) names an account that is not there"
        case .brokenChain(let place): "entry \(place + 1) does not follow the one before it"
        case .wrongBalance(let place): "entry \(place + 1) tells another balance than its account's"
        case .unbalancedSet(let place): "the postings that end at entry \(place) do not sum to 0"
        }
    }
}
