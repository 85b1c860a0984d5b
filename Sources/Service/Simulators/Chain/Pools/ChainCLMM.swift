import Markets
import Numbers
import Pools
import Solana

/// A Raydium CLMM pool with positions of growing width around the price: its account, its rates,
/// two vaults, the bitmap's extension, and every tick array in which a position begins or ends.
///
/// All arrays are near enough for a plan to name them from the start: the state knows the whole
/// pool.
final class ChainCLMM: ChainPool {
    let kind = PoolKind.raydiumCLMM
    private(set) var accounts: [AccountImage]
    var changed: Set<Int> = []
    private var state = CLMMState(capacity: 16)

    private static let spacing: UInt16 = 10
    private static var width: Int32 { Int32(CLMMState.slotsPerArray) * Int32(spacing) }

    init?(_ terms: SyntheticTerms) {
        var new = SyntheticAccounts(seed: terms.seed)
        let reserves = terms.reserves
        let vault0 = new.vault(of: terms.mintA, amount: reserves.a)
        let vault1 = new.vault(of: terms.mintB, amount: reserves.b)
        var config = new.account(
            of: CLMMLayout.program, mark: 0x6F2B_CBCB_6821_F4DA, length: CLMMLayout.configBytes)
        // 0.05 % of the input, 12 % of that to the protocol and 4 % to the fund.
        config.data.store(UInt32(120_000), at: 43)
        config.data.store(UInt32(500), at: 47)
        config.data.store(ChainCLMM.spacing, at: 51)
        config.data.store(UInt32(40_000), at: 53)
        var pool = new.account(
            of: CLMMLayout.program, mark: 0x46DE_C3D7_F5E3_EDF7, length: CLMMLayout.poolBytes)
        guard let bitmap = CLMMLayout.bitmapAddress(pool: pool.key) else { return nil }
        var more = new.account(
            at: bitmap, of: CLMMLayout.program, mark: 0x998B_8061_DB24_963C,
            length: CLMMLayout.bitmapBytes)
        more.data.store(pool.key, at: 8)

        let price = SqrtPrice(bits: terms.sqrtPriceBits)
        let tick = CLMMTickMath.tick(at: price).count
        let nets = ChainCLMM.nets(terms, around: tick)
        pool.data.store(config.key, at: 9)
        pool.data.store(terms.mintA, at: 73)
        pool.data.store(terms.mintB, at: 105)
        pool.data.store(vault0.key, at: 137)
        pool.data.store(vault1.key, at: 169)
        pool.data[233] = UInt8(truncatingIfNeeded: terms.decimalsA)
        pool.data[234] = UInt8(truncatingIfNeeded: terms.decimalsB)
        pool.data.store(ChainCLMM.spacing, at: 235)
        let liquidity = nets.reduce(Int128(0)) { $1.key <= tick ? $0 + $1.value.net : $0 }
        pool.data.store(liquidity, at: 237)
        pool.data.store(price.bits, at: 253)
        pool.data.store(tick, at: 269)
        accounts = [pool, config, vault0, vault1, more]
        guard open(nets, &new), let events = ChainReading.events(kind, accounts) else {
            return nil
        }
        for event in events { state.apply(event) }
        guard state.isKnown else { return nil }
    }

    /// Positions up to some 15 % away from the tick, and one as wide as a half.
    private static func nets(
        _ terms: SyntheticTerms, around tick: Int32
    ) -> [Int32: SyntheticPool.TickLiquidity] {
        var pool = GeneratedPool()
        pool.tickSpacing = spacing
        pool.positions = 6
        pool.liquidity = UInt128(terms.liquidity)
        return SyntheticPool.nets(pool, around: tick, seed: terms.seed)
    }

    /// Adds the arrays that hold the ticks, and marks them in the pool's bitmap.
    private func open(
        _ nets: [Int32: SyntheticPool.TickLiquidity], _ new: inout SyntheticAccounts
    ) -> Bool {
        let width = ChainCLMM.width
        let starts = Set(nets.keys.map { SyntheticPool.aligned($0, width) })
        for start in starts.sorted() {
            let bit = Int(start / width) + 512
            guard (0..<1_024).contains(bit),
                let key = CLMMLayout.tickArrayAddress(
                    pool: accounts[0].key, start: TickIndex(start))
            else { return false }
            accounts[0].data[904 + bit / 8] |= 1 << UInt8(bit % 8)
            var array = new.account(
                at: key, of: CLMMLayout.program, mark: 0x2A81_F931_CD55_9BC0,
                length: CLMMLayout.tickArrayBytes)
            array.data.store(accounts[0].key, at: 8)
            array.data.store(start, at: 40)
            for (tick, liquidity) in nets where tick >= start && tick < start + width {
                let slot = 44 + 168 * Int((tick - start) / Int32(ChainCLMM.spacing))
                array.data.store(tick, at: slot)
                array.data.store(liquidity.net, at: slot + 4)
                array.data.store(liquidity.gross, at: slot + 20)
                // How many ticks of the array are initialised.
                array.data[10_124] += 1
            }
            accounts.append(array)
        }
        return true
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

    /// What the program counts of fees in each tick that is crossed is not written: no price
    /// depends on it.
    func swap(
        _ direction: SwapDirection, exactIn amount: UInt64, at time: ChainTime
    ) -> PoolTrade? {
        do throws(CLMMError) {
            let result = try state.swap(direction, .exactIn(Atoms(amount)), at: time)
            accounts[0].data.store(state.liquidity, at: 237)
            accounts[0].data.store(state.sqrtPrice.bits, at: 253)
            accounts[0].data.store(state.tick.count, at: 269)
            accounts[0].data.store(state.feeGrowth0, at: 277)
            accounts[0].data.store(state.feeGrowth1, at: 293)
            let side = direction.isDown ? 0 : 8
            accounts[0].add(result.protocolFee, at: 309 + side)
            accounts[0].add(result.fundFee, at: 1_064 + side)
            let (paid, given) = direction.isDown ? (2, 3) : (3, 2)
            accounts[paid].add(result.amountIn.count, at: 64)
            accounts[given].subtract(result.amountOut.count, at: 64)
            changed.formUnion([0, paid, given])
            return result.trade
        } catch {
            return nil
        }
    }
}
