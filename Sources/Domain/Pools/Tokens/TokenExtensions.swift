import Solana

/// What follows the fixed part of a Token-2022 account or mint: type, length and value, one after
/// another from byte 166 on. Type 0 ends them.
struct TokenExtensions {
    private let data: AccountBytes
    private var offset = 166

    @_noLocks init(_ data: AccountBytes) {
        self.data = data
    }

    /// The next extension; nil behind the last. One that leaves the data is `truncated`.
    @_noLocks mutating func next() throws(AccountError) -> TokenExtension? {
        guard offset &+ 2 <= data.count else { return nil }
        let type = data.load(UInt16.self, at: offset)
        if type == 0 { return nil }
        guard offset &+ 4 <= data.count else { throw .truncated }
        let length = Int(data.load(UInt16.self, at: offset &+ 2))
        guard length <= data.count &- offset &- 4 else { throw .truncated }
        defer { offset = offset &+ 4 &+ length }
        return TokenExtension(type: type, offset: offset &+ 4, length: length)
    }
}

/// Where an extension's value stands.
struct TokenExtension: BitwiseCopyable {
    /// As Token-2022 numbers its extensions.
    let type: UInt16
    let offset: Int
    let length: Int

    @_noLocks init(type: UInt16, offset: Int, length: Int) {
        self.type = type
        self.offset = offset
        self.length = length
    }
}
