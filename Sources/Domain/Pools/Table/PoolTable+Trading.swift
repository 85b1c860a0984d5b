public import Markets

// One branch on the kind, then the kind's own code.

extension PoolTable {
    /// Brings a pool up to one event; false when it did not fit, and the pool is unknown until its
    /// next snapshot.
    @_noLocks public mutating func apply(_ event: Event, at place: Int) -> Bool {
        let row = row(place)
        switch row.kind {
        case .whirlpool:
            let before = unsafe whirlpools[row.place].misfits
            unsafe whirlpools[row.place].apply(event)
            return unsafe whirlpools[row.place].misfits == before
        case .raydiumAMMv4:
            let before = unsafe ammV4s[row.place].misfits
            unsafe ammV4s[row.place].apply(event)
            return unsafe ammV4s[row.place].misfits == before
        case .raydiumCPMM:
            let before = unsafe cpmms[row.place].misfits
            unsafe cpmms[row.place].apply(event)
            return unsafe cpmms[row.place].misfits == before
        case .raydiumCLMM:
            let before = unsafe clmms[row.place].misfits
            unsafe clmms[row.place].apply(event)
            return unsafe clmms[row.place].misfits == before
        case .meteoraDLMM:
            let before = unsafe dlmms[row.place].misfits
            unsafe dlmms[row.place].apply(event)
            return unsafe dlmms[row.place].misfits == before
        case .meteoraDynamicAMM:
            let before = unsafe dynamicAMMs[row.place].misfits
            unsafe dynamicAMMs[row.place].apply(event)
            return unsafe dynamicAMMs[row.place].misfits == before
        case .meteoraDAMM:
            let before = unsafe damms[row.place].misfits
            unsafe damms[row.place].apply(event)
            return unsafe damms[row.place].misfits == before
        case .phoenix:
            let before = unsafe phoenixes[row.place].misfits
            unsafe phoenixes[row.place].apply(event)
            return unsafe phoenixes[row.place].misfits == before
        }
    }

    /// What a swap would do now.
    @_noLocks public borrowing func trade(
        _ direction: SwapDirection, _ amount: SwapAmount, at place: Int, time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        let row = row(place)
        switch row.kind {
        case .whirlpool:
            return unsafe try whirlpools[row.place].trade(direction, amount, at: time)
        case .raydiumAMMv4:
            return unsafe try ammV4s[row.place].trade(direction, amount, at: time)
        case .raydiumCPMM:
            return unsafe try cpmms[row.place].trade(direction, amount, at: time)
        case .raydiumCLMM:
            return unsafe try clmms[row.place].trade(direction, amount, at: time)
        case .meteoraDLMM:
            return unsafe try dlmms[row.place].trade(direction, amount, at: time)
        case .meteoraDynamicAMM:
            return unsafe try dynamicAMMs[row.place].trade(direction, amount, at: time)
        case .meteoraDAMM:
            return unsafe try damms[row.place].trade(direction, amount, at: time)
        case .phoenix:
            return unsafe try phoenixes[row.place].trade(direction, amount, at: time)
        }
    }

    /// Does a swap; the pool stays moved until the chain says its state again.
    @_noLocks @discardableResult public mutating func settle(
        _ direction: SwapDirection, _ amount: SwapAmount, at place: Int, time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        let row = row(place)
        switch row.kind {
        case .whirlpool:
            return unsafe try whirlpools[row.place].settle(direction, amount, at: time)
        case .raydiumAMMv4:
            return unsafe try ammV4s[row.place].settle(direction, amount, at: time)
        case .raydiumCPMM:
            return unsafe try cpmms[row.place].settle(direction, amount, at: time)
        case .raydiumCLMM:
            return unsafe try clmms[row.place].settle(direction, amount, at: time)
        case .meteoraDLMM:
            return unsafe try dlmms[row.place].settle(direction, amount, at: time)
        case .meteoraDynamicAMM:
            return unsafe try dynamicAMMs[row.place].settle(direction, amount, at: time)
        case .meteoraDAMM:
            return unsafe try damms[row.place].settle(direction, amount, at: time)
        case .phoenix:
            return unsafe try phoenixes[row.place].settle(direction, amount, at: time)
        }
    }

    /// The price and the fees that a swap would begin with; nil while the pool isn't known, or has
    /// nothing to sell.
    @_noLocks public borrowing func spot(
        _ direction: SwapDirection, at place: Int, time: ChainTime
    ) -> PoolStretch? {
        let row = row(place)
        switch row.kind {
        case .whirlpool: return unsafe whirlpools[row.place].spot(direction, at: time)
        case .raydiumAMMv4: return unsafe ammV4s[row.place].spot(direction, at: time)
        case .raydiumCPMM: return unsafe cpmms[row.place].spot(direction, at: time)
        case .raydiumCLMM: return unsafe clmms[row.place].spot(direction, at: time)
        case .meteoraDLMM: return unsafe dlmms[row.place].spot(direction, at: time)
        case .meteoraDynamicAMM: return unsafe dynamicAMMs[row.place].spot(direction, at: time)
        case .meteoraDAMM: return unsafe damms[row.place].spot(direction, at: time)
        case .phoenix: return unsafe phoenixes[row.place].spot(direction, at: time)
        }
    }
}
