public import Solana

/// An account as a file keeps it.
public struct AccountRecord: Sendable {
    /// Nil where neither the account nor the file's name says it.
    public var address: PublicKey?
    /// The program that owns it; nil where nothing tells.
    public var owner: PublicKey?
    /// The owner was told from the bytes of an account in the same file, not recorded.
    public var isOwnerGuessed = false
    /// Nil where the data is spelled neither in base64 nor as a list of bytes.
    public var data: [UInt8]?
    /// The slot that the record says it is of.
    public var slot: UInt64?
    public var file: String
    /// Which account of its file it is, from 1; in a table, its line.
    public var place: Int

    public init(
        address: PublicKey?, owner: PublicKey?, data: [UInt8]?, slot: UInt64?, file: String,
        place: Int
    ) {
        self.address = address
        self.owner = owner
        self.data = data
        self.slot = slot
        self.file = file
        self.place = place
    }

    /// Where it was found, for people.
    public var origin: String { "\(file), account \(place)" }
}
