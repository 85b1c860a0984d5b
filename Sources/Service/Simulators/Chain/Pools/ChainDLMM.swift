import Markets
import Numbers
import Pools
import Solana

/// A Meteora DLMM pair with liquidity in some sixty bins on each side of the active one, and a fee
/// that grows with volatility: the pair's account and its bin arrays.
final class ChainDLMM: ChainPool {
    let kind = PoolKind.meteoraDLMM
    private(set) var accounts: [AccountImage]
    var changed: Set<Int> = []
    private var state = DLMMState(capacity: 8)
    /// The index of the array that is the second account; the next ones follow it.
    private let firstArray: Int32

    /// 1/10,000 between two bins: sixty of them are 15 %.
    private static let step: UInt16 = 25
    private static let binsPerSide: Int32 = 60
    private static var binsPerArray: Int32 { Int32(DLMMState.binsPerArray) }

    init?(_ terms: SyntheticTerms) {
        var new = SyntheticAccounts(seed: terms.seed)
        let active = ChainDLMM.bin(at: terms.sqrtPrice * terms.sqrtPrice)
        let array = { (bin: Int32) in
            SyntheticPool.aligned(bin, ChainDLMM.binsPerArray) / ChainDLMM.binsPerArray
        }
        firstArray = array(active - ChainDLMM.binsPerSide)
        let lastArray = array(active + ChainDLMM.binsPerSide)
        var pair = ChainDLMM.pair(terms, at: active, &new)
        accounts = []
        for index in firstArray...lastArray {
            guard let key = DLMMLayout.binArrayAddress(pair: pair.key, index: index) else {
                return nil
            }
            var array = new.account(
                at: key, of: DLMMLayout.program, mark: 0xB546_9405_DC5C_8E5C,
                length: DLMMLayout.binArrayBytes)
            array.data.store(Int64(index), at: 8)
            array.data.store(pair.key, at: 24)
            accounts.append(array)
            let bit = Int(index) + 512
            pair.data[584 + bit / 8] |= 1 << UInt8(bit % 8)
        }
        accounts.insert(pair, at: 0)
        guard fill(terms, around: active), let events = ChainReading.events(kind, accounts) else {
            return nil
        }
        for event in events { state.apply(event) }
        guard state.isKnown else { return nil }
    }

    /// The last bin that is no dearer than a price.
    private static func bin(at price: Double) -> Int32 {
        let target = UInt128(price * 0x1p64)
        var (low, high) = (Int32(-17_000), Int32(17_000))
        while high - low > 1 {
            let middle = (low + high) / 2
            let isBelow =
                DLMMPrice.price(ofBin: middle, binStep: step).map { $0 <= target } ?? false
            if isBelow { low = middle } else { high = middle }
        }
        return low
    }

    /// The pair's account, without a bit for any array.
    private static func pair(
        _ terms: SyntheticTerms, at active: Int32, _ new: inout SyntheticAccounts
    ) -> AccountImage {
        var pair = new.account(
            of: DLMMLayout.program, mark: 0x0DB1_65B5_6231_0B21, length: DLMMLayout.pairBytes)
        // 0.15 % of the input, and more where the price has moved through bins in the last 30 to
        // 600 seconds; a tenth of it to the protocol.
        pair.data.store(UInt16(6_000), at: 8)
        pair.data.store(UInt16(30), at: 10)
        pair.data.store(UInt16(600), at: 12)
        pair.data.store(UInt16(5_000), at: 14)
        pair.data.store(UInt32(7_500), at: 16)
        pair.data.store(UInt32(350_000), at: 20)
        pair.data.store(Int32(-17_000), at: 24)
        pair.data.store(Int32(17_000), at: 28)
        pair.data.store(UInt16(1_000), at: 32)
        pair.data.store(active, at: 48)
        pair.data.store(terms.time.seconds, at: 56)
        pair.data.store(active, at: 76)
        pair.data.store(step, at: 80)
        pair.data.store(terms.mintA, at: 88)
        pair.data.store(terms.mintB, at: 120)
        pair.data.store(new.key(), at: 152)
        pair.data.store(new.key(), at: 184)
        return pair
    }

    /// Bins above the active one sell X, those below it Y, the active one both. Eight of them are
    /// two per cent.
    private func fill(_ terms: SyntheticTerms, around active: Int32) -> Bool {
        var random = RandomSource(seed: terms.seed, part: 41)
        let share = terms.depth / 8
        let bins = ChainDLMM.binsPerSide
        for id in (active - bins)...(active + bins) {
            guard let price = DLMMPrice.price(ofBin: id, binStep: ChainDLMM.step) else {
                return false
            }
            let worth = share / 2 + share / 1_000 * random.below(1_000)
            let (account, place) = place(of: id)
            if id >= active {
                let amountX = Double(worth) / (Double(price) * 0x1p-64)
                accounts[account].data.store(UInt64(amountX), at: place)
            }
            if id <= active { accounts[account].data.store(worth, at: place + 8) }
            accounts[account].data.store(price, at: place + 16)
        }
        return true
    }

    /// The account that holds a bin, and where in it.
    private func place(of bin: Int32) -> (account: Int, offset: Int) {
        let start = SyntheticPool.aligned(bin, ChainDLMM.binsPerArray)
        return (1 + Int(start / ChainDLMM.binsPerArray - firstArray), 56 + 144 * Int(bin - start))
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
        let before = state.pair.activeBin
        do throws(DLMMError) {
            let result = try state.swap(direction, .exactIn(Atoms(amount)), at: time)
            let active = state.pair.activeBin
            for id in min(before, active)...max(before, active) { write(id) }
            let volatility = state.pair.volatility
            accounts[0].data.store(volatility.accumulator, at: 40)
            accounts[0].data.store(volatility.reference, at: 44)
            accounts[0].data.store(volatility.indexReference, at: 48)
            accounts[0].data.store(volatility.lastUpdate, at: 56)
            accounts[0].data.store(active, at: 76)
            // The fee is in what comes in.
            accounts[0].add(result.protocolFee, at: direction.isDown ? 216 : 224)
            changed.insert(0)
            return result.trade
        } catch {
            return nil
        }
    }

    private func write(_ id: Int32) {
        guard let bin = state.bin(id) else { return }
        let (account, place) = place(of: id)
        accounts[account].data.store(bin.amountX, at: place)
        accounts[account].data.store(bin.amountY, at: place + 8)
        changed.insert(account)
    }
}
