public import Solana

/// What the program does when an order meets one of the same trader. The raw values are the
/// instruction's.
public enum PhoenixSelfTrade: UInt8, Sendable, CaseIterable {
    /// The order fails.
    case abort = 0
    /// The resting order is cancelled.
    case cancelProvide = 1
    /// Both are reduced.
    case decrementTake = 2
}

/// The accounts that a swap names besides the market's.
public struct PhoenixSwapAccounts: Hashable, Sendable {
    public var market: PublicKey
    public var baseVault: PublicKey
    public var quoteVault: PublicKey
    /// Who signs; the token accounts are its own.
    public var trader: PublicKey
    public var baseAccount: PublicKey
    public var quoteAccount: PublicKey

    public init(
        market: PublicKey, baseVault: PublicKey, quoteVault: PublicKey, trader: PublicKey,
        baseAccount: PublicKey, quoteAccount: PublicKey
    ) {
        self.market = market
        self.baseVault = baseVault
        self.quoteVault = quoteVault
        self.trader = trader
        self.baseAccount = baseAccount
        self.quoteAccount = quoteAccount
    }
}

extension PhoenixLayout {
    /// The instruction `Swap` (phoenix.md section 4): an order that is filled at once from the
    /// trader's token accounts, without a seat. Its number of matches is not limited.
    public static func swap(
        _ order: PhoenixOrder, _ accounts: PhoenixSwapAccounts,
        selfTrade: PhoenixSelfTrade = .abort, clientOrder: UInt128 = 0
    ) -> Instruction {
        Instruction(
            program: program,
            accounts: [
                AccountMeta(program),
                AccountMeta(logAuthority),
                AccountMeta(accounts.market, isWritable: true),
                AccountMeta(accounts.trader, isSigner: true),
                AccountMeta(accounts.baseAccount, isWritable: true),
                AccountMeta(accounts.quoteAccount, isWritable: true),
                AccountMeta(accounts.baseVault, isWritable: true),
                AccountMeta(accounts.quoteVault, isWritable: true),
                AccountMeta(TokenAccount.program),
            ],
            data: data(order, selfTrade, clientOrder))
    }

    /// Tag 0, then the order as the third variant of its type, in Borsh.
    private static func data(
        _ order: PhoenixOrder, _ selfTrade: PhoenixSelfTrade, _ clientOrder: UInt128
    ) -> [UInt8] {
        var data: [UInt8] = [0, 2, order.direction.isDown ? 1 : 0]
        append(order.limit, to: &data)
        append(order.baseLots, to: &data)
        append(order.quoteLots, to: &data)
        append(order.baseLotsMin, to: &data)
        append(order.quoteLotsMin, to: &data)
        data.append(selfTrade.rawValue)
        data.append(0)
        append(clientOrder, to: &data)
        // Not from deposited funds: those need a seat.
        data.append(0)
        append(order.lastSlot, to: &data)
        append(order.lastSecond, to: &data)
        return data
    }

    private static func append(_ number: some FixedWidthInteger, to data: inout [UInt8]) {
        for byte in stride(from: 0, to: number.bitWidth, by: 8) {
            data.append(UInt8(truncatingIfNeeded: number >> byte))
        }
    }

    private static func append(_ number: UInt64?, to data: inout [UInt8]) {
        data.append(number == nil ? 0 : 1)
        if let number { append(number, to: &data) }
    }
}
