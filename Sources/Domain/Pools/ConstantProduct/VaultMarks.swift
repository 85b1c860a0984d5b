import Markets
import Solana

/// What is known of two vaults beside their balances, as one word of an event.
struct VaultMarks: BitwiseCopyable {
    var word: UInt64

    /// Nil for a word that says something else.
    @_noLocks init?(word: UInt64) {
        guard word < 16 else { return nil }
        self.word = word
    }

    /// Whether both balances are known.
    var areKnown: Bool { @_noLocks get { word & 3 == 3 } }
    /// Whether a vault is frozen.
    var isFrozen: Bool { @_noLocks get { word & 12 != 0 } }
}

extension Event.Words {
    /// The words of two vaults, with one of them told anew.
    @_noLocks func setting(isFirst: Bool, vault: TokenAccount) -> Event.Words {
        let (known, frozen): (UInt64, UInt64) = isFirst ? (1, 4) : (2, 8)
        var words = self
        if isFirst { words.w0 = vault.amount } else { words.w1 = vault.amount }
        words.w2 = words.w2 & ~(known | frozen) | known | (vault.isFrozen ? frozen : 0)
        return words
    }

    @_noLocks init(key: PublicKey) { self.init(key.w0, key.w1, key.w2, key.w3) }

    /// The words as an address.
    var key: PublicKey { @_noLocks get { PublicKey(words: w0, w1, w2, w3) } }
}
