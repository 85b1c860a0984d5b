public import Solana

/// The account in which the chain keeps its clock.
public enum ChainClock {
    /// SysvarC1ock11111111111111111111111111111111
    public static var address: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0xC974_C718_17D5_A706, 0xB65E_1D69_9863_5628, 0x5C6D_4B9B_A3B8_5E8B,
                0x215B_5573)
        }
    }

    /// Sysvar1111111111111111111111111111111111111
    private static var sysvarOwner: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0x29F7_7518_17D5_A706, 0x2061_218F_4093_3DC7, 0x288C_E076_8CD8_7E06,
                0x6094_C17F)
        }
    }

    /// Seconds since 1970, as programs read them.
    @_noLocks public static func seconds(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) -> UInt64 {
        guard owner == sysvarOwner else { throw .wrongOwner }
        guard data.count >= 40 else { throw .truncated }
        guard data.count == 40 else { throw .wrongLength }
        let seconds = data.load(Int64.self, at: 32)
        guard seconds >= 0 else { throw .valueOutOfRange }
        return UInt64(seconds)
    }
}
