import Solana

/// The mints that a CPMM pool's quotes hold for: those whose transfers arrive whole.
enum CPMMMint {
    /// Checks a mint of either token program. A mint that can take a fee of a transfer, forbid it
    /// or hand it to another program is `unsupportedExtension`.
    @_noLocks static func check(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        let isExtensible = owner == TokenAccount.program2022
        guard isExtensible || owner == TokenAccount.program else { throw .wrongOwner }
        guard data.count >= 82 else { throw .truncated }
        if data.count > 82 {
            guard isExtensible, data.count != 355 else { throw .wrongLength }
            guard data.count > 165 else { throw .truncated }
            guard data.load(UInt8.self, at: 165) == 1 else { throw .wrongDiscriminator }
        }
        guard data.load(UInt8.self, at: 45) == 1 else { throw .valueOutOfRange }
        var offset = 166
        while offset &+ 2 <= data.count {
            let type = data.load(UInt16.self, at: offset)
            if type == 0 { return }
            guard offset &+ 4 <= data.count else { throw .truncated }
            let length = Int(data.load(UInt16.self, at: offset &+ 2))
            guard length <= data.count &- offset &- 4 else { throw .truncated }
            guard isHarmless(type) else { throw .unsupportedExtension }
            offset = offset &+ 4 &+ length
        }
    }

    /// Closing, confidential transfers, the state of new accounts, interest and scale (which change
    /// what is shown alone), a delegate, metadata, groups.
    @_noLocks private static func isHarmless(_ type: UInt16) -> Bool {
        switch type {
        case 3, 4, 6, 10, 12, 18...23, 25: true
        default: false
        }
    }
}
