public import Solana

/// What an account is to the pool that needs it. Side A is the pool's first token: A, 0, X, coin or
/// base, as its program calls it.
@frozen public enum PoolRole: UInt8, Sendable {
    /// The pool's own account: its state, or its order book.
    case pool
    /// Rates that many pools share.
    case config
    /// What an adaptive fee remembers.
    case oracle
    /// Which arrays hold liquidity, beyond what the pool's own account says.
    case bitmap
    /// A tick or bin array.
    case array
    /// Token accounts of the pool.
    case vaultA
    case vaultB
    /// Mints of the pool's tokens.
    case mintA
    case mintB
    /// Accounts of another program that holds the pool's tokens for it.
    case reserveA
    case reserveB
    /// What the pool holds of the shares in them.
    case sharesA
    case sharesB
    /// Mints of those shares, whose supply tells what a share is worth.
    case shareMintA
    case shareMintB
    /// What the pool has on an order book.
    case openOrders
    /// The chain's clock, which belongs to no pool.
    case clock
}

/// An account that pricing a pool needs.
@frozen public struct PoolAccount: BitwiseCopyable, Hashable, Sendable {
    public var key: PublicKey
    public var role: PoolRole
    /// A tick array's first tick, or a bin array's index; else 0.
    public var start: Int32
    /// Whether the pool can be priced where the address holds no account: an array that nobody
    /// opened, an extension that a pool does without.
    public var mayBeMissing: Bool

    @_noLocks @inlinable public init(
        key: PublicKey, role: PoolRole, start: Int32 = 0, mayBeMissing: Bool = false
    ) {
        self.key = key
        self.role = role
        self.start = start
        self.mayBeMissing = mayBeMissing
    }
}

extension PoolAccount {
    /// What it is and where, for people.
    public var name: String {
        switch role {
        case .pool: "the pool's own account \(key)"
        case .config: "the configuration \(key)"
        case .oracle: "the oracle \(key)"
        case .bitmap: "the bitmap extension \(key)"
        case .array: "the array \(key) from \(start)"
        case .vaultA, .vaultB: "the vault \(key)"
        case .mintA, .mintB: "the mint \(key)"
        case .reserveA, .reserveB: "the reserve \(key)"
        case .sharesA, .sharesB: "the shares \(key)"
        case .shareMintA, .shareMintB: "the mint of shares \(key)"
        case .openOrders: "the open orders \(key)"
        case .clock: "the chain's clock \(key)"
        }
    }
}

// The synthesized comparison goes through generic functions, which a turn may not call.
extension PoolRole {
    @_noLocks @inlinable public static func == (a: PoolRole, b: PoolRole) -> Bool {
        unsafe unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
    }
    @_noLocks @inlinable public static func != (a: PoolRole, b: PoolRole) -> Bool { !(a == b) }
}
