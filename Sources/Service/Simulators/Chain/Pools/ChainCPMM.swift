import Markets
import Numbers
import Pools
import Solana

/// A Raydium CPMM pool: its account, its rates, two vaults.
final class ChainCPMM: ChainPool {
    let kind = PoolKind.raydiumCPMM
    private(set) var accounts: [AccountImage]
    var changed: Set<Int> = []
    private var state = CPMMState()

    init?(_ terms: SyntheticTerms) {
        var new = SyntheticAccounts(seed: terms.seed)
        let reserves = terms.reserves
        let vaultA = new.vault(of: terms.mintA, amount: reserves.a)
        let vaultB = new.vault(of: terms.mintB, amount: reserves.b)
        var config = new.account(
            of: CPMMLayout.program, mark: 0x6F2B_CBCB_6821_F4DA, length: CPMMLayout.configBytes)
        // 0.25 % of the input, 12 % of that to the protocol and 4 % to the fund.
        config.data.store(UInt64(2_500), at: 12)
        config.data.store(UInt64(120_000), at: 20)
        config.data.store(UInt64(40_000), at: 28)
        var pool = new.account(
            of: CPMMLayout.program, mark: 0x46DE_C3D7_F5E3_EDF7, length: CPMMLayout.poolBytes)
        pool.data.store(config.key, at: 8)
        pool.data.store(vaultA.key, at: 72)
        pool.data.store(vaultB.key, at: 104)
        pool.data.store(terms.mintA, at: 168)
        pool.data.store(terms.mintB, at: 200)
        pool.data.store(TokenAccount.program, at: 232)
        pool.data.store(TokenAccount.program, at: 264)
        accounts = [pool, config, vaultA, vaultB]
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
        do throws(CPMMError) {
            let result = try state.swap(
                direction, .exactIn(Atoms(amount)), unixTime: time.seconds)
            let (paid, given) = direction.isDown ? (2, 3) : (3, 2)
            accounts[paid].add(result.amountIn.count, at: 64)
            accounts[given].subtract(result.amountOut.count, at: 64)
            let side = direction.isDown ? 0 : 8
            accounts[0].add(result.protocolFee.count, at: 341 + side)
            accounts[0].add(result.fundFee.count, at: 357 + side)
            changed.formUnion([0, 2, 3])
            return PoolTrade(
                amountIn: result.amountIn, amountOut: result.amountOut,
                fee: result.tradeFee.count)
        } catch {
            return nil
        }
    }
}
