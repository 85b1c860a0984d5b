import Numbers

/// Which slot the chain is in.
enum SlotClock: Sendable {
    /// A slot each so often.
    case steady(first: UInt64, interval: UInt64)
    /// Slots that were recorded with their block times, in nanoseconds of the market's time; those
    /// between two of them are spread evenly.
    case recorded([Anchor])

    struct Anchor: Equatable, Sendable {
        var slot: UInt64
        var at: UInt64
    }

    /// The slot that ends last at or before a moment of the market's time.
    func slot(at moment: UInt64) -> UInt64 {
        switch self {
        case .steady(let first, let interval): return first + moment / interval
        case .recorded(let anchors):
            let next = SlotClock.upperBound(anchors, moment)
            guard next > 0 else { return anchors[0].slot }
            let from = anchors[next - 1]
            guard next < anchors.count else {
                return from.slot + (moment - from.at) / 500_000_000
            }
            let to = anchors[next]
            let passed = UInt128(moment - from.at) * UInt128(to.slot - from.slot)
            return from.slot + UInt64(passed / UInt128(max(1, to.at - from.at)))
        }
    }

    private static func upperBound(_ anchors: [Anchor], _ moment: UInt64) -> Int {
        var low = 0
        var high = anchors.count
        while low < high {
            let middle = (low + high) / 2
            if anchors[middle].at <= moment { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Anchors of recorded swaps: the first of each second, from two seconds before the first one.
    static func anchors(_ swaps: [RecordedSwap], dayStart: UInt64) -> [Anchor] {
        var anchors: [Anchor] = []
        for swap in swaps where swap.seconds >= dayStart {
            let at = (swap.seconds - dayStart) * 1_000_000_000
            if let last = anchors.last, at <= last.at || swap.slot <= last.slot { continue }
            if anchors.isEmpty && at >= 2_000_000_000 {
                anchors.append(Anchor(slot: swap.slot - 5, at: at - 2_000_000_000))
            }
            anchors.append(Anchor(slot: swap.slot, at: at))
        }
        return anchors
    }
}
