import Markets
import Numbers
import Pools
import Solana

/// A Meteora DAMM v2 pool over the whole range, with a fixed fee: one account.
final class ChainDAMM: ChainPool {
    let kind = PoolKind.meteoraDAMM
    private(set) var accounts: [AccountImage]
    var changed: Set<Int> = []
    private var state = DAMMState()

    init?(_ terms: SyntheticTerms) {
        var new = SyntheticAccounts(seed: terms.seed)
        var pool = new.account(
            of: DAMMLayout.program, mark: 0xBC6D_B111_046D_9AF1, length: DAMMLayout.poolBytes)
        // 0.25 % of the output, a fifth of that to the protocol.
        pool.data.store(UInt64(2_500_000), at: 8)
        pool.data[48] = 20
        pool.data.store(terms.sqrtPriceBits, at: 152)
        pool.data.store(terms.mintA, at: 168)
        pool.data.store(terms.mintB, at: 200)
        pool.data.store(new.key(), at: 232)
        pool.data.store(new.key(), at: 264)
        pool.data.store(UInt128(terms.liquidity) << 64, at: 360)
        pool.data.store(UInt128(4_295_048_016), at: 424)
        pool.data.store(UInt128(79_226_673_521_066_979_257_578_248_091), at: 440)
        pool.data.store(terms.sqrtPriceBits, at: 456)
        pool.data[480] = 1
        pool.data[696] = 1
        let reserves = terms.reserves
        pool.data.store(reserves.a, at: 680)
        pool.data.store(reserves.b, at: 688)
        accounts = [pool]
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
        do throws(DAMMError) {
            let result = try state.swap(direction, .exactIn(Atoms(amount)), at: time)
            accounts[0].data.store(state.sqrtPrice.bits, at: 456)
            accounts[0].data.store(state.reserveA, at: 680)
            accounts[0].data.store(state.reserveB, at: 688)
            // The fee is in what goes out.
            accounts[0].add(result.protocolFee, at: direction.isDown ? 400 : 392)
            changed.insert(0)
            return PoolTrade(
                amountIn: result.amountIn, amountOut: result.amountOut, fee: result.fee,
                isFeeInOutput: !result.isFeeOnInput)
        } catch {
            return nil
        }
    }
}
