import Markets
import Numbers
import Solana
import Testing

@testable import Pools

private let now = ChainTime(slot: 1, seconds: 1_800_000_000)
private let pools = [RaydiumPool.cpmm(), .amm(), .amm(isOnOrderBook: true)]

@Suite("Raydium constant product, from accounts")
struct RaydiumReadingTests {
    @Test("a CPMM pool's numbers come from its four accounts")
    func cpmm() throws {
        guard case .cpmm(let state) = try RaydiumPool.cpmm().state() else { return }
        let pool = try WrittenAccount.cpmmPool.cpmm()
        #expect(state.isKnown && state.misfits == 0)
        #expect(state.vault0 == 1 << 50 && state.vault1 == 1 << 51)
        #expect(state.owed0 == pool.owed0 && state.owed1 == pool.owed1)
        #expect(state.fees.trade.count == 2_500 && state.fees.creator.count == 500)
        #expect(state.fees.protocolShare.count == 120_000 && state.fees.fundShare.count == 40_000)
        #expect(state.fees.creatorSide == .token1 && state.openTime == 1_700_000_000)
        #expect(!state.isSwapDisabled && !state.isVaultFrozen)
        var other = RaydiumPool.cpmm()
        other.accounts[0].written.put(UInt8(0), at: 390)
        other.accounts[0].written.put(UInt8(4), at: 329)
        other.accounts[3].written.put(UInt8(2), at: 108)
        guard case .cpmm(let closed) = try other.state() else { return }
        #expect(closed.fees.creator.count == 0 && closed.isSwapDisabled && closed.isVaultFrozen)
    }

    @Test("an AMM v4 pool's numbers come from its accounts, those of an order book among them")
    func amm() throws {
        guard case .amm(let state) = try RaydiumPool.amm().state() else { return }
        #expect(state.isKnown && state.status == .swapOnly && state.openTime == 1_600_000_000)
        #expect(state.coinVault == 50_000_000_000_009 && state.owedCoin == 9)
        #expect(state.pcVault == 2_000_000_000_005 && state.owedPC == 5)
        #expect(state.feeNumerator == 25 && state.feeDenominator == 10_000)
        let order = SwapAmount.exactIn(Atoms(1_000_000_000))
        #expect(try state.trade(.aToB, order, at: now).amountOut.count == 39_899_204)
        var pool = RaydiumPool.amm(isOnOrderBook: true)
        guard case .amm(let onBook) = try pool.state() else { return }
        #expect(onBook.isKnown && onBook.route == .orderBook)
        #expect(try onBook.trade(.aToB, order, at: now).amountOut.count == 39_899_204)
        pool.accounts[3].written.put(UInt64(7), at: 85)
        pool.accounts[3].written.put(UInt64(8), at: 101)
        guard case .amm(let resting) = try pool.state() else { return }
        #expect(resting.isKnown && resting.bookCoin == 7 && resting.bookPC == 8)
        let refused = try pool.state().trade(.aToB, order, at: now)
        #expect(refused == "FundsOnOrderBook")
    }

    @Test("part of the accounts leaves the pool unknown", arguments: 0..<3)
    func parts(kind: Int) throws {
        let pool = pools[kind]
        for without in 1..<pool.accounts.count {
            var part = pool
            part.accounts.remove(at: without)
            let state = try part.state()
            #expect(!state.isKnown && state.spot(.aToB, at: now) == nil)
            #expect(state.trade(.aToB, .exactIn(Atoms(1_000_000)), at: now) == "PoolUnknown")
        }
    }

    @Test("an account that is refused says why, and changes nothing", arguments: 0..<3)
    func refusals(kind: Int) throws {
        let pool = pools[kind]
        var diff = pool.diff()
        for index in 1..<pool.accounts.count {
            #expect(throws: AccountError.poolUnknown) { try pool.read(index, into: &diff) }
        }
        expectAllTold(diff)
        var state = pool.empty
        try pool.tellAll(&diff, &state)
        for (place, written) in pool.accounts {
            var stranger = place
            stranger.key = repeatedKey(0x99)
            #expect(throws: AccountError.wrongPool) {
                try pool.read(stranger, written, into: &diff)
            }
            var missing = place
            missing.role = .array
            #expect(throws: AccountError.wrongDiscriminator) {
                try pool.read(missing, written, into: &diff)
            }
            let owned = written.with { $0.owner = repeatedKey(0x99) }
            #expect(throws: AccountError.wrongOwner) { try pool.read(place, owned, into: &diff) }
            let cut = written.with { $0.bytes.removeLast($0.bytes.count / 2) }
            #expect(throws: AccountError.self) { try pool.read(place, cut, into: &diff) }
            #expect(throws: AccountError.missing) {
                if pool.isCPMM {
                    try CPMMLayout.readMissing(place, into: &diff)
                } else {
                    try AMMv4Layout.readMissing(place, into: &diff)
                }
            }
        }
        expectAllTold(diff)
    }

    @Test("the sum of all changes equals the accounts, whatever changed", arguments: 0..<3)
    func changes(kind: Int) throws {
        var seeded = Seeded(state: UInt64(100 + kind))
        var pool = pools[kind]
        var diff = pool.diff()
        var state = pool.empty
        try pool.tellAll(&diff, &state)
        var (told, refused, snapshots) = (0, 0, 0)
        for _ in 0..<4_000 {
            let index = Int(seeded.below(UInt64(pool.accounts.count)))
            let before = pool.accounts[index].written
            pool.change(index, &seeded)
            do throws(AccountError) {
                try pool.read(index, into: &diff)
            } catch {
                refused += 1
                pool.accounts[index].written = before
                expectAllTold(diff)
            }
            told += tell(&diff, &state)
            expectAllTold(diff)
            if seeded.below(200) == 0 {
                snapshots += 1
                try pool.tellAll(&diff, &state)
            }
            let fresh = try pool.state()
            #expect(state.told == fresh.told)
            let order = SwapAmount.exactIn(Atoms(seeded.next() >> seeded.below(64)))
            #expect(state.trade(.bToA, order, at: now) == fresh.trade(.bToA, order, at: now))
        }
        #expect(told > 1_000 && refused > 50 && snapshots > 5 && state.misfits == 0)
    }

    @Test("random and mutated bytes as accounts never stop the program", arguments: 0..<3)
    func fuzz(kind: Int) throws {
        var seeded = Seeded(state: UInt64(200 + kind))
        let pool = pools[kind]
        var diff = pool.diff()
        var state = pool.empty
        try pool.tellAll(&diff, &state)
        var taken = 0
        for _ in 0..<10_000 {
            let (place, written) = pool.accounts[Int(seeded.below(UInt64(pool.accounts.count)))]
            let mutated = seeded.mutated(written)
            do throws(AccountError) {
                try pool.read(place, mutated, into: &diff)
                taken += 1
            } catch {}
            tell(&diff, &state)
            let order = SwapAmount.exactOut(Atoms(seeded.next() >> seeded.below(64)))
            _ = state.trade(.aToB, order, at: now)
            _ = state.spot(.bToA, at: now)
            if seeded.below(50) == 0 { try pool.tellAll(&diff, &state) }
        }
        #expect(taken > 500 && taken < 9_900)
        #expect(state.misfits == 0)
    }
}

extension RaydiumPool {
    /// Writes something else into a field of an account; now and then what is refused.
    fileprivate mutating func change(_ index: Int, _ seeded: inout Seeded) {
        let value = seeded.next() >> seeded.below(64)
        switch accounts[index].place.role {
        case .pool where isCPMM:
            switch seeded.below(6) {
            case 0: accounts[index].written.put(UInt8(seeded.below(8)), at: 329)
            case 1: accounts[index].written.put(UInt8(seeded.below(4)), at: 389)
            case 2: accounts[index].written.put(UInt8(seeded.below(3)), at: 390)
            case 3: accounts[index].written.put(seeded.below(2_000_000_000), at: 373)
            default:
                let offsets = [341, 349, 357, 365, 397, 405]
                accounts[index].written.put(value, at: offsets[Int(seeded.below(6))])
            }
        case .pool:
            switch seeded.below(5) {
            case 0: accounts[index].written.put(seeded.below(9), at: 0)
            case 1: accounts[index].written.put(seeded.below(300), at: 176)
            case 2: accounts[index].written.put(seeded.below(20_000), at: 184)
            case 3: accounts[index].written.put(seeded.below(2_000_000_000), at: 224)
            default: accounts[index].written.put(value, at: seeded.below(2) == 0 ? 192 : 200)
            }
        case .config:
            let offsets = [12, 20, 28, 108]
            accounts[index].written.put(seeded.below(600_000), at: offsets[Int(seeded.below(4))])
        case .openOrders:
            accounts[index].written.put(seeded.below(3), at: 77 + 8 * Int(seeded.below(4)))
        default:
            if seeded.below(4) == 0 {
                accounts[index].written.put(UInt8(seeded.below(4)), at: 108)
            } else {
                accounts[index].written.put(value, at: 64)
            }
        }
    }
}

private func expectAllTold(_ diff: borrowing PoolDiff) {
    let owes = diff.hasNext
    #expect(!owes)
}
