import Numbers

/// How far a walk along segments has come. Good for the state it was taken from, until an event or
/// a swap changes that.
public struct SegmentCursor: BitwiseCopyable, Sendable {
    public let direction: SwapDirection
    var place: TickPlace
    var price: UInt128
    var liquidity: UInt128
    var isDone: Bool

    @_noLocks init(_ direction: SwapDirection, _ state: borrowing WhirlpoolState) {
        self.direction = direction
        place = state.firstPlace(direction)
        price = state.sqrtPrice.bits
        liquidity = state.liquidity
        isDone = place.span < 0
    }
}

extension WhirlpoolState {
    /// A walk from the current price outward.
    @_noLocks public borrowing func segmentCursor(_ direction: SwapDirection) -> SegmentCursor {
        SegmentCursor(direction, self)
    }

    /// The next stretch that is not empty; nil where one swap would have to stop: at the end of the
    /// third array, at the first unknown one, or at the lowest or highest price that exists.
    /// A stretch may have liquidity 0.
    @_noLocks public borrowing func nextSegment(_ cursor: inout SegmentCursor) -> PoolSegment? {
        while !cursor.isDone {
            guard let target = nextTarget(cursor.direction, &cursor.place) else { break }
            let segment = PoolSegment(
                liquidity: cursor.liquidity, from: SqrtPrice(bits: cursor.price),
                to: SqrtPrice(bits: target.price))
            if target.isInitialised {
                do throws(SwapError) {
                    cursor.liquidity = try target.liquidity(
                        after: cursor.liquidity, cursor.direction)
                } catch {
                    cursor.isDone = true
                }
            } else {
                cursor.isDone = true
            }
            let moves = cursor.price != target.price
            cursor.price = target.price
            if moves { return segment }
        }
        cursor.isDone = true
        return nil
    }
}
