import Markets
import Numbers
import Pools
import Solana

/// A Phoenix market in which one market maker has orders: one account with two order books. After
/// each swap the maker places orders anew, in the same slot, so that the books never run dry.
///
/// What the maker's seat and the market's vaults hold is not kept: no price depends on it.
final class ChainPhoenix: ChainPool {
    let kind = PoolKind.phoenix
    private(set) var accounts: [AccountImage]
    var changed: Set<Int> = []
    private var state = PhoenixState()
    private var book: MakerBook

    /// Orders that a side has room for, and seats.
    private static let (room, seats) = (512, 128)
    private static let bids = OrderTree(start: 880)
    private static let asks = OrderTree(
        start: 880 + OrderTree.headBytes + OrderTree.nodeBytes * room)
    private static let traders = 880 + 2 * (OrderTree.headBytes + OrderTree.nodeBytes * room)
    private static let traderBytes = 144

    // A base unit is a whole token A, of a thousand lots; a quote lot is an atom.
    private static let lotsPerUnit: UInt64 = 1_000
    private static let quoteLotsPerTick: UInt64 = 1_000

    init?(_ terms: SyntheticTerms) {
        var unit: UInt64 = 1
        for _ in 0..<terms.decimalsA { unit *= 10 }
        let baseLot = max(1, unit / ChainPhoenix.lotsPerUnit)
        let lotPrice = terms.sqrtPrice * terms.sqrtPrice * Double(baseLot)
        let ticks =
            lotPrice * Double(ChainPhoenix.lotsPerUnit) / Double(ChainPhoenix.quoteLotsPerTick)
        // Twenty orders are within two per cent of the price.
        let lots = Double(terms.depth) / 20 / lotPrice
        guard ticks >= 1_000, ticks < 0x1p40, lots >= 2, lots < 0x1p40 else { return nil }
        book = MakerBook(around: UInt64(ticks), lots: UInt64(lots), seed: terms.seed)
        accounts = [ChainPhoenix.market(terms, baseLot: baseLot)]
        writeBook()
        changed.removeAll()
        guard readBook(), state.isKnown else { return nil }
    }

    /// The market's account without an order, and with one seat.
    private static func market(_ terms: SyntheticTerms, baseLot: UInt64) -> AccountImage {
        var new = SyntheticAccounts(seed: terms.seed)
        var market = new.account(
            of: PhoenixLayout.program, mark: 8_167_313_896_524_341_111,
            length: traders + OrderTree.headBytes + traderBytes * seats)
        market.data.store(UInt64(1), at: 8)
        market.data.store(UInt64(room), at: 16)
        market.data.store(UInt64(room), at: 24)
        market.data.store(UInt64(seats), at: 32)
        market.data.store(UInt32(terms.decimalsA), at: 40)
        market.data.store(terms.mintA, at: 48)
        market.data.store(new.key(), at: 80)
        market.data.store(baseLot, at: 112)
        market.data.store(UInt32(terms.decimalsB), at: 120)
        market.data.store(terms.mintB, at: 128)
        market.data.store(new.key(), at: 160)
        market.data.store(UInt64(1), at: 192)
        market.data.store(quoteLotsPerTick, at: 200)
        market.data.store(lotsPerUnit, at: 832)
        market.data.store(quoteLotsPerTick, at: 840)
        // 0.02 % of the quote tokens.
        market.data.store(UInt64(2), at: 856)
        // The maker's seat: the only node of its tree.
        market.data.store(UInt32(1), at: traders)
        market.data.store(UInt64(1), at: traders + 16)
        market.data.store(UInt32(2), at: traders + 24)
        market.data.store(UInt32(2), at: traders + 28)
        market.data.store(new.key(), at: traders + OrderTree.headBytes + 16)
        return market
    }

    private func writeBook() {
        ChainPhoenix.bids.write(book.bids, trader: 1, into: &accounts[0].data)
        ChainPhoenix.asks.write(book.asks, trader: 1, into: &accounts[0].data)
        accounts[0].data.store(book.next, at: 848)
        accounts[0].add(1, at: 272)
        changed.insert(0)
    }

    private func readBook() -> Bool {
        guard let events = ChainReading.events(kind, accounts) else { return false }
        for event in events { state.apply(event) }
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

    func swap(
        _ direction: SwapDirection, exactIn amount: UInt64, at time: ChainTime
    ) -> PoolTrade? {
        guard !direction.isDown || book.canFall else { return nil }
        do throws(PoolRefusal) {
            let trade = try state.settle(direction, .exactIn(Atoms(amount)), at: time)
            var left: [UInt64: UInt64] = [:]
            var place = 0
            while let level = direction.isDown ? state.bid(at: place) : state.ask(at: place) {
                left[level.ticks] = level.lots
                place += 1
            }
            book.take(left: left, ofAsks: !direction.isDown)
            // A quote lot is an atom; fees that nobody has collected.
            accounts[0].add(trade.fee, at: 872)
            writeBook()
            return readBook() ? trade : nil
        } catch {
            return nil
        }
    }
}
