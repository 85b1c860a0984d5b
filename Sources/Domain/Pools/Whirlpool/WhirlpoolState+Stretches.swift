import Numbers

/// How far a walk along a pool's stretches has come. Good for the state it was taken from, until an
/// event or a swap changes that.
public struct WhirlpoolStretchCursor: BitwiseCopyable, Sendable {
    public let direction: SwapDirection
    var place: TickPlace
    var price: UInt128
    var liquidity: UInt128
    var target: TickTarget
    var needsTarget: Bool
    var isDone: Bool
    /// Nil where the fee is static.
    var fee: AdaptiveFee?
    /// What the static fee leaves of the input, and the tokens' transfers of both ends.
    let poolKept: Double
    let inputKept: Double
    let outputKept: Double
}

extension WhirlpoolState {
    /// The √price and what fees leave where a swap would begin, as a stretch of no depth; nil
    /// while that is unknown, or at a time when the pool does not trade.
    @_noLocks public borrowing func spot(
        _ direction: SwapDirection, at time: ChainTime
    ) -> PoolStretch? {
        guard isKnown else { return nil }
        let cursor = stretchCursor(direction, at: time)
        guard !cursor.isDone else { return nil }
        let root = WhirlpoolState.root(sqrtPrice.bits)
        var kept = cursor.poolKept
        if var fee = cursor.fee {
            fee.accumulate()
            kept = WhirlpoolState.kept(fee.rate)
        }
        return PoolStretch(
            from: root, to: root, depth: 0, inputKept: kept * cursor.inputKept,
            outputKept: cursor.outputKept)
    }

    /// A walk from the current price outward. It has no stretch at a time when the pool does not
    /// trade.
    @_noLocks public borrowing func stretchCursor(
        _ direction: SwapDirection, at time: ChainTime
    ) -> WhirlpoolStretchCursor {
        let fees = transferFees(direction, at: time)
        var fee: AdaptiveFee?
        var isDone = !isKnown
        do throws(SwapError) {
            try checkReady(direction, at: time.seconds)
            if isAdaptive { fee = try adaptiveFee(direction, at: time.seconds) }
        } catch {
            isDone = true
        }
        return WhirlpoolStretchCursor(
            direction: direction, place: firstPlace(direction), price: sqrtPrice.bits,
            liquidity: liquidity, target: .none, needsTarget: true, isDone: isDone, fee: fee,
            poolKept: WhirlpoolState.kept(feeRate),
            inputKept: WhirlpoolState.kept(fees.input),
            outputKept: WhirlpoolState.kept(fees.output))
    }

    /// The next stretch that is not empty; nil where one swap would have to stop: at the end of the
    /// third array, at the first unknown one, or at the lowest or highest price that exists. A
    /// stretch may have depth 0.
    @_noLocks public borrowing func nextStretch(
        _ cursor: inout WhirlpoolStretchCursor
    ) -> PoolStretch? {
        while !cursor.isDone {
            if cursor.needsTarget {
                guard let next = nextTarget(cursor.direction, &cursor.place) else { break }
                cursor.target = next
            }
            let from = cursor.price
            let liquidity = cursor.liquidity
            let kept = move(&cursor)
            if from != cursor.price {
                return PoolStretch(
                    from: WhirlpoolState.root(from), to: WhirlpoolState.root(cursor.price),
                    depth: Double(liquidity.highWord) * 0x1p64 + Double(liquidity.lowWord),
                    inputKept: kept * cursor.inputKept, outputKept: cursor.outputKept)
            }
        }
        cursor.isDone = true
        return nil
    }

    /// Moves a cursor to where its fee or its liquidity changes; what the pool's fee leaves up to
    /// there.
    @_noLocks private borrowing func move(_ cursor: inout WhirlpoolStretchCursor) -> Double {
        let target = cursor.target
        var kept = cursor.poolKept
        var price = target.price
        if var fee = cursor.fee {
            fee.accumulate()
            kept = WhirlpoolState.kept(fee.rate)
            let bound = fee.bound(price, liquidity: cursor.liquidity)
            price = bound.price
            if bound.skips {
                fee.advance(skippingTo: price, target)
            } else {
                fee.advance()
            }
            cursor.fee = fee
        }
        cursor.price = price
        cursor.needsTarget = price == target.price
        guard cursor.needsTarget else { return kept }
        guard target.isInitialised else {
            cursor.isDone = true
            return kept
        }
        do throws(SwapError) {
            cursor.liquidity = try target.liquidity(after: cursor.liquidity, cursor.direction)
        } catch {
            cursor.isDone = true
        }
        return kept
    }

    @_noLocks private static func root(_ price: UInt128) -> Double {
        Double(price.highWord) + Double(price.lowWord) * 0x1p-64
    }

    @_noLocks private static func kept(_ rate: HundredthsOfBasisPoint) -> Double {
        1 - Double(rate.count) * 1e-6
    }

    /// As if the fee had no most: the search stays on the safe side.
    @_noLocks private static func kept(_ fee: TransferFee) -> Double {
        1 - Double(fee.share) * 1e-4
    }
}
