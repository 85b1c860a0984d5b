import Markets
import Numbers
import Solana

/// How a CPMM pool's numbers are grouped in `poolNumbers` events.
enum CPMMNumbers {
    /// What the vaults owe (0, 1), the opening time, and `CPMMTerms`.
    static var pool: Int { @_noLocks get { 0 } }
    /// The config's rates: trade, protocol, fund, creator.
    static var config: Int { @_noLocks get { 1 } }
    /// The balances (0, 1), and which are known and frozen: `VaultMarks`.
    static var vaults: Int { @_noLocks get { 2 } }
    /// The addresses that the pool names; no state needs them.
    static var configKey: Int { @_noLocks get { 3 } }
    static var vault0Key: Int { @_noLocks get { 4 } }
    static var vault1Key: Int { @_noLocks get { 5 } }
    static var count: Int { @_noLocks get { 6 } }
}

/// A CPMM pool's switches, as one word of an event.
struct CPMMTerms: BitwiseCopyable {
    var isSwapDisabled: Bool
    var isCreatorFeeEnabled: Bool
    var creatorSide: CPMMCreatorSide

    @_noLocks init(_ account: CPMMAccount) {
        isSwapDisabled = account.isSwapDisabled
        isCreatorFeeEnabled = account.isCreatorFeeEnabled
        creatorSide = account.creatorSide
    }

    /// Nil for a word that says something else.
    @_noLocks init?(word: UInt64) {
        guard word < 1 &<< 10, let side = CPMMCreatorSide(number: word &>> 8),
            word & 0xFC == 0
        else { return nil }
        isSwapDisabled = word & 1 != 0
        isCreatorFeeEnabled = word & 2 != 0
        creatorSide = side
    }

    var word: UInt64 {
        @_noLocks get {
            (isSwapDisabled ? 1 : 0) | (isCreatorFeeEnabled ? 2 : 0) | creatorSide.number &<< 8
        }
    }
}
