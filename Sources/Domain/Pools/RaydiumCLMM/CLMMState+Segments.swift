import Numbers

/// How far a walk along segments has come. Good for the state it was taken from, until an account
/// or a swap changes that.
public struct CLMMCursor: BitwiseCopyable, Sendable {
    public let direction: SwapDirection
    var place: CLMMPlace
    var price: UInt128
    var liquidity: UInt128
    var isDone: Bool

    @_noLocks init(_ direction: SwapDirection, _ state: borrowing CLMMState) {
        self.direction = direction
        place = state.firstPlace(direction)
        price = state.sqrtPrice.bits
        liquidity = state.liquidity
        isDone = place.span < 0
    }
}

extension CLMMState {
    /// A walk from the current price outward.
    @_noLocks public borrowing func segmentCursor(
        _ direction: SwapDirection
    ) -> CLMMCursor {
        CLMMCursor(direction, self)
    }

    /// The next stretch that is not empty, up to an initialised tick; nil where a swap would fail
    /// for want of another: at the last one, or at the first array that is not known. A stretch may
    /// have liquidity 0.
    @_noLocks public borrowing func nextSegment(_ cursor: inout CLMMCursor) -> PoolSegment? {
        while !cursor.isDone {
            guard let target = nextTarget(cursor.direction, &cursor.place) else { break }
            let segment = PoolSegment(
                liquidity: cursor.liquidity, from: SqrtPrice(bits: cursor.price),
                to: SqrtPrice(bits: target.price))
            let moves = cursor.price != target.price
            cursor.price = target.price
            cursor.isDone = !crosses(target, &cursor)
            if moves { return segment }
        }
        cursor.isDone = true
        return nil
    }

    /// Whether the liquidity behind the tick is one that can be.
    @_noLocks private func crosses(
        _ target: CLMMTarget, _ cursor: inout CLMMCursor
    ) -> Bool {
        do throws(CLMMError) {
            cursor.liquidity = try target.liquidity(after: cursor.liquidity, cursor.direction)
            return true
        } catch {
            return false
        }
    }
}
