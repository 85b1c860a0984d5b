import Markets
import Numbers

/// The last copy of one tick array, and what of it has not been told.
struct WatchedArray: BitwiseCopyable {
    var start: Int32
    var isUsed: Bool
    var presence: TickArrayPresence
    var owesPresence: Bool
    /// Bit i: slot i holds an initialised tick.
    var bitmap: UInt128
    /// Bit i: slot i changed since it was told.
    var owed: UInt128

    /// A place that holds no array.
    @_noLocks init() {
        start = 0
        isUsed = false
        presence = .missing
        owesPresence = false
        bitmap = 0
        owed = 0
    }

    /// An array of which nothing was told yet.
    @_noLocks init(start: Int32) {
        self.init()
        self.start = start
        isUsed = true
    }

    @_noLocks mutating func become(_ new: TickArrayPresence) {
        guard new.rawWord != presence.rawWord else { return }
        presence = new
        owesPresence = true
        if new.isPresent { return }
        bitmap = 0
        owed = 0
    }

    @_noLocks mutating func set(_ bit: UInt128) {
        bitmap |= bit
        owed |= bit
    }

    @_noLocks mutating func clear(_ bit: UInt128) {
        bitmap &= ~bit
        owed |= bit
    }
}

extension TickArrayPresence {
    // `rawValue` and `==` look up metadata in a debug build; a switch does not.
    var rawWord: UInt8 {
        @_noLocks get {
            switch self {
            case .missing: 0
            case .present: 1
            case .uninitialised: 2
            }
        }
    }
    var isMissing: Bool { @_noLocks get { rawWord == 0 } }
    var isPresent: Bool { @_noLocks get { rawWord == 1 } }
}

/// What a `pool` event tells.
struct PoolPrice: BitwiseCopyable {
    var sqrtPrice = SqrtPrice(bits: 0)
    var liquidity: UInt128 = 0
    var tick = TickIndex(0)

    @_noLocks init() {}

    @_noLocks init(_ account: WhirlpoolAccount) {
        sqrtPrice = account.sqrtPrice
        liquidity = account.liquidity
        tick = account.tick
    }

    @_noLocks static func == (a: PoolPrice, b: PoolPrice) -> Bool {
        a.sqrtPrice.bits == b.sqrtPrice.bits && a.liquidity == b.liquidity
            && a.tick.count == b.tick.count
    }
}

/// What a `poolFee` event tells.
struct PoolFee: BitwiseCopyable {
    var rate = HundredthsOfBasisPoint(0)
    var protocolShare = BasisPoints(0)
    /// 0: unknown.
    var tickSpacing: UInt16 = 0

    @_noLocks init() {}

    @_noLocks init(_ account: WhirlpoolAccount) {
        rate = account.feeRate
        protocolShare = account.protocolShare
        tickSpacing = account.tickSpacing
    }

    /// Whether a tick array can start there.
    @_noLocks func allows(_ start: Int32) -> Bool {
        let width = Int32(tickSpacing) * 88
        return start % width == 0 && start <= TickMath.tickMax.count
            && start > TickMath.tickMin.count - width
    }

    @_noLocks static func == (a: PoolFee, b: PoolFee) -> Bool {
        a.rate.count == b.rate.count && a.protocolShare.count == b.protocolShare.count
            && a.tickSpacing == b.tickSpacing
    }
}
