import Solana

/// An account that a Solana source follows: a pool's own, or one of its tick arrays.
struct WatchedAccount: BitwiseCopyable {
    var key: PublicKey
    /// The place of its pool among the source's pools.
    var pool: Int
    /// Where the tick array starts; nothing for the pool's own account.
    var start: Int32
    var isPool: Bool
    /// The node's number for its subscription; 0 before it is confirmed.
    var subscription: UInt64 = 0
    var isConfirmed = false
    /// The slot of the state we hold.
    var slot: UInt64 = 0
    /// The latest slot heard of before the snapshot: the snapshot must not be older.
    var heardSlot: UInt64 = 0

    @_noLocks init(key: PublicKey, pool: Int, start: Int32, isPool: Bool) {
        self.key = key
        self.pool = pool
        self.start = start
        self.isPool = isPool
    }
}
