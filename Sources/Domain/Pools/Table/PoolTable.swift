public import Markets

/// Every pool of a market, each of its own kind, in memory that is taken once. Events keep the
/// pools equal to the chain; what the trading stages ask is asked here, by a pool's place.
@safe public struct PoolTable: ~Copyable {
    struct Row: BitwiseCopyable {
        var kind: PoolKind
        var place: Int
    }

    public let count: Int
    let rows: UnsafeMutablePointer<Row>
    let whirlpools: UnsafeMutablePointer<WhirlpoolState>
    let ammV4s: UnsafeMutablePointer<AMMv4State>
    let cpmms: UnsafeMutablePointer<CPMMState>
    let clmms: UnsafeMutablePointer<CLMMState>
    let dlmms: UnsafeMutablePointer<DLMMState>
    let dynamicAMMs: UnsafeMutablePointer<DynamicAMMState>
    let damms: UnsafeMutablePointer<DAMMState>
    let phoenixes: UnsafeMutablePointer<PhoenixState>
    private let counts: Counts

    /// How many there are of each kind.
    private struct Counts {
        var whirlpool = 0
        var ammV4 = 0
        var cpmm = 0
        var clmm = 0
        var dlmm = 0
        var dynamicAMM = 0
        var damm = 0
        var phoenix = 0
    }

    /// Pools that nothing is known of yet.
    ///
    /// - Parameters:
    ///   - arrays: tick or bin arrays that each pool of such a kind has room for.
    ///   - levels: price levels a side that each order book has room for.
    public init(_ kinds: [PoolKind], arrays: Int, levels: Int) {
        count = kinds.count
        let room = max(kinds.count, 1)
        unsafe rows = .allocate(capacity: room)
        unsafe whirlpools = .allocate(capacity: room)
        unsafe ammV4s = .allocate(capacity: room)
        unsafe cpmms = .allocate(capacity: room)
        unsafe clmms = .allocate(capacity: room)
        unsafe dlmms = .allocate(capacity: room)
        unsafe dynamicAMMs = .allocate(capacity: room)
        unsafe damms = .allocate(capacity: room)
        unsafe phoenixes = .allocate(capacity: room)
        var counts = Counts()
        for (index, kind) in kinds.enumerated() {
            let place: Int
            switch kind {
            case .whirlpool:
                place = counts.whirlpool
                unsafe (whirlpools + place).initialize(to: WhirlpoolState(capacity: arrays))
                counts.whirlpool += 1
            case .raydiumAMMv4:
                place = counts.ammV4
                unsafe (ammV4s + place).initialize(to: AMMv4State())
                counts.ammV4 += 1
            case .raydiumCPMM:
                place = counts.cpmm
                unsafe (cpmms + place).initialize(to: CPMMState())
                counts.cpmm += 1
            case .raydiumCLMM:
                place = counts.clmm
                unsafe (clmms + place).initialize(to: CLMMState(capacity: arrays))
                counts.clmm += 1
            case .meteoraDLMM:
                place = counts.dlmm
                unsafe (dlmms + place).initialize(to: DLMMState(capacity: arrays))
                counts.dlmm += 1
            case .meteoraDynamicAMM:
                place = counts.dynamicAMM
                unsafe (dynamicAMMs + place).initialize(to: DynamicAMMState())
                counts.dynamicAMM += 1
            case .meteoraDAMM:
                place = counts.damm
                unsafe (damms + place).initialize(to: DAMMState())
                counts.damm += 1
            case .phoenix:
                place = counts.phoenix
                unsafe (phoenixes + place).initialize(to: PhoenixState(capacity: levels))
                counts.phoenix += 1
            }
            unsafe (rows + index).initialize(to: Row(kind: kind, place: place))
        }
        self.counts = counts
    }

    deinit {
        unsafe whirlpools.deinitialize(count: counts.whirlpool)
        unsafe ammV4s.deinitialize(count: counts.ammV4)
        unsafe cpmms.deinitialize(count: counts.cpmm)
        unsafe clmms.deinitialize(count: counts.clmm)
        unsafe dlmms.deinitialize(count: counts.dlmm)
        unsafe dynamicAMMs.deinitialize(count: counts.dynamicAMM)
        unsafe damms.deinitialize(count: counts.damm)
        unsafe phoenixes.deinitialize(count: counts.phoenix)
        unsafe whirlpools.deallocate()
        unsafe ammV4s.deallocate()
        unsafe cpmms.deallocate()
        unsafe clmms.deallocate()
        unsafe dlmms.deallocate()
        unsafe dynamicAMMs.deallocate()
        unsafe damms.deallocate()
        unsafe phoenixes.deallocate()
        unsafe rows.deallocate()
    }

    /// Which program's pool stands at a place (0 ..< count).
    @_noLocks public func kind(at place: Int) -> PoolKind { row(place).kind }

    @_noLocks @inline(__always)
    func row(_ place: Int) -> Row {
        precondition(place >= 0 && place < count, "the pool is in the table")
        return unsafe rows[place]
    }
}
