import Solana

/// What marks a whole account of one kind: its first eight bytes and its length.
struct AccountShape: BitwiseCopyable {
    /// The first eight bytes, as one little-endian number.
    let mark: UInt64
    /// In bytes.
    let length: Int

    @_noLocks init(mark: UInt64, length: Int) {
        self.mark = mark
        self.length = length
    }

    /// Checks owner, mark and length, in this order: a number is only read from an account that is
    /// what it is taken for.
    ///
    /// - Parameter isOwned: whether the account's owner is the program of its kind.
    @_noLocks func check(_ data: AccountBytes, isOwned: Bool) throws(AccountError) {
        guard isOwned else { throw .wrongOwner }
        guard data.count >= 8 else { throw .truncated }
        guard data.load(UInt64.self, at: 0) == mark else { throw .wrongDiscriminator }
        guard data.count >= length else { throw .truncated }
        guard data.count == length else { throw .wrongLength }
    }
}
