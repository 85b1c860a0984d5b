public import Numbers
public import Solana

// The addresses that the program derives (raydium.md section 3.1). Numbers in seeds are big-endian.
// Older pools have an observation account at an address of its own: the pool's account names it.

extension CLMMLayout {
    public static func configAddress(index: UInt16) -> PublicKey? {
        derived([Array("amm_config".utf8), [UInt8(index >> 8), UInt8(index & 0xFF)]])
    }

    /// A pool's address. `mint0` is the smaller key.
    public static func poolAddress(
        config: PublicKey, mint0: PublicKey, mint1: PublicKey
    ) -> PublicKey? {
        derived([Array("pool".utf8), config.bytes, mint0.bytes, mint1.bytes])
    }

    public static func vaultAddress(pool: PublicKey, mint: PublicKey) -> PublicKey? {
        derived([Array("pool_vault".utf8), pool.bytes, mint.bytes])
    }

    /// The address of the tick array that starts at `start`.
    public static func tickArrayAddress(pool: PublicKey, start: TickIndex) -> PublicKey? {
        let bits = UInt32(bitPattern: start.count)
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
        return derived([Array("tick_array".utf8), pool.bytes, bytes])
    }

    /// The address of the bitmap beyond the pool's own.
    public static func bitmapAddress(pool: PublicKey) -> PublicKey? {
        derived([Array("pool_tick_array_bitmap_extension".utf8), pool.bytes])
    }

    private static func derived(_ seeds: [[UInt8]]) -> PublicKey? {
        ProgramAddress(seeds: seeds, program: program)?.key
    }
}
