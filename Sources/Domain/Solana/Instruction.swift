/// An account that an instruction names.
public struct AccountMeta: Hashable, Sendable {
    public var key: PublicKey
    public var isSigner: Bool
    public var isWritable: Bool

    public init(_ key: PublicKey, isSigner: Bool = false, isWritable: Bool = false) {
        self.key = key
        self.isSigner = isSigner
        self.isWritable = isWritable
    }
}

/// What a program would be asked to do. Nothing here can send it.
public struct Instruction: Hashable, Sendable {
    public var program: PublicKey
    /// In the program's order.
    public var accounts: [AccountMeta]
    public var data: [UInt8]

    public init(program: PublicKey, accounts: [AccountMeta], data: [UInt8]) {
        self.program = program
        self.accounts = accounts
        self.data = data
    }
}
