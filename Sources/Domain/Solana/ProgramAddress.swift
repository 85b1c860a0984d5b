internal import CSodium

/// An address that a program derives from seeds: a SHA-256 that is no point of the Ed25519 curve,
/// so that no private key can exist for it.
public struct ProgramAddress: Hashable, Sendable {
    public let key: PublicKey
    /// The extra seed that was needed to leave the curve.
    public let bump: UInt8

    /// Seeds longer or more than this are a bug of the caller.
    public static let seedBytesMax = 32
    public static let seedsMax = 16

    /// The address for the seeds, with the highest bump that leaves the curve; nil when none does
    /// (a chance of 2⁻²⁵⁶).
    public init?(seeds: [[UInt8]], program: PublicKey) {
        precondition(seeds.count < ProgramAddress.seedsMax, "at most 15 seeds and the bump")
        for bump in (UInt8.min...UInt8.max).reversed() {
            if let key = ProgramAddress.derive(seeds: seeds + [[bump]], program: program) {
                self.key = key
                self.bump = bump
                return
            }
        }
        return nil
    }

    /// The address for exactly these seeds; nil when the hash is a point of the curve.
    public static func derive(seeds: [[UInt8]], program: PublicKey) -> PublicKey? {
        precondition(seeds.count <= seedsMax, "at most 16 seeds")
        precondition(seeds.allSatisfy { $0.count <= seedBytesMax }, "a seed has at most 32 bytes")
        let message = seeds.flatMap { $0 } + program.bytes + Array("ProgramDerivedAddress".utf8)
        let key = sha256(message)
        return Curve25519.contains(key) ? nil : key
    }

    private static func sha256(_ message: [UInt8]) -> PublicKey {
        var digest = [UInt8](repeating: 0, count: PublicKey.byteCount)
        let status = unsafe crypto_hash_sha256(&digest, message, UInt64(message.count))
        precondition(status == 0, "SHA-256 cannot fail")
        guard let key = PublicKey(bytes: digest) else {
            preconditionFailure("SHA-256 gives 32 bytes")
        }
        return key
    }
}
