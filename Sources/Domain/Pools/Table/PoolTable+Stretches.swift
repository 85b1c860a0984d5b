import Markets

/// How far a walk along a pool's prices has come. Good for the state it was taken from, until an
/// event or a swap changes that.
public enum PoolStretchCursor {
    case whirlpool(WhirlpoolStretchCursor)
    case raydiumAMMv4(AMMv4StretchCursor)
    case raydiumCPMM(CPMMStretchCursor)
    case raydiumCLMM(CLMMStretchCursor)
    case meteoraDLMM(DLMMStretchCursor)
    case meteoraDynamicAMM(DynamicAMMStretchCursor)
    case meteoraDAMM(DAMMStretchCursor)
    case phoenix(PhoenixStretchCursor)
}

extension PoolTable {
    /// A walk from the current price outward.
    @_noLocks public borrowing func stretchCursor(
        _ direction: SwapDirection, at place: Int, time: ChainTime
    ) -> PoolStretchCursor {
        let row = row(place)
        switch row.kind {
        case .whirlpool:
            return unsafe .whirlpool(whirlpools[row.place].stretchCursor(direction, at: time))
        case .raydiumAMMv4:
            return unsafe .raydiumAMMv4(ammV4s[row.place].stretchCursor(direction, at: time))
        case .raydiumCPMM:
            return unsafe .raydiumCPMM(cpmms[row.place].stretchCursor(direction, at: time))
        case .raydiumCLMM:
            return unsafe .raydiumCLMM(clmms[row.place].stretchCursor(direction, at: time))
        case .meteoraDLMM:
            return unsafe .meteoraDLMM(dlmms[row.place].stretchCursor(direction, at: time))
        case .meteoraDynamicAMM:
            return unsafe .meteoraDynamicAMM(
                dynamicAMMs[row.place].stretchCursor(direction, at: time))
        case .meteoraDAMM:
            return unsafe .meteoraDAMM(damms[row.place].stretchCursor(direction, at: time))
        case .phoenix:
            return unsafe .phoenix(phoenixes[row.place].stretchCursor(direction, at: time))
        }
    }

    /// The next stretch that is not empty; nil where one swap would have to stop.
    @_noLocks public borrowing func nextStretch(
        _ cursor: inout PoolStretchCursor, at place: Int
    ) -> PoolStretch? {
        let row = row(place)
        let next: PoolStretch?
        switch cursor {
        case .whirlpool(var own):
            next = unsafe whirlpools[row.place].nextStretch(&own)
            cursor = .whirlpool(own)
        case .raydiumAMMv4(var own):
            next = unsafe ammV4s[row.place].nextStretch(&own)
            cursor = .raydiumAMMv4(own)
        case .raydiumCPMM(var own):
            next = unsafe cpmms[row.place].nextStretch(&own)
            cursor = .raydiumCPMM(own)
        case .raydiumCLMM(var own):
            next = unsafe clmms[row.place].nextStretch(&own)
            cursor = .raydiumCLMM(own)
        case .meteoraDLMM(var own):
            next = unsafe dlmms[row.place].nextStretch(&own)
            cursor = .meteoraDLMM(own)
        case .meteoraDynamicAMM(var own):
            next = unsafe dynamicAMMs[row.place].nextStretch(&own)
            cursor = .meteoraDynamicAMM(own)
        case .meteoraDAMM(var own):
            next = unsafe damms[row.place].nextStretch(&own)
            cursor = .meteoraDAMM(own)
        case .phoenix(var own):
            next = unsafe phoenixes[row.place].nextStretch(&own)
            cursor = .phoenix(own)
        }
        return next
    }
}
