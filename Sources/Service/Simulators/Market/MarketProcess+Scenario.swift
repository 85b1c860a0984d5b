import Markets
import Numbers
import Pools
import Solana

extension MarketProcess {
    /// Makes the market of a scenario; recorded data is read here.
    static func make(
        _ market: MarketScenario, speed: UInt64, epoch: UInt64
    ) throws(ScenarioError) -> MarketProcess {
        guard speed >= 1, speed <= 1_000_000 else { throw .invalid("the speed \(speed)") }
        switch market {
        case .generated(let market): return try make(market, speed: speed, epoch: epoch)
        case .recordedCoinbase(let market): return try make(market, speed: speed, epoch: epoch)
        case .day(let day): return try make(day, speed: speed)
        }
    }

    private static func make(
        _ market: GeneratedMarket, speed: UInt64, epoch: UInt64
    ) throws(ScenarioError) -> MarketProcess {
        guard market.start.count >= 100, market.start.count < 1 << 40, market.levels >= 2,
            market.bookInterval.count > 0, market.slotInterval.count > 0,
            market.bound.count < 5_000, market.pool.tickSpacing > 0,
            market.pool.positions >= 1, market.pool.positions <= 40,
            market.pool.liquidity > 0, market.pool.liquidity < 1 << 96,
            market.volatility >= 0, market.volatility < 1 << 40,
            market.jump.count >= 0, market.jump.count < 1 << 40
        else { throw .invalid("the generated market") }
        let scale = try scale(market.priceDecimals, market.decimalsA, market.decimalsB)
        let walk = PriceWalk(market)
        let price = scale.sqrtPrice(of: walk.price)
        guard let pool = SyntheticPool.model(market.pool, at: price, seed: market.seed) else {
            throw .invalid("the generated pool")
        }
        let swaps = DrawnSwaps(
            scale: scale, arbitragePerMillion: market.pool.arbitragePerMillion,
            noisePerMillion: market.pool.noisePerMillion, noiseMost: market.pool.noise.count,
            random: RandomSource(seed: market.seed, part: 5))
        let others = try others(market, at: price, epoch: epoch)
        return MarketProcess(
            product: market.product, priceDecimals: market.priceDecimals,
            sizeDecimals: market.sizeDecimals, scale: scale,
            book: GeneratedBook(
                around: walk.price, depth: market.levels, sizeDecimals: market.sizeDecimals,
                seed: market.seed),
            pool: pool, flow: .drawn(swaps), fair: .walk(walk),
            slots: .steady(first: market.firstSlot.count, interval: market.slotInterval.count),
            bookInterval: market.bookInterval.count, began: 0, speed: speed, epoch: epoch,
            others: others,
            otherFlows: others.indices.map { index in
                ChainFlow(
                    scale: scale, arbitragePerMillion: market.pool.arbitragePerMillion,
                    noisePerMillion: market.pool.noisePerMillion,
                    noiseMost: market.pool.noise.count / 10,
                    random: RandomSource(seed: market.seed, part: 20 + UInt64(index)))
            })
    }

    /// The pools of other kinds that the market asks for.
    private static func others(
        _ market: GeneratedMarket, at price: SqrtPrice, epoch: UInt64
    ) throws(ScenarioError) -> [any ChainPool] {
        guard let mintA = PublicKey(base58: SyntheticPool.mintA),
            let mintB = PublicKey(base58: SyntheticPool.mintB)
        else { throw .invalid("the mints") }
        var pools: [any ChainPool] = []
        for (index, kind) in market.otherPools.enumerated() {
            let terms = SyntheticTerms(
                mintA: mintA, mintB: mintB, decimalsA: market.decimalsA,
                decimalsB: market.decimalsB, sqrtPrice: price.value.approximation,
                depth: market.otherDepth, seed: market.seed &+ UInt64(index),
                time: ChainTime(slot: market.firstSlot.count, seconds: epoch))
            guard let pool = ChainPools.make(kind, terms) else {
                throw .invalid("a generated pool of \(kind.rawValue)")
            }
            pools.append(pool)
        }
        return pools
    }

    private static func make(
        _ market: RecordedMarket, speed: UInt64, epoch: UInt64
    ) throws(ScenarioError) -> MarketProcess {
        let scale = try scale(market.priceDecimals, market.decimalsA, market.decimalsB)
        guard market.slotInterval.count > 0 else { throw .invalid("the recorded market") }
        let capture = try CoinbaseCapture(
            path: path(market.dataDirectory, market.framesFile), product: market.product,
            decimals: market.priceDecimals)
        var pool = try RecordedAccounts.pool(
            market.pool, inTable: path(market.dataDirectory, market.accountsFile))
        let target = scale.sqrtPrice(of: capture.middle(at: 0))
        guard pool.walk(to: target, seconds: epoch) != nil, pool.state.liquidity > 0 else {
            throw .poolUnreachable(address: market.pool)
        }
        pool.changed.removeAll()
        let swaps = DrawnSwaps(
            scale: scale, arbitragePerMillion: market.arbitragePerMillion,
            noisePerMillion: market.noisePerMillion, noiseMost: market.noise.count,
            random: RandomSource(seed: market.seed, part: 5))
        return MarketProcess(
            product: market.product, priceDecimals: market.priceDecimals,
            sizeDecimals: market.sizeDecimals, scale: scale, book: nil, pool: pool,
            flow: .drawn(swaps), fair: .capture(capture, begun: nil),
            slots: .steady(first: market.firstSlot.count, interval: market.slotInterval.count),
            bookInterval: 50_000_000, began: 0, speed: speed, epoch: epoch)
    }

    private static func make(
        _ day: RecordedDay, speed: UInt64
    ) throws(ScenarioError) -> MarketProcess {
        let scale = try scale(day.priceDecimals, day.decimalsA, day.decimalsB)
        guard day.levels >= 2, day.bookInterval.count > 0 else { throw .invalid("the day") }
        let swaps = try SwapTable.swaps(
            of: day.pool, in: path(day.dataDirectory, day.swapsFile))
        let candles = try CandleTable.candles(
            of: day.day, in: path(day.dataDirectory, day.candlesFile),
            decimals: day.priceDecimals + 3)
        var pool = try RecordedAccounts.pool(
            day.pool, inObject: path(day.dataDirectory, day.accountsFile))
        let dayStart = swaps[0].seconds / 86_400 * 86_400
        guard pool.walk(to: firstPrice(swaps[0], pool), seconds: dayStart) != nil,
            pool.state.liquidity > 0
        else { throw .poolUnreachable(address: day.pool) }
        pool.changed.removeAll()
        let anchors = SlotClock.anchors(swaps, dayStart: dayStart)
        var path = CandlePath(candles, seed: day.seed)
        let began = anchors[0].at
        return MarketProcess(
            product: day.product, priceDecimals: day.priceDecimals,
            sizeDecimals: day.sizeDecimals, scale: scale,
            book: GeneratedBook(
                around: path.price(at: began), depth: day.levels,
                sizeDecimals: day.sizeDecimals, seed: day.seed),
            pool: pool, flow: .recorded(RecordedSwaps(swaps)), fair: .candles(path),
            slots: .recorded(anchors), bookInterval: day.bookInterval.count * speed,
            began: began, speed: speed, epoch: dayStart)
    }

    /// The pool's price before a swap, so near as its amounts tell it: what the swap paid on
    /// average, its fee taken off.
    private static func firstPrice(
        _ swap: RecordedSwap, _ pool: borrowing PoolModel
    ) -> SqrtPrice {
        let paid =
            UInt128(swap.amountIn) * UInt128(1_000_000 - pool.state.feeRate.count)
            / 1_000_000
        let got = UInt128(swap.amountOut)
        let (numerator, denominator) = swap.direction.isDown ? (got, paid) : (paid, got)
        let bits = min(120, (numerator.leadingZeroBitCount - 1) & ~1)
        let root = PriceScale.root(of: (numerator << UInt128(bits)) / max(1, denominator))
        return SqrtPrice(bits: root << UInt128(64 - bits / 2))
    }

    private static func scale(
        _ priceDecimals: Int, _ decimalsA: Int, _ decimalsB: Int
    ) throws(ScenarioError) -> PriceScale {
        guard (0...9).contains(priceDecimals), (0...9).contains(decimalsA),
            (0...9).contains(decimalsB)
        else { throw .invalid("these numbers of decimals") }
        return PriceScale(
            priceDecimals: priceDecimals, decimalsA: decimalsA, decimalsB: decimalsB)
    }

    private static func path(_ directory: String, _ file: String) -> String {
        directory.isEmpty || file.hasPrefix("/") ? file : directory + "/" + file
    }
}
