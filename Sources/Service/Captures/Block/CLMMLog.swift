import Markets
import Numbers
import Pools
import Solana

/// A swap as Raydium's CLMM logs it: its `SwapEvent`, which tells the pool after the swap.
struct CLMMLog {
    var pool: PublicKey
    /// Received by and sent from the vaults, in atoms.
    var amountIn: UInt64
    var amountOut: UInt64
    var hasTransferFee: Bool
    var direction: SwapDirection
    var after: Standing

    /// Nil for bytes that are no such event.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 205, bytes.starts(with: CPMMLog.mark),
            let pool = PublicKey(bytes: bytes[8..<40]), let amount0 = bytes.word(at: 136),
            let fee0 = bytes.word(at: 144), let amount1 = bytes.word(at: 152),
            let fee1 = bytes.word(at: 160), let priceLow = bytes.word(at: 169),
            let priceHigh = bytes.word(at: 177), let liquidityLow = bytes.word(at: 185),
            let liquidityHigh = bytes.word(at: 193), let tick = bytes.number(4, at: 201)
        else { return nil }
        self.pool = pool
        direction = bytes[168] != 0 ? .aToB : .bToA
        amountIn = direction.isDown ? amount0 : amount1
        amountOut = direction.isDown ? amount1 : amount0
        hasTransferFee = fee0 != 0 || fee1 != 0
        after = Standing(
            sqrtPrice: UInt128(high: priceHigh, low: priceLow),
            liquidity: UInt128(high: liquidityHigh, low: liquidityLow),
            tick: Int32(truncatingIfNeeded: tick))
    }

    /// The outputs that we quote from where the pool stood, one for each fee rate, among the
    /// multiples of 50 in 1,000,000 up to 5 %, with which our quote ends at the logged √price.
    func outputs(from before: Standing) -> [UInt64] {
        guard before.liquidity == after.liquidity, !hasTransferFee else { return [] }
        var pool = CLMMState(capacity: 4)
        guard CLMMLog.place(&pool, at: before) else { return [] }
        var found: [UInt64] = []
        for rate in stride(from: UInt64(0), through: 50_000, by: 50) {
            pool.tell(.poolNumbers, 2, Event.Words(rate, 120_000, 40_000))
            do throws(CLMMError) {
                let quote = try pool.quote(
                    direction, .exactIn(Atoms(amountIn)), at: ChainTime(slot: 0, seconds: 1))
                if quote.sqrtPrice.bits == after.sqrtPrice { found.append(quote.amountOut.count) }
            } catch {
                continue
            }
        }
        return found
    }

    /// Places a pool there, without a tick that changes its liquidity for 3,600 ticks either way:
    /// a swap that crosses none sees no difference.
    private static func place(_ pool: inout CLMMState, at standing: Standing) -> Bool {
        let width = 60 * spacing
        let start = standing.tick / width * width - (standing.tick % width < 0 ? width : 0)
        guard abs(standing.tick) < 400_000 else { return false }
        pool.tell(.poolNumbers, 0, Event.Words(UInt64(spacing)))
        pool.tell(.poolNumbers, 1, Event.Words())
        pool.tell(.poolNumbers, 3, Event.Words(1, 1, 1, 1))
        pool.tell(.poolNumbers, 6, Event.Words(2))
        // The pool's own bits, the array at tick 0 in the middle.
        var words = [UInt64](repeating: 0, count: 16)
        for step in [-width, width] {
            let bit = Int((start + step) / width) + 512
            words[bit / 64] |= 1 << UInt64(bit % 64)
        }
        for group in 0..<4 {
            pool.tell(
                .poolNumbers, 36 + Int32(group),
                Event.Words(
                    words[4 * group], words[4 * group + 1], words[4 * group + 2],
                    words[4 * group + 3]))
        }
        pool.tell(
            .pool, standing.tick,
            Event.Words(
                standing.sqrtPrice.lowWord, standing.sqrtPrice.highWord,
                standing.liquidity.lowWord, standing.liquidity.highWord))
        // The lowest tick of the array below, and the highest of the one above.
        let edges = [
            (start - width, start - width), (start + width, start + 2 * width - spacing),
        ]
        for (array, tick) in edges {
            pool.tell(.tickArray, array, Event.Words(TickArrayPresence.present.rawValue))
            pool.tell(.tick, tick, Event.Words(0, 0, 1))
        }
        return pool.misfits == 0
    }

    private static let spacing: Int32 = 60
}

extension CLMMState {
    fileprivate mutating func tell(_ kind: EventKind, _ field: Int32, _ words: Event.Words) {
        apply(
            Event(
                kind: kind, flags: .none, instrument: InstrumentID(0), field: field,
                input: InputSequence(0), received: .never, words: words))
    }
}

/// Where the CLMM's pools stand as a block goes on: a transaction that fails changes nothing, and
/// after any other instruction than a swap nothing is known.
struct CLMMChain {
    private var settled: [PublicKey: Standing] = [:]
    private var current: [PublicKey: Standing] = [:]
    private var transaction = -1
    private var isFailed = false

    /// Where the pool stood before this swap; takes note of where it stands then.
    mutating func step(_ swap: CLMMLog, _ line: ProgramLine) -> Standing? {
        enter(line)
        defer { current[swap.pool] = swap.after }
        return current[swap.pool]
    }

    /// Takes note of an instruction that is no swap.
    mutating func forget(_ line: ProgramLine) {
        enter(line)
        current = [:]
    }

    private mutating func enter(_ line: ProgramLine) {
        guard line.transaction != transaction else { return }
        if !isFailed { settled = current }
        current = settled
        transaction = line.transaction
        isFailed = line.isFailed
    }
}
