import Pools
import Solana

/// Where the search for the accounts that pricing needs stands. All but its flags is cold.
struct AccountSearch {
    /// Of arrays ahead of a price, while the rest is live.
    enum Stage {
        case none
        /// Asked for what a plan is made from.
        case asking
        /// Confirmations are coming.
        case subscribing
        /// Asked for the new accounts' states.
        case reading
    }

    var stage = Stage.none
    /// The search begins anew, with nothing known.
    var isDue = false
    var known = KnownAccounts()
    /// What was asked for, in the order of the answer.
    var asked: [PublicKey] = []
    /// Questions asked so far.
    var rounds = 0
    /// Places of accounts that are to be subscribed to, and then read.
    var places: [Int] = []
    /// Whether slots are to be subscribed to as well.
    var wantsSlots = false
    /// Numbers of subscriptions that are to end.
    var ending: [UInt64] = []

    /// More questions than any pool's accounts need to be found.
    static var roundsMax: Int { 8 }

    init() {}

    @_noLocks mutating func stop() { stage = .none }

    /// Forgets all, and asks for these first.
    mutating func begin(_ first: [PublicKey]) {
        isDue = false
        known = KnownAccounts()
        asked = first
        rounds = 0
    }
}

// Comparing enums would look up metadata in a debug build, which a turn may not; a switch does not.
extension AccountSearch.Stage {
    var isNone: Bool { @_noLocks get { if case .none = self { true } else { false } } }
    var isAsking: Bool { @_noLocks get { if case .asking = self { true } else { false } } }
    var isSubscribing: Bool {
        @_noLocks get { if case .subscribing = self { true } else { false } }
    }
    var isReading: Bool { @_noLocks get { if case .reading = self { true } else { false } } }
}
