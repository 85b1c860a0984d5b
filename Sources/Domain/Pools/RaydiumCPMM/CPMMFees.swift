public import Numbers

/// How a CPMM pool charges.
@frozen public struct CPMMFees: BitwiseCopyable, Hashable, Sendable {
    /// Of what a taker pays; the protocol's and the fund's shares come out of it.
    public var trade: HundredthsOfBasisPoint
    /// Of the trade fee.
    public var protocolShare: HundredthsOfBasisPoint
    /// Of the trade fee.
    public var fundShare: HundredthsOfBasisPoint
    /// On top of the trade fee; 0 where the pool has not enabled it.
    public var creator: HundredthsOfBasisPoint
    public var creatorSide: CPMMCreatorSide

    @_noLocks public init(
        trade: HundredthsOfBasisPoint, protocolShare: HundredthsOfBasisPoint,
        fundShare: HundredthsOfBasisPoint, creator: HundredthsOfBasisPoint,
        creatorSide: CPMMCreatorSide
    ) {
        self.trade = trade
        self.protocolShare = protocolShare
        self.fundShare = fundShare
        self.creator = creator
        self.creatorSide = creatorSide
    }
}

/// In which token a CPMM pool's creator is paid. The raw values are the account's.
@frozen public enum CPMMCreatorSide: UInt8, Sendable, CaseIterable {
    /// In whichever goes in.
    case input = 0
    case token0 = 1
    case token1 = 2

    /// Nil for a number that is no side.
    @_noLocks init?(number: UInt64) {
        switch number {
        case 0: self = .input
        case 1: self = .token0
        case 2: self = .token1
        default: return nil
        }
    }

    /// As the account has it; `rawValue` would look up metadata in a debug build.
    var number: UInt64 {
        @_noLocks get {
            switch self {
            case .input: 0
            case .token0: 1
            case .token1: 2
            }
        }
    }

    /// Whether a swap in this direction pays the creator in the input token.
    @_noLocks @inline(__always) func isInput(_ direction: SwapDirection) -> Bool {
        switch self {
        case .input: true
        case .token0: direction.isDown
        case .token1: !direction.isDown
        }
    }
}
