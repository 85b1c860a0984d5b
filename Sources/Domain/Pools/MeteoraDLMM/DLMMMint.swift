import Solana

extension DLMMLayout {
    /// Refuses what is no mint, and a mint whose transfers deliver less than is sent, run somebody's
    /// program, or can be stopped: a quote knows none of these rules.
    @_noLocks static func checkMint(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) {
        let isExtensible = owner == TokenAccount.program2022
        guard isExtensible || owner == TokenAccount.program else { throw .wrongOwner }
        guard data.count >= 82 else { throw .truncated }
        guard data.load(UInt8.self, at: 45) == 1 else { throw .valueOutOfRange }
        guard data.count > 82 else { return }
        // Beyond a mint's own 82 bytes, zeros up to the length of a token account.
        guard isExtensible, data.count > 165, data.count != 355 else { throw .wrongLength }
        guard data.load(UInt8.self, at: 165) == 1 else { throw .wrongDiscriminator }
        var offset = 166
        while offset &+ 2 <= data.count {
            let type = data.load(UInt16.self, at: offset)
            if type == 0 { return }
            guard offset &+ 4 <= data.count else { throw .truncated }
            let length = Int(data.load(UInt16.self, at: offset &+ 2))
            guard length <= data.count &- offset &- 4 else { throw .truncated }
            try checkExtension(type, data, from: offset &+ 4, length: length)
            offset = offset &+ 4 &+ length
        }
    }

    @_noLocks private static func checkExtension(
        _ type: UInt16, _ data: AccountBytes, from start: Int, length: Int
    ) throws(AccountError) {
        switch type {
        case 1:
            // A transfer fee, before and from an epoch.
            guard length >= 108 else { throw .truncated }
            let rates =
                data.load(UInt16.self, at: start &+ 88) | data.load(UInt16.self, at: start &+ 106)
            guard rates == 0 else { throw .unsupportedExtension }
        case 14:
            // A program that each transfer calls.
            guard length >= 64 else { throw .truncated }
            guard data.key(at: start &+ 32) == PublicKey(words: 0, 0, 0, 0) else {
                throw .unsupportedExtension
            }
        case 9, 26:
            // Not transferable at all; or until somebody says so.
            throw .unsupportedExtension
        default: return
        }
    }
}
