import Markets
import Numbers
import Pools
import Solana

/// A Raydium AMM v4 pool that no longer trades on an order book: its account and two vaults.
final class ChainAMMv4: ChainPool {
    let kind = PoolKind.raydiumAMMv4
    private(set) var accounts: [AccountImage]
    var changed: Set<Int> = []
    private var state = AMMv4State()

    init?(_ terms: SyntheticTerms) {
        var new = SyntheticAccounts(seed: terms.seed)
        let reserves = terms.reserves
        let vaultA = new.vault(of: terms.mintA, amount: reserves.a)
        let vaultB = new.vault(of: terms.mintB, amount: reserves.b)
        var pool = new.account(of: AMMv4Layout.program, mark: nil, length: AMMv4Layout.poolBytes)
        pool.data.store(AMMv4Status.swapOnly.rawValue, at: 0)
        pool.data.store(UInt64(25), at: 176)
        pool.data.store(UInt64(10_000), at: 184)
        pool.data.store(vaultA.key, at: 336)
        pool.data.store(vaultB.key, at: 368)
        pool.data.store(terms.mintA, at: 400)
        pool.data.store(terms.mintB, at: 432)
        accounts = [pool, vaultA, vaultB]
        guard let events = ChainReading.events(kind, accounts) else { return nil }
        for event in events { state.apply(event) }
        guard state.isKnown else { return nil }
    }

    func spot(_ direction: SwapDirection, at time: ChainTime) -> PoolStretch? {
        state.spot(direction, at: time)
    }

    func stretches(_ direction: SwapDirection, at time: ChainTime) -> [PoolStretch] {
        var cursor = state.stretchCursor(direction, at: time)
        var found: [PoolStretch] = []
        while let stretch = state.nextStretch(&cursor) { found.append(stretch) }
        return found
    }

    func swap(
        _ direction: SwapDirection, exactIn amount: UInt64, at time: ChainTime
    ) -> PoolTrade? {
        do throws(PoolRefusal) {
            let trade = try state.settle(direction, .exactIn(Atoms(amount)), at: time)
            let (paid, given) = direction.isDown ? (1, 2) : (2, 1)
            accounts[paid].add(trade.amountIn.count, at: 64)
            accounts[given].subtract(trade.amountOut.count, at: 64)
            changed.formUnion([1, 2])
            return trade
        } catch {
            return nil
        }
    }
}
