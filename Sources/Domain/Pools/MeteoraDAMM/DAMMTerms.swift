/// In which token a pool takes its fee. The raw values are the account's.
@frozen public enum DAMMFeeMode: UInt8, Sendable, CaseIterable {
    /// In whichever goes out.
    case output = 0
    /// In token B.
    case tokenB = 1
    /// In token B, of which a part stays in the pool; such a pool has no price range, and trades
    /// what it holds at constant product.
    case compounding = 2

    /// Nil for a number that is no mode.
    @_noLocks init?(number: UInt8) {
        switch number {
        case 0: self = .output
        case 1: self = .tokenB
        case 2: self = .compounding
        default: return nil
        }
    }

    /// Whether a swap in this direction pays the fee in the input token.
    @_noLocks func isOnInput(_ direction: SwapDirection) -> Bool {
        switch self {
        case .output: false
        case .tokenB, .compounding: !direction.isDown
        }
    }

    var isCompounding: Bool {
        @_noLocks get {
            switch self {
            case .output, .tokenB: false
            case .compounding: true
            }
        }
    }
}

/// The small numbers of a pool that rule whether it swaps and what becomes of a fee.
@frozen public struct DAMMTerms: BitwiseCopyable, Sendable {
    /// Whether swaps are allowed, from the activation on.
    public var isEnabled = false
    /// A slot, or seconds since 1970.
    public var activation: UInt64 = 0
    public var activatesAtSlot = false
    public var feeMode = DAMMFeeMode.output
    /// The highest fee in 10⁻⁹, whatever the parts of it sum up to.
    public var feeMax: UInt64 = 0
    /// False in an account of an older layout: the amounts that the pool holds are not kept there,
    /// and the next swap finds them from price and liquidity.
    public var keepsReserves = false
    /// The protocol's share of a fee, in 1/100.
    public var protocolPercent: UInt8 = 0
    /// Share in 1/10,000 of the rest that stays in the pool.
    public var compounding: UInt16 = 0

    @_noLocks init() {}

    /// From one word that holds bytes 480 (activation), 481 (status), 484 (fee mode), 486 (version
    /// of fees), 696 (layout) and 48 (protocol's percent) of the account, then two bytes from 54
    /// (compounding). Nil where the program would never write one of them.
    @_noLocks init?(activation: UInt64, bytes word: UInt64) {
        guard let feeMode = DAMMFeeMode(number: UInt8(truncatingIfNeeded: word &>> 16)) else {
            return nil
        }
        let kind = word & 0xFF
        let version = word &>> 24 & 0xFF
        let layout = word &>> 32 & 0xFF
        protocolPercent = UInt8(truncatingIfNeeded: word &>> 40)
        compounding = UInt16(truncatingIfNeeded: word &>> 48)
        guard kind <= 1, version <= 1, layout <= 1, protocolPercent <= 100,
            compounding <= 10_000
        else { return nil }
        self.activation = activation
        self.feeMode = feeMode
        activatesAtSlot = kind == 0
        isEnabled = word &>> 8 & 0xFF == 0
        feeMax = version == 0 ? 500_000_000 : 990_000_000
        keepsReserves = layout == 1
    }

    /// What the activation is compared with.
    @_noLocks func point(of time: ChainTime) -> UInt64 {
        activatesAtSlot ? time.slot : time.seconds
    }

    /// Whether a swap may happen now.
    @_noLocks func isOpen(at time: ChainTime) -> Bool {
        isEnabled && point(of: time) >= activation
    }
}
