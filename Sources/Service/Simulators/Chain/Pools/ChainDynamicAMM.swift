import Markets
import Numbers
import Pools
import Solana

/// A Meteora Dynamic AMM v1 pool with the constant product. Its tokens lie in two vaults of another
/// program, of which it owns a part: its account, and per token the vault, the pool's shares of it,
/// the mint of those shares, and the vault's tokens.
final class ChainDynamicAMM: ChainPool {
    let kind = PoolKind.meteoraDynamicAMM
    private(set) var accounts: [AccountImage]
    var changed: Set<Int> = []
    private var state = DynamicAMMState()

    init?(_ terms: SyntheticTerms) {
        var new = SyntheticAccounts(seed: terms.seed)
        let reserves = terms.reserves
        let sideA = ChainDynamicAMM.side(terms.mintA, reserve: reserves.a, terms.time, &new)
        let sideB = ChainDynamicAMM.side(terms.mintB, reserve: reserves.b, terms.time, &new)
        var pool = new.account(
            of: DynamicAMMLayout.program, mark: 0xBC6D_B111_046D_9AF1,
            length: DynamicAMMLayout.poolBytes)
        pool.data.store(new.key(), at: 8)
        pool.data.store(terms.mintA, at: 40)
        pool.data.store(terms.mintB, at: 72)
        pool.data.store(sideA[0].key, at: 104)
        pool.data.store(sideB[0].key, at: 136)
        pool.data.store(sideA[1].key, at: 168)
        pool.data.store(sideB[1].key, at: 200)
        pool.data[233] = 1
        pool.data.store(new.key(), at: 234)
        pool.data.store(new.key(), at: 266)
        // 0.25 % of the input, a fifth of that to the protocol.
        pool.data.store(UInt64(250), at: 330)
        pool.data.store(UInt64(100_000), at: 338)
        pool.data.store(UInt64(20_000), at: 346)
        pool.data.store(UInt64(100_000), at: 354)
        accounts = [pool] + sideA + sideB
        guard let events = ChainReading.events(kind, accounts) else { return nil }
        for event in events { state.apply(event) }
        guard state.isKnown else { return nil }
    }

    /// A vault that holds two and a half times what the pool has there, a fifth of it lent out; a
    /// share is worth 20/19 of an atom, and a thousandth of the vault is profit that six hours
    /// release. Its account, the pool's shares, their mint, the vault's tokens.
    private static func side(
        _ mint: PublicKey, reserve: UInt64, _ time: ChainTime, _ new: inout SyntheticAccounts
    ) -> [AccountImage] {
        let unlocked = reserve / 2 * 5
        let supply = unlocked / 20 * 19
        let locked = unlocked / 1_000
        let shareMint = new.key()
        let shares = new.vault(of: shareMint, amount: supply / 5 * 2)
        let tokens = new.vault(of: mint, amount: unlocked / 5 * 4)
        var shareMintImage = AccountImage.mint(shareMint, decimals: 9)
        shareMintImage.data.store(supply, at: 36)
        var vault = new.account(
            of: DynamicAMMLayout.vaultProgram, mark: 0x7775_9802_2BE8_08D3,
            length: DynamicAMMLayout.vaultBytes)
        vault.data[8] = 1
        vault.data.store(unlocked + locked, at: 11)
        vault.data.store(tokens.key, at: 19)
        vault.data.store(mint, at: 83)
        vault.data.store(shareMint, at: 115)
        vault.data.store(locked, at: 1_203)
        vault.data.store(time.seconds, at: 1_211)
        vault.data.store(UInt64(1_000_000_000_000 / 21_600), at: 1_219)
        return [vault, shares, shareMintImage, tokens]
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

    /// The protocol's part goes to accounts of its own, which nobody prices with.
    func swap(
        _ direction: SwapDirection, exactIn amount: UInt64, at time: ChainTime
    ) -> PoolTrade? {
        do throws(PoolRefusal) {
            let trade = try state.settle(direction, .exactIn(Atoms(amount)), at: time)
            write(state.sideA, from: 1)
            write(state.sideB, from: 5)
            return trade
        } catch {
            return nil
        }
    }

    /// Writes what a swap moves on one side, whose four accounts begin at a place.
    private func write(_ side: DynamicAMMSide, from place: Int) {
        accounts[place].data.store(side.total, at: 11)
        accounts[place + 1].data.store(side.shares, at: 64)
        accounts[place + 2].data.store(side.supply, at: 36)
        accounts[place + 3].data.store(side.balance, at: 64)
        changed.formUnion(place...(place + 3))
    }
}
