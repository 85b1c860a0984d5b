public import Markets

/// A place where assets are held: an exchange account, a wallet.
@frozen public struct VenueID: BitwiseCopyable, Hashable, Sendable {
    public let index: UInt16
    @_noLocks @inlinable public init(_ index: UInt16) { self.index = index }
}

/// What an account is for. Each asset has one of each at each venue.
@frozen public enum AccountRole: UInt8, Sendable, CaseIterable {
    /// What we hold.
    case inventory = 0
    /// The other side of our trades.
    case market = 1
    /// What trading and the network cost us.
    case fees = 2
    /// Where deposits come from: its balance is minus what was put in.
    case equity = 3

    static var count: Int { @_noLocks get { 4 } }
    var place: Int {
        @_noLocks get {
            switch self {
            case .inventory: 0
            case .market: 1
            case .fees: 2
            case .equity: 3
            }
        }
    }
}

/// One account of the ledger.
@frozen public struct Account: BitwiseCopyable, Hashable, Sendable {
    public var asset: AssetID
    public var venue: VenueID
    public var role: AccountRole

    @_noLocks public init(_ asset: AssetID, at venue: VenueID, _ role: AccountRole = .inventory) {
        self.asset = asset
        self.venue = venue
        self.role = role
    }

    @_noLocks public static func == (a: Account, b: Account) -> Bool {
        a.asset.index == b.asset.index && a.venue.index == b.venue.index
            && a.role.place == b.role.place
    }
}
