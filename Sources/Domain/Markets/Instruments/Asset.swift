/// An asset's place in the table that the settings fix at start.
@frozen public struct AssetID: BitwiseCopyable, Comparable, Hashable, Sendable {
    public let index: UInt16
    @_noLocks @inlinable public init(_ index: UInt16) { self.index = index }
    @_noLocks @inlinable public static func < (a: AssetID, b: AssetID) -> Bool { a.index < b.index }
}

/// Something that can be owned, and the unit it is counted in.
public struct Asset: Hashable, Sendable {
    public var id: AssetID
    /// What people call it: `SOL`, `USDC`.
    public var name: String
    /// One of it is 10^decimals atoms; 0 ... 18.
    public var decimals: UInt8
    /// The token's mint address in base58; nil for an asset that lives at venues only.
    public var mint: String?

    public init(id: AssetID, name: String, decimals: UInt8, mint: String? = nil) {
        precondition(decimals <= 18, "decimals are 0 to 18")
        self.id = id
        self.name = name
        self.decimals = decimals
        self.mint = mint
    }
}
