import Solana

/// What of a token's mint matters to a pool: that all of what is sent arrives.
enum DAMMMint {
    /// The length of a mint without extensions.
    private static var bytes: Int { @_noLocks get { 82 } }
    /// Where a mint of Token-2022 says what kind of account it is; its extensions follow.
    private static var kindOffset: Int { @_noLocks get { 165 } }
    /// The extension with which transfers can cost a fee.
    private static var transferFee: UInt16 { @_noLocks get { 1 } }

    /// Throws `unsupportedExtension` where a transfer of the token costs a fee, now or from an
    /// epoch that is set.
    @_noLocks static func check(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) {
        let isExtensible = owner == TokenAccount.program2022
        guard isExtensible || owner == TokenAccount.program else { throw .wrongOwner }
        guard data.count >= bytes else { throw .truncated }
        guard data.load(UInt8.self, at: 45) == 1 else { throw .valueOutOfRange }
        if data.count == bytes { return }
        guard isExtensible else { throw .wrongLength }
        guard data.count > kindOffset else { throw .truncated }
        guard data.load(UInt8.self, at: kindOffset) == 1 else { throw .wrongDiscriminator }
        try checkExtensions(data)
    }

    /// Type, length, value; type 0 ends them. A transfer fee's value ends with two rates in
    /// 1/10,000, the older and the newer one, each with an epoch and a highest fee before it.
    @_noLocks private static func checkExtensions(_ data: AccountBytes) throws(AccountError) {
        var offset = kindOffset &+ 1
        while offset &+ 2 <= data.count {
            let type = data.load(UInt16.self, at: offset)
            if type == 0 { return }
            guard offset &+ 4 <= data.count else { throw .truncated }
            let length = Int(data.load(UInt16.self, at: offset &+ 2))
            guard length <= data.count &- offset &- 4 else { throw .truncated }
            offset &+= 4
            if type == transferFee {
                guard length == 108 else { throw .wrongLength }
                guard data.load(UInt16.self, at: offset &+ 88) == 0,
                    data.load(UInt16.self, at: offset &+ 106) == 0
                else { throw .unsupportedExtension }
            }
            offset &+= length
        }
    }
}
