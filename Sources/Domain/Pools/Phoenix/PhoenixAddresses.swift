public import Solana

// The addresses that the program derives (phoenix.md). A market's own address is any key.

extension PhoenixLayout {
    /// The market's token account for a mint.
    public static func vaultAddress(market: PublicKey, mint: PublicKey) -> PublicKey? {
        ProgramAddress(
            seeds: [Array("vault".utf8), market.bytes, mint.bytes], program: program)?.key
    }

    /// The authority that every instruction names for its log: derived from the seed "log".
    /// 7aDTsspkQNGKmrexAN7FLx9oxU3iPczSSvHNggyuqYkR
    public static var logAuthority: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0x8C01_C97C_7361_A861, 0xC664_A8F3_9145_7E1F, 0x65CD_04CB_6C4D_A1C8,
                0x32D9_3B3E_E044_78EC)
        }
    }
}
