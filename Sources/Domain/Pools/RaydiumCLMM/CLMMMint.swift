import Solana

/// What a pool must know of a mint before it can be priced: that what is sent is what arrives.
enum CLMMMint {
    /// The length without extensions.
    private static var bytes: Int { @_noLocks get { 82 } }
    /// Where extensions begin: behind the length of a token account and a byte that says 1.
    private static var extensions: Int { @_noLocks get { 166 } }

    /// Checks owner and length, and refuses a mint of Token-2022 that takes a fee from transfers or
    /// has a program called at each: extensions 1 and 14.
    @_noLocks static func check(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) {
        let isExtensible = owner == TokenAccount.program2022
        guard isExtensible || owner == TokenAccount.program else { throw .wrongOwner }
        guard data.count >= bytes else { throw .truncated }
        guard data.load(UInt8.self, at: 45) == 1 else { throw .valueOutOfRange }
        if data.count == bytes { return }
        guard isExtensible, data.count >= extensions else { throw .wrongLength }
        guard data.load(UInt8.self, at: 165) == 1 else { throw .wrongDiscriminator }
        var offset = extensions
        while offset &+ 4 <= data.count {
            let type = data.load(UInt16.self, at: offset)
            if type == 0 { return }
            if type == 1 || type == 14 { throw .unsupportedExtension }
            offset = offset &+ 4 &+ Int(data.load(UInt16.self, at: offset &+ 2))
        }
    }
}
