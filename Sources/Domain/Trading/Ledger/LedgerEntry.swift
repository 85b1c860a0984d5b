import Markets
public import Numbers

/// One line of the ledger, 64 bytes, all integers.
@frozen public struct LedgerEntry: BitwiseCopyable, Hashable, Sendable {
    /// From 1, without gaps.
    public var sequence: UInt64
    /// The postings of one event share a number; per asset they sum to 0.
    public var set: UInt64
    /// The input that caused it; 0 for an opening deposit.
    public var input: InputSequence
    public var asset: UInt16
    public var venue: UInt16
    public var role: UInt8
    private var unused0: UInt8 = 0
    private var unused1: UInt16 = 0
    /// Atoms in (positive) or out of the account.
    public var amount: Int64
    /// Of the account, after this entry.
    public var balance: Int64
    /// `hash` of the entry before; 0 for the first.
    public var previous: UInt64
    /// Of this entry and, through `previous`, of all before it.
    public var hash: UInt64

    @_noLocks init(
        sequence: UInt64, set: UInt64, input: InputSequence, account: Account, amount: Int64,
        balance: Int64, previous: UInt64
    ) {
        self.sequence = sequence
        self.set = set
        self.input = input
        asset = account.asset.index
        venue = account.venue.index
        role = UInt8(truncatingIfNeeded: account.role.place)
        self.amount = amount
        self.balance = balance
        self.previous = previous
        hash = 0
        hash = digest
    }

    @_noLocks init(words: Decision.Words, input: InputSequence) {
        sequence = words.w0
        set = words.w1
        self.input = input
        asset = UInt16(truncatingIfNeeded: words.w2)
        venue = UInt16(truncatingIfNeeded: words.w2 &>> 16)
        role = UInt8(truncatingIfNeeded: words.w2 &>> 32)
        amount = Int64(bitPattern: words.w3)
        balance = Int64(bitPattern: words.w4)
        previous = words.w5
        hash = words.w6
    }

    /// Asset, venue and role in one word: bits 0, 16 and 32.
    var accountWord: UInt64 {
        @_noLocks get { UInt64(asset) | UInt64(venue) &<< 16 | UInt64(role) &<< 32 }
    }

    /// What `hash` must be: the `Digest` of previous, sequence, set, input, account, amount and
    /// balance, in this order.
    public var digest: UInt64 {
        @_noLocks get {
            var digest = Digest()
            digest.add(previous)
            digest.add(sequence)
            digest.add(set)
            digest.add(input.count)
            digest.add(accountWord)
            digest.add(bits(amount))
            digest.add(bits(balance))
            return digest.value
        }
    }
}
