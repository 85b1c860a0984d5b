import Markets
import Numbers
import Solana

@testable import Pools

/// One side of a pool, in numbers.
struct PlainSide: Equatable {
    var total: UInt64 = 0
    var supply: UInt64 = 0
    var shares: UInt64 = 0
    var balance: UInt64 = 0
    var locked: UInt64 = 0
    var report: UInt64 = 0
    var degradation: UInt64 = 0
    var takesDeposits = true

    init() {}

    /// In the order of the executed rows.
    init(_ numbers: some Collection<UInt64>) {
        let n = Array(numbers)
        (total, supply, shares, balance) = (n[0], n[1], n[2], n[3])
        (locked, report, degradation) = (n[4], n[5], n[6])
    }
}

/// A pool in numbers, from which the bytes of its accounts are written.
struct PlainDynamicAMM {
    var a = PlainSide()
    var b = PlainSide()
    var fees: [UInt64] = [0, 100_000, 0, 100_000]
    var isStable = false
    var depeg: UInt8 = 0
    var amplification: UInt64 = 0
    var multipliers: [UInt64] = [0, 0]
    var virtualPrice: UInt64 = 0
    var updated: UInt64 = 0
    var isEnabled = true
    var activatesAtTime = false
    var activation: UInt64 = 0
    /// What the stake pool says.
    var stakePrice: UInt64 = 1_198_483

    static let pool = PlainDynamicAMM.key(1)
    static let program = Solana.PublicKey("Eo7WjKq67rjJQSZxS6z3YkapzY3eMj6Xy8X5EQVn5UaB")!
    static let vaults = Solana.PublicKey("24Uqj9JCLxUeoC3hGfh5W3s9FM9uCHDS2SG3LYwBpyTi")!
    static let marinade = Solana.PublicKey("MarBmsSgKXdrN1egZf5sqe1TMai9K1rChYNDJgjq7aD")!

    /// A key of 32 equal bytes.
    static func key(_ byte: UInt8) -> PublicKey {
        PublicKey(bytes: [UInt8](repeating: byte, count: 32))!
    }

    var poolAccount: WrittenAccount {
        var account = WrittenAccount(
            length: 1_387, owner: Self.program, mark: 0xBC6D_B111_046D_9AF1)
        // LP mint, mints, vaults, shares, protocol fee accounts.
        for (index, offset) in [8, 40, 72, 104, 136, 168, 200, 234, 266].enumerated() {
            account.put(key: UInt8(10 + index), at: offset)
        }
        account.put(UInt8(isEnabled ? 1 : 0), at: 233)
        for (index, fee) in fees.enumerated() { account.put(fee, at: 330 + 8 * index) }
        account.put(key: 30, at: 363)
        account.put(activation, at: 403)
        account.put(UInt8(activatesAtTime ? 1 : 0), at: 475)
        guard isStable else { return account }
        account.put(UInt8(1), at: 874)
        account.put(amplification, at: 875)
        account.put(multipliers[0], at: 883)
        account.put(multipliers[1], at: 891)
        account.put(virtualPrice, at: 900)
        account.put(updated, at: 908)
        account.put(depeg, at: 916)
        return account
    }

    static func vault(_ side: PlainSide, isA: Bool) -> WrittenAccount {
        var account = WrittenAccount(
            length: 10_240, owner: vaults, mark: 0x7775_9802_2BE8_08D3)
        account.put(UInt8(side.takesDeposits ? 1 : 0), at: 8)
        account.put(side.total, at: 11)
        account.put(key: isA ? 20 : 21, at: 19)
        account.put(key: isA ? 11 : 12, at: 83)
        account.put(key: isA ? 22 : 23, at: 115)
        account.put(side.locked, at: 1_203)
        account.put(side.report, at: 1_211)
        account.put(side.degradation, at: 1_219)
        return account
    }

    static func shareMint(_ supply: UInt64) -> WrittenAccount {
        var account = WrittenAccount(length: 82, owner: WrittenAccount.tokens)
        account.put(supply, at: 36)
        account.put(UInt8(9), at: 44)
        account.put(UInt8(1), at: 45)
        return account
    }

    var stakeAccount: WrittenAccount {
        switch depeg {
        case 1:
            var account = WrittenAccount(
                length: 2_616, owner: Self.marinade, mark: 0xB1B6_4B68_5E6B_92D8)
            // The least number that rounds down to the price.
            account.put(((stakePrice << 32) + 999_999) / 1_000_000, at: 512)
            return account
        case 2:
            var account = WrittenAccount(length: 418, owner: Self.key(40))
            account.put(UInt64(1_000_000_000), at: 73)
            account.put(stakePrice * 1_000, at: 81)
            return account
        default:
            var account = WrittenAccount(length: 611, owner: Self.key(41))
            account.put(UInt8(1), at: 0)
            account.put(stakePrice * 1_000, at: 258)
            account.put(UInt64(1_000_000_000), at: 266)
            return account
        }
    }

    /// Every account that pricing needs, as it is planned.
    var accounts: [(PoolAccount, WrittenAccount)] {
        let known = (
            PoolAccount(key: Self.pool, role: .pool), poolAccount
        )
        func token(_ mint: UInt8, _ amount: UInt64) -> WrittenAccount {
            .vault(mint: mint, amount: amount)
        }
        func account(_ byte: UInt8, _ role: PoolRole) -> PoolAccount {
            PoolAccount(key: Self.key(byte), role: role)
        }
        var all = [
            known,
            (account(13, .reserveA), Self.vault(a, isA: true)),
            (account(14, .reserveB), Self.vault(b, isA: false)),
            (account(15, .sharesA), token(22, a.shares)),
            (account(16, .sharesB), token(23, b.shares)),
            (account(22, .shareMintA), Self.shareMint(a.supply)),
            (account(20, .vaultA), token(11, a.balance)),
            (account(23, .shareMintB), Self.shareMint(b.supply)),
            (account(21, .vaultB), token(12, b.balance)),
        ]
        if depeg != 0 {
            let keys: [UInt8: PublicKey] = [
                1: Solana.PublicKey("8szGkuLTAux9XMgZ2vtY39jVSowEcpBfFfD8hXSEqdGC")!,
                2: Solana.PublicKey("49Yi1TKkNyYjPAFdR9LBvoHcUjuPX4Df5T5yv39w2XTn")!,
                3: Self.key(30),
            ]
            all.insert((PoolAccount(key: keys[depeg]!, role: .config), stakeAccount), at: 1)
        }
        return all
    }

    /// The state, through bytes, the diff and events.
    func state() throws -> DynamicAMMState {
        var diff = DynamicAMMFeed.diff()
        for (account, written) in accounts { try DynamicAMMFeed.read(account, written, &diff) }
        var state = DynamicAMMState()
        DynamicAMMFeed.drain(&diff, into: &state)
        return state
    }
}

/// How accounts become a state.
enum DynamicAMMFeed {
    static func diff(_ pool: PublicKey = PlainDynamicAMM.pool) -> PoolDiff {
        PoolDiff(instrument: InstrumentID(3), pool: pool, room: DynamicAMMLayout.room())
    }

    static func read(
        _ account: PoolAccount, _ written: WrittenAccount, _ diff: inout PoolDiff
    ) throws(AccountError) {
        let error = written.bytes.withUnsafeBytes { bytes -> AccountError? in
            do throws(AccountError) {
                try DynamicAMMLayout.read(
                    account, AccountBytes(bytes), owner: written.owner, into: &diff)
                return nil
            } catch {
                return error
            }
        }
        if let error { throw error }
    }

    /// How many events there were.
    @discardableResult
    static func drain(_ diff: inout PoolDiff, into state: inout DynamicAMMState) -> Int {
        var count = 0
        while let event = diff.next(
            slot: Slot(1), input: InputSequence(1), received: .never)
        {
            state.apply(event)
            count += 1
        }
        return count
    }
}

extension DynamicAMMState {
    /// Everything a state says, for comparisons.
    var told: [UInt64] {
        let c = terms.curve
        return [
            terms.flags, terms.activationPoint, terms.tradeNumerator, terms.tradeDenominator,
            terms.protocolNumerator, terms.protocolDenominator, c.amplification, c.multiplierA,
            c.multiplierB, c.virtualPrice, c.priceUpdated, stakePrice, isKnown ? 1 : 0,
        ] + sideA.told + sideB.told
    }
}

extension DynamicAMMSide {
    var told: [UInt64] {
        [
            total, supply, shares, balance, lockedProfit, lastReport, degradation,
            takesDeposits ? 1 : 0,
        ]
    }
}
