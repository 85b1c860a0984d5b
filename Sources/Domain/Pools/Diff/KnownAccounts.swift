public import Solana

/// Accounts as they were read, by address: what a plan of further accounts is made from. Cold.
public struct KnownAccounts: Sendable {
    /// What is known of an address.
    public enum Entry: Sendable {
        /// It was not asked for yet.
        case unknown
        /// It holds no account.
        case missing
        case present(owner: PublicKey, data: [UInt8])
    }

    private var entries: [PublicKey: Entry] = [:]

    public init() {}

    public subscript(_ key: PublicKey) -> Entry {
        get { entries[key] ?? .unknown }
        set { entries[key] = newValue }
    }
}
