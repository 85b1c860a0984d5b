public import Solana

// The addresses that the program derives for a pair (meteora.md section 1.2). The pair's own
// address has several sets of seeds, by the way it was created; take it from data.

extension DLMMLayout {
    /// The address of the array with bins `index`·70 ... `index`·70 + 69.
    public static func binArrayAddress(pair: PublicKey, index: Int32) -> PublicKey? {
        let wide = UInt64(bitPattern: Int64(index))
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: wide >> (8 * $0)) }
        return derived([Array("bin_array".utf8), pair.bytes, bytes])
    }

    /// The address of the bitmap beyond the pair's own; most pairs have no account there.
    public static func extensionAddress(pair: PublicKey) -> PublicKey? {
        derived([Array("bitmap".utf8), pair.bytes])
    }

    public static func oracleAddress(pair: PublicKey) -> PublicKey? {
        derived([Array("oracle".utf8), pair.bytes])
    }

    /// The pair's token account for a mint.
    public static func reserveAddress(pair: PublicKey, mint: PublicKey) -> PublicKey? {
        derived([pair.bytes, mint.bytes])
    }

    private static func derived(_ seeds: [[UInt8]]) -> PublicKey? {
        ProgramAddress(seeds: seeds, program: program)?.key
    }
}
