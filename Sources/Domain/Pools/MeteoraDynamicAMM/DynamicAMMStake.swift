public import Solana

/// Whose stake pool prices token B, where B is a staked token and the stable curve holds it against
/// what it stands for.
@frozen public enum DynamicAMMDepeg: Sendable, CaseIterable {
    /// Nobody's: the curve holds the tokens one to one.
    case none
    case marinade
    case lido
    /// A stake pool of the SPL program or of a copy of it; the pool's account names it.
    case splStake

    @_noLocks init?(number: UInt64) {
        switch number {
        case 0: self = .none
        case 1: self = .marinade
        case 2: self = .lido
        case 3: self = .splStake
        default: return nil
        }
    }

    /// The program's number for it.
    var number: UInt64 {
        @_noLocks get {
            switch self {
            case .none: 0
            case .marinade: 1
            case .lido: 2
            case .splStake: 3
            }
        }
    }

    var isNone: Bool { @_noLocks get { number == 0 } }

    /// The account that the price is read from.
    ///
    /// - Parameter named: what the pool's account names; only an SPL stake pool stands there.
    @_noLocks func account(named: PublicKey) -> PublicKey? {
        switch self {
        case .none: nil
        case .marinade: DynamicAMMDepeg.marinadeState
        case .lido: DynamicAMMDepeg.lidoState
        case .splStake: named
        }
    }

    /// 8szGkuLTAux9XMgZ2vtY39jVSowEcpBfFfD8hXSEqdGC
    static var marinadeState: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0x8675_8075_319B_1175, 0x0E89_0FCD_E5A7_F4E3, 0x68C7_CC0F_B153_A796,
                0xF170_3208_A073_941E)
        }
    }

    /// 49Yi1TKkNyYjPAFdR9LBvoHcUjuPX4Df5T5yv39w2XTn
    static var lidoState: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0x1F0E_0747_FA8E_C32E, 0xA518_B825_BC29_0D83, 0x9EDF_7B01_4472_6055,
                0xD159_A218_62FA_9D22)
        }
    }
}

/// A stake pool's account: what one staked token is worth. Where the numbers stand was executed for
/// all three, in accounts made for it; Marinade's is also checked against a recorded one.
public struct DynamicAMMStake: BitwiseCopyable, Sendable {
    /// The staked token's worth in what it stands for, in 10⁻⁶.
    public let virtualPrice: UInt64

    /// Checks the length, and that the price is one of 64 bits. The owner is not checked, nor does
    /// the program check it: the pool names the account, and stake pools run on copies of the SPL
    /// program.
    @_noLocks public init(
        _ data: AccountBytes, _ depeg: DynamicAMMDepeg
    ) throws(AccountError) {
        let price: UInt64?
        switch depeg {
        case .none: throw .wrongPool
        case .marinade:
            guard data.count >= 520 else { throw .truncated }
            guard data.load(UInt64.self, at: 0) == 0xB1B6_4B68_5E6B_92D8 else {
                throw .wrongDiscriminator
            }
            price = Self.price(data.load(UInt64.self, at: 512), over: 1 &<< 32)
        case .lido:
            guard data.count >= 89 else { throw .truncated }
            price = Self.price(
                data.load(UInt64.self, at: 81), over: data.load(UInt64.self, at: 73))
        case .splStake:
            guard data.count >= 274 else { throw .truncated }
            guard data.load(UInt8.self, at: 0) == 1 else { throw .wrongDiscriminator }
            price = Self.price(
                data.load(UInt64.self, at: 258), over: data.load(UInt64.self, at: 266))
        }
        guard let price else { throw .valueOutOfRange }
        virtualPrice = price
    }

    /// ⌊worth·10⁶ ÷ tokens⌋.
    @_noLocks private static func price(_ worth: UInt64, over tokens: UInt64) -> UInt64? {
        DynamicAMMSide.part(worth, of: 1_000_000, in: tokens)
    }
}
