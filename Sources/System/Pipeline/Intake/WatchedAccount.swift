import Pools

/// An account that a Solana source follows.
struct WatchedAccount: BitwiseCopyable {
    var account: PoolAccount
    /// The place of its pool among the source's pools; −1 for the chain's clock, −2 where the place
    /// is free.
    var pool: Int
    /// The node's number for its subscription; 0 before it is confirmed.
    var subscription: UInt64 = 0
    var isConfirmed = false
    /// Whether its state was read, so that notifications change it.
    var isRead = false
    /// The slot of the state we hold.
    var slot: UInt64 = 0
    /// The latest slot heard of before its state was read: what is read must not be older.
    var heardSlot: UInt64 = 0

    @_noLocks init(_ account: PoolAccount, pool: Int) {
        self.account = account
        self.pool = pool
    }

    var isFree: Bool { @_noLocks get { pool == -2 } }
}
