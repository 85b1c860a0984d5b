/// The orders of the one market maker of a simulated Phoenix market: on each side prices a constant
/// step apart, and a constant spread between the best two.
struct MakerBook {
    struct Order {
        var ticks: UInt64
        /// Base lots.
        var lots: UInt64
        /// As the account has it: when it was placed; of a bid all bits are inverted.
        var number: UInt64
    }

    /// Both the best first.
    private(set) var bids: [Order] = []
    private(set) var asks: [Order] = []
    /// The number of the order that is placed next.
    private(set) var next: UInt64 = 1
    /// Ticks between two orders of a side, and between the best of both.
    private let step: UInt64
    private let spread: UInt64
    /// Base lots of an order, about.
    private let lots: UInt64
    private var random: RandomSource

    /// Orders on each side; with steps of a tenth of a per cent they reach 2.4 % far.
    static let perSide = 24

    init(around ticks: UInt64, lots: UInt64, seed: UInt64) {
        step = max(1, ticks / 1_000)
        spread = max(1, ticks / 4_000)
        self.lots = max(2, lots)
        random = RandomSource(seed: seed, part: 42)
        let best = ticks - spread / 2
        bids = refilled([], from: best, areAsks: false)
        asks = refilled([], from: best + spread, areAsks: true)
    }

    /// Whether the maker would still find prices after a sale that takes all its bids.
    var canFall: Bool { bids[0].ticks > 2 * UInt64(MakerBook.perSide) * step }

    /// What a swap left of the side that it took from: lots by price in ticks. The maker adds
    /// orders behind the last one, and moves the other side along with the price.
    mutating func take(left: [UInt64: UInt64], ofAsks: Bool) {
        let before = ofAsks ? asks : bids
        let kept = before.compactMap { order in
            left[order.ticks].map { Order(ticks: order.ticks, lots: $0, number: order.number) }
        }
        let last = before[before.count - 1].ticks
        let side = refilled(kept, from: ofAsks ? last + step : last - step, areAsks: ofAsks)
        if ofAsks {
            asks = side
            bids = moved(bids, to: side[0].ticks - spread, areAsks: false)
        } else {
            bids = side
            asks = moved(asks, to: side[0].ticks + spread, areAsks: true)
        }
    }

    /// Orders, and more of them behind the last one; `first` is where they begin if there are none.
    private mutating func refilled(
        _ orders: [Order], from first: UInt64, areAsks: Bool
    ) -> [Order] {
        var orders = orders
        var ticks = first
        if let last = orders.last { ticks = areAsks ? last.ticks + step : last.ticks - step }
        while orders.count < MakerBook.perSide {
            orders.append(place(at: ticks, isAsk: areAsks))
            ticks = areAsks ? ticks + step : ticks - step
        }
        return orders
    }

    /// Orders, and more of them in front of the best until one stands at a price; as many of the
    /// last are cancelled.
    private mutating func moved(_ orders: [Order], to best: UInt64, areAsks: Bool) -> [Order] {
        var orders = orders
        while areAsks ? orders[0].ticks > best : orders[0].ticks < best {
            let ticks = areAsks ? orders[0].ticks - step : orders[0].ticks + step
            orders.insert(place(at: ticks, isAsk: areAsks), at: 0)
            orders.removeLast()
        }
        return orders
    }

    private mutating func place(at ticks: UInt64, isAsk: Bool) -> Order {
        defer { next += 1 }
        return Order(
            ticks: ticks, lots: lots / 2 + random.below(lots), number: isAsk ? next : ~next)
    }
}
