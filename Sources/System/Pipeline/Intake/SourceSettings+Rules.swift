import Solana
import Venues

extension SourceSettings.SequenceScope {
    var rule: SequenceScope {
        switch self {
        case .connection: .connection
        case .channel: .channel
        case .off: .off
        }
    }
}

extension SourceSettings.Commitment {
    var level: Commitment {
        switch self {
        case .processed: .processed
        case .confirmed: .confirmed
        case .finalized: .finalized
        }
    }
}
