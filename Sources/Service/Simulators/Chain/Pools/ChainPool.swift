import Markets
import Pools
import Solana

/// A pool of any kind as the chain holds it: its accounts, byte for byte, and swaps that change
/// them as the program would.
protocol ChainPool: AnyObject {
    var kind: PoolKind { get }
    /// The pool's own first, then all others that pricing it needs, but for mints.
    var accounts: [AccountImage] { get }
    /// Places of accounts that changed since somebody asked.
    var changed: Set<Int> { get set }
    /// Where a swap would begin; nil where it could not.
    func spot(_ direction: SwapDirection, at time: ChainTime) -> PoolStretch?
    /// From the current price outward.
    func stretches(_ direction: SwapDirection, at time: ChainTime) -> [PoolStretch]
    /// Does a swap in state and bytes; nil, and nothing changes, where the pool refuses it.
    func swap(
        _ direction: SwapDirection, exactIn amount: UInt64, at time: ChainTime
    ) -> PoolTrade?
}

/// What a pool that never was is like.
struct SyntheticTerms {
    var mintA: PublicKey
    var mintB: PublicKey
    var decimalsA: Int
    var decimalsB: Int
    /// √(atoms of B per atom of A).
    var sqrtPrice: Double
    /// What stands for sale within about two per cent of the price on either side, in atoms of B.
    var depth: UInt64
    var seed: UInt64
    var time: ChainTime
}

extension ChainPool {
    /// The input that moves the price to a √price, as far as the pool reaches; 0 where the price is
    /// there already. For sizing only.
    func input(
        toReach target: Double, _ direction: SwapDirection, at time: ChainTime
    ) -> UInt64 {
        var sum = 0.0
        for stretch in stretches(direction, at: time) {
            let isBehind = direction.isDown ? stretch.from <= target : stretch.from >= target
            if isBehind { break }
            let square = stretch.from * stretch.from
            if stretch.from == stretch.to {
                let net = direction.isDown ? stretch.depth / square : stretch.depth * square
                sum += net / stretch.inputKept
                continue
            }
            let end =
                direction.isDown ? max(stretch.to, target) : min(stretch.to, target)
            let net =
                direction.isDown
                ? stretch.depth * (1 / end - 1 / stretch.from)
                : stretch.depth * (end - stretch.from)
            sum += net / stretch.inputKept
        }
        return sum > 0 && sum < 0x1p62 ? UInt64(sum) : 0
    }
}
