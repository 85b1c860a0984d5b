import Numbers

extension ConstantProduct {
    /// The whole curve as one stretch of constant liquidity √(A·B), for a search that then quotes
    /// exactly: the √price is right to one part in the liquidity. Nil when a reserve is empty.
    @_noLocks static func segment(
        _ direction: SwapDirection, _ reserves: SwapReserves
    ) -> PoolSegment? {
        let reserveA = direction.isDown ? reserves.input : reserves.output
        let liquidity = root(of: UInt128(product: reserves.input, reserves.output))
        guard liquidity != 0 else { return nil }
        return PoolSegment(
            liquidity: UInt128(liquidity),
            from: SqrtPrice(bits: UInt128(high: liquidity, low: 0) / UInt128(reserveA)),
            to: SqrtPrice(bits: direction.isDown ? 1 : .max))
    }

    /// ⌊√value⌋, by Newton's steps down from a power of two that is not below it.
    @_noLocks static func root(of value: UInt128) -> UInt64 {
        guard value != 0 else { return 0 }
        let half = (129 &- value.leadingZeroBitCount) &>> 1
        var root = half < 64 ? UInt64(1) &<< UInt64(half) : .max
        while value.highWord < root {
            let quotient = root.dividingFullWidth((value.highWord, value.lowWord)).quotient
            guard quotient < root else { break }
            root = quotient &+ (root &- quotient) &>> 1
        }
        return root
    }
}

extension CPMMState {
    /// Marginal price and depth before fees; nil where no swap can happen.
    @_noLocks public func segment(_ direction: SwapDirection) -> PoolSegment? {
        guard !isSwapDisabled, vault0 > owed0, vault1 > owed1 else { return nil }
        let (reserve0, reserve1) = (vault0 &- owed0, vault1 &- owed1)
        return ConstantProduct.segment(
            direction,
            direction.isDown
                ? SwapReserves(input: reserve0, output: reserve1)
                : SwapReserves(input: reserve1, output: reserve0))
    }
}

extension AMMv4State {
    /// Marginal price and depth before fees; nil where no swap can happen.
    @_noLocks public func segment(_ direction: SwapDirection) -> PoolSegment? {
        guard isSwappable, coinVault > owedCoin, pcVault > owedPC else { return nil }
        let (coin, pc) = (coinVault &- owedCoin, pcVault &- owedPC)
        return ConstantProduct.segment(
            direction,
            direction.isDown
                ? SwapReserves(input: coin, output: pc) : SwapReserves(input: pc, output: coin))
    }
}
