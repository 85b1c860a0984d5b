import Markets
import Numbers
import Pools
import TestMemory

/// What a pool is asked when it may hold anything. It may refuse; it may not break a promise.
enum Probe {
    /// More than any walk of so small a pool takes.
    static let stretchesMax = 20_000

    private static func amount(_ chance: inout SeededGenerator) -> UInt64 {
        switch Int.random(in: 0..<8, using: &chance) {
        case 0: 0
        case 1: 1
        case 2: .max
        case 3: .max - 1
        default: chance.next() >> (chance.next() & 63)
        }
    }

    private static func time(_ chance: inout SeededGenerator) -> ChainTime {
        switch Int.random(in: 0..<16, using: &chance) {
        case 0: ChainTime(slot: 0, seconds: 0)
        case 1: ChainTime(slot: .max, seconds: .max)
        case 2: ChainTime(slot: chance.next(), seconds: chance.next())
        default:
            ChainTime(slot: 400_000_000, seconds: SoundPool.now + chance.next() % 4_000)
        }
    }

    /// Asks everything once or a few times; the first broken promise in words.
    static func fault(_ table: inout PoolTable, _ chance: inout SeededGenerator) -> String? {
        let time = time(&chance)
        for direction in [SwapDirection.aToB, .bToA] {
            if let spot = table.spot(direction, at: 0, time: time), !isSound(spot) {
                return "a spot of \(spot)"
            }
            if let fault = walk(&table, direction, time) { return fault }
        }
        for _ in 0..<3 {
            let direction: SwapDirection = chance.next() & 1 == 0 ? .aToB : .bToA
            let isIn = chance.next() & 1 == 0
            let number = amount(&chance)
            let amount: SwapAmount = isIn ? .exactIn(Atoms(number)) : .exactOut(Atoms(number))
            let asked = trade(table, direction, amount, time)
            if case .success(let asked) = asked, !isKept(asked, isIn, number) {
                return "\(amount) \(direction), and it is \(asked)"
            }
            let done = settle(&table, direction, amount, time)
            guard isSame(asked, done, table.kind(at: 0)) else {
                return "\(amount) \(direction): trade says \(asked), settle \(done)"
            }
            guard case .failure = done else { continue }
            let again = trade(table, direction, amount, time)
            guard isSame(asked, again, table.kind(at: 0)) else {
                return "\(amount) \(direction): \(asked), and \(again) after a refusal"
            }
        }
        return nil
    }

    /// Whether no more is paid than was to be, and no less comes out.
    private static func isKept(_ trade: PoolTrade, _ isIn: Bool, _ number: UInt64) -> Bool {
        isIn ? trade.amountIn.count <= number : trade.amountOut.count >= number
    }

    private static func trade(
        _ table: borrowing PoolTable, _ direction: SwapDirection, _ amount: SwapAmount,
        _ time: ChainTime
    ) -> Result<PoolTrade, PoolRefusal> {
        do throws(PoolRefusal) {
            return .success(try table.trade(direction, amount, at: 0, time: time))
        } catch {
            return .failure(error)
        }
    }

    private static func settle(
        _ table: inout PoolTable, _ direction: SwapDirection, _ amount: SwapAmount,
        _ time: ChainTime
    ) -> Result<PoolTrade, PoolRefusal> {
        do throws(PoolRefusal) {
            return .success(try table.settle(direction, amount, at: 0, time: time))
        } catch {
            return .failure(error)
        }
    }

    private static func isSame(
        _ asked: Result<PoolTrade, PoolRefusal>, _ done: Result<PoolTrade, PoolRefusal>,
        _ kind: PoolKind
    ) -> Bool {
        switch (asked, done) {
        case (.success(let one), .success(let other)): one == other
        case (.failure(let one), .failure(let other)): one.code == other.code
        // A vault beyond 64 bits: no token has so many atoms, and a quote does not look at it.
        case (.success, .failure(let refusal)):
            (kind == .raydiumAMMv4 || kind == .raydiumCPMM) && refusal.code == 0
        default: false
        }
    }

    private static func walk(
        _ table: inout PoolTable, _ direction: SwapDirection, _ time: ChainTime
    ) -> String? {
        var cursor = table.stretchCursor(direction, at: 0, time: time)
        var steps = 0
        while let stretch = table.nextStretch(&cursor, at: 0) {
            guard isSound(stretch) else { return "a stretch of \(stretch)" }
            steps += 1
            guard steps <= stretchesMax else { return "a walk that does not end" }
        }
        return nil
    }

    /// Whether a search for a size can work with it.
    private static func isSound(_ stretch: PoolStretch) -> Bool {
        stretch.from.isFinite && stretch.to.isFinite && stretch.depth.isFinite
            && stretch.from >= 0 && stretch.to >= 0 && stretch.depth >= 0
            && stretch.inputKept >= 0 && stretch.inputKept <= 1 && stretch.outputKept >= 0
            && stretch.outputKept <= 1
    }
}
