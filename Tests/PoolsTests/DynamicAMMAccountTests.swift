import Markets
import Numbers
import Solana
import Testing

@testable import Pools

@Suite("Dynamic AMM accounts")
struct DynamicAMMAccountTests {
    static func error(
        _ account: PoolAccount, _ written: WrittenAccount, pool: WrittenAccount? = nil
    ) -> AccountError? {
        var diff = DynamicAMMFeed.diff()
        do throws(AccountError) {
            if let pool {
                let own = PoolAccount(key: PlainDynamicAMM.pool, role: .pool)
                try DynamicAMMFeed.read(own, pool, &diff)
                while diff.next(slot: Slot(1), input: InputSequence(1), received: .never) != nil {}
            }
            try DynamicAMMFeed.read(account, written, &diff)
            return nil
        } catch {
            // What is refused changes nothing.
            let owes = diff.hasNext
            #expect(!owes)
            return error
        }
    }

    @Test("a pool's and a vault's fields")
    func fields() throws {
        var plain = DynamicAMMSwapTests.staked
        plain.activation = 77
        plain.activatesAtTime = true
        let pool = try plain.poolAccount.decode(DynamicAMMPool.init(_:owner:))
        let key = PlainDynamicAMM.key
        #expect(pool.mintA == key(11) && pool.mintB == key(12))
        #expect(pool.vaultA == key(13) && pool.vaultB == key(14))
        #expect(pool.sharesA == key(15) && pool.sharesB == key(16))
        #expect(pool.protocolFeeA == key(17) && pool.protocolFeeB == key(18))
        #expect(pool.terms.isEnabled && pool.terms.activatesAtTime)
        #expect(pool.terms.activationPoint == 77)
        #expect(pool.terms.tradeNumerator == 100 && pool.terms.tradeDenominator == 1_000_000)
        #expect(pool.terms.curve.isStable && pool.terms.curve.amplification == 1_000)
        #expect(pool.terms.curve.virtualPrice == 1_198_483)
        #expect(pool.terms.curve.priceUpdated == 1_719_234_101)
        #expect(pool.terms.curve.depeg.number == 1)
        let vault = try PlainDynamicAMM.vault(plain.a, isA: true)
            .decode(DynamicAMMVault.init(_:owner:))
        #expect(vault.total == plain.a.total && vault.lockedProfit == plain.a.locked)
        #expect(vault.lastReport == plain.a.report && vault.degradation == plain.a.degradation)
        #expect(vault.tokenVault == key(20) && vault.shareMint == key(22))
        #expect(vault.mint == key(11) && vault.takesDeposits)
    }

    @Test("what is no such account is refused by name, and changes nothing")
    func refusals() {
        let plain = DynamicAMMSwapTests.staked
        let accounts = plain.accounts
        for (account, written) in accounts where account.role != .config {
            let stranger = written.with { $0.owner = PlainDynamicAMM.key(99) }
            #expect(Self.error(account, stranger) == .wrongOwner)
            let short = written.with { $0.bytes.removeLast($0.bytes.count - 40) }
            #expect(Self.error(account, short) == .truncated)
            let empty = written.with { $0.bytes.removeAll() }
            #expect(Self.error(account, empty) == .truncated)
        }
        let (pool, vault) = (accounts[0], accounts[2])
        #expect(
            Self.error(pool.0, pool.1.with { $0.bytes[0] ^= 1 }) == .wrongDiscriminator)
        #expect(
            Self.error(vault.0, vault.1.with { $0.bytes[7] ^= 1 }) == .wrongDiscriminator)
        for (offset, byte) in [(233, 2), (475, 2), (874, 2), (916, 4), (532, 1)] {
            let wrong = pool.1.with { $0.bytes[offset] = UInt8(byte) }
            #expect(Self.error(pool.0, wrong) == .valueOutOfRange)
        }
        let dear = pool.1.with { $0.put(UInt64(1_000_000), at: 330) }
        #expect(Self.error(pool.0, dear) == .valueOutOfRange)
        let frozen = accounts[4].1.with { $0.bytes[108] = 2 }
        #expect(Self.error(accounts[4].0, frozen) == .valueOutOfRange)
        #expect(
            Self.error(PoolAccount(key: PlainDynamicAMM.pool, role: .array), pool.1) == .wrongPool)
        var diff = DynamicAMMFeed.diff()
        #expect(throws: AccountError.missing) {
            try DynamicAMMLayout.readMissing(pool.0, into: &diff)
        }
    }

    @Test("a stake pool is read as its pool says", arguments: [UInt8(1), 2, 3])
    func stakes(depeg: UInt8) throws {
        var plain = DynamicAMMSwapTests.staked
        plain.depeg = depeg
        plain.stakePrice = 1_234_567
        #expect(try plain.state().stakePrice == 1_234_567)
        let (account, written) = plain.accounts[1]
        #expect(account.role == .config)
        #expect(Self.error(account, written) == .poolUnknown)
        let pool = plain.poolAccount
        let short = written.with { $0.bytes.removeLast($0.bytes.count - 80) }
        #expect(Self.error(account, short, pool: pool) == .truncated)
        if depeg > 1 {
            let nothing = written.with { $0.put(UInt64(0), at: depeg == 2 ? 73 : 266) }
            #expect(Self.error(account, nothing, pool: pool) == .valueOutOfRange)
        }
        if depeg != 2 {
            let other = written.with { $0.bytes[0] ^= 2 }
            #expect(Self.error(account, other, pool: pool) == .wrongDiscriminator)
        }
        plain.depeg = 0
        #expect(Self.error(account, written, pool: plain.poolAccount) == .wrongPool)
    }

    @Test("a plan grows with what is known, and names every account once")
    func plan() throws {
        let plain = DynamicAMMSwapTests.staked
        var known = KnownAccounts()
        var counts: [Int] = []
        for _ in 0..<4 {
            let planned = try DynamicAMMLayout.plan(PlainDynamicAMM.pool, known)
            counts.append(planned.count)
            for account in planned {
                let written = plain.accounts.first { $0.0 == account }
                let found = try #require(written)
                known[account.key] = .present(owner: found.1.owner, data: found.1.bytes)
            }
            #expect(planned.first?.role == .pool && !planned.contains { $0.mayBeMissing })
            #expect(Set(planned).count == planned.count)
        }
        #expect(counts == [1, 6, 10, 10])
        // A vault of another token, a share of another vault, a token vault of another token.
        for (key, offset) in [(UInt8(13), 83), (14, 83), (15, 0), (21, 0)] {
            var other = known
            guard case .present(let owner, var data) = known[PlainDynamicAMM.key(key)] else {
                continue
            }
            data[offset] ^= 1
            other[PlainDynamicAMM.key(key)] = .present(owner: owner, data: data)
            #expect(throws: AccountError.wrongPool) {
                try DynamicAMMLayout.plan(PlainDynamicAMM.pool, other)
            }
        }
        known[PlainDynamicAMM.pool] = .missing
        #expect(throws: AccountError.missing) {
            try DynamicAMMLayout.plan(PlainDynamicAMM.pool, known)
        }
    }

    @Test("only the pool's own account and a stake pool's tell a whole picture")
    func whole() {
        #expect(DynamicAMMLayout.tellsWhole(.pool) && DynamicAMMLayout.tellsWhole(.config))
        for role in [
            PoolRole.reserveA, .reserveB, .sharesA, .sharesB, .shareMintA, .shareMintB, .vaultA,
            .vaultB,
        ] {
            #expect(!DynamicAMMLayout.tellsWhole(role))
        }
    }

    @Test("an account in words")
    func inspection() throws {
        let plain = DynamicAMMSwapTests.staked
        let pool = try plain.poolAccount.decode(DynamicAMMLayout.inspect(_:owner:))
        #expect(pool.kind == "Pool")
        let words = Dictionary(uniqueKeysWithValues: pool.fields.map { ($0.name, $0.value) })
        #expect(words["amplification"] == "1000" && words["staked with"] == "Marinade")
        #expect(words["trade fee (of the input)"] == "100 / 1000000")
        #expect(words["vault A"] == "\(PlainDynamicAMM.key(13))")
        let vault = try PlainDynamicAMM.vault(plain.b, isA: false)
            .decode(DynamicAMMLayout.inspect(_:owner:))
        #expect(vault.kind == "Vault")
        #expect(vault.fields.contains { $0.value == "\(plain.b.total)" })
        let token = plain.accounts[4].1
        #expect(throws: AccountError.wrongOwner) {
            try token.decode(DynamicAMMLayout.inspect(_:owner:))
        }
    }
}
