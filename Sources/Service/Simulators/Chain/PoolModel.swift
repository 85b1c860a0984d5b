import Markets
import Numbers
import Pools
import Solana

/// A pool as the chain holds it: its accounts, byte for byte, and the same as a state that can
/// swap. Each swap changes both, as the program would.
struct PoolModel: ~Copyable {
    /// The pool first, then its tick arrays, ascending.
    private(set) var accounts: [AccountImage]
    private(set) var state: WhirlpoolState
    let key: PublicKey
    let tickSpacing: Int32
    /// Accounts that changed since somebody asked.
    var changed: Set<Int> = []
    /// The places of the tick arrays' accounts, by their first tick.
    private var places: [Int32: Int] = [:]
    /// Starts that the state knows, with or without an account.
    private var knownStarts: Set<Int32> = []
    /// Initialised ticks, ascending.
    private(set) var ticks: [Int32] = []

    private init(accounts: [AccountImage], state: consuming WhirlpoolState) {
        self.accounts = accounts
        self.state = state
        key = accounts[0].key
        tickSpacing = Int32(accounts[0].data.load(UInt16.self, at: 41))
        for (place, account) in accounts.enumerated().dropFirst() {
            let start = PoolModel.start(of: account)
            places[start] = place
            knownStarts.insert(start)
            for slot in 0..<WhirlpoolState.slotsPerArray
            where account.data[12 + 113 * slot] != 0 {
                ticks.append(start + Int32(slot) * tickSpacing)
            }
        }
    }

    /// Reads a pool's accounts; nil when they are not a pool with a static fee and fixed arrays.
    static func read(pool: AccountImage, arrays: [AccountImage]) -> PoolModel? {
        guard let owner = PublicKey(base58: pool.owner), WhirlpoolLayout.isProgram(owner),
            pool.data.count == WhirlpoolLayout.poolBytes,
            arrays.allSatisfy({ $0.data.count == WhirlpoolLayout.tickArrayBytes })
        else { return nil }
        let accounts = [pool] + arrays.sorted { PoolModel.start(of: $0) < PoolModel.start(of: $1) }
        var state = WhirlpoolState(capacity: arrays.count + 512)
        guard let events = events(accounts, key: pool.key, owner: owner) else { return nil }
        for event in events { state.apply(event) }
        guard state.isKnown else { return nil }
        return PoolModel(accounts: accounts, state: state)
    }

    /// The accounts as events, through the decoder that the pipeline uses too.
    private static func events(
        _ accounts: [AccountImage], key: PublicKey, owner: PublicKey
    ) -> [Event]? {
        var diff = WhirlpoolDiff(
            instrument: InstrumentID(0), pool: key, capacity: max(1, accounts.count))
        for (place, account) in accounts.enumerated() {
            let isRead = unsafe account.data.withUnsafeBytes { bytes in
                do throws(AccountError) {
                    let data = unsafe AccountBytes(bytes)
                    if place == 0 {
                        try diff.update(pool: data, owner: owner)
                    } else {
                        try diff.update(tickArray: data, owner: owner)
                    }
                    return true
                } catch {
                    return false
                }
            }
            guard isRead else { return nil }
        }
        var events: [Event] = []
        while let event = diff.next(
            slot: Slot(0), input: InputSequence(0), received: .never)
        {
            events.append(event)
        }
        return events
    }

    /// The mints of its tokens.
    func mints(_ scale: PriceScale) -> [AccountImage] {
        [(101, scale.decimalsA), (181, scale.decimalsB)].compactMap { offset, decimals in
            PublicKey(bytes: Array(accounts[0].data[offset..<(offset + 32)]))
                .map { .mint($0, decimals: decimals) }
        }
    }

    private static func start(of array: AccountImage) -> Int32 {
        array.data.load(Int32.self, at: 8)
    }

    /// The first tick of the array that holds `tick`.
    func arrayStart(of tick: Int32) -> Int32 {
        let width = 88 * tickSpacing
        let (quotient, rest) = tick.quotientAndRemainder(dividingBy: width)
        return (rest < 0 ? quotient - 1 : quotient) * width
    }

    /// A swap may use an array whose address holds no account: it has no ticks. Makes the state
    /// know those near the price.
    mutating func noteEmptyArrays() {
        let base = arrayStart(of: state.tick.count)
        let width = 88 * tickSpacing
        for step in Int32(-3)...4 {
            let start = base + step * width
            guard start <= TickMath.tickMax.count, start > TickMath.tickMin.count - width,
                knownStarts.insert(start).inserted
            else { continue }
            state.apply(
                .tickArray(
                    start: TickIndex(start), presence: .uninitialised, flags: .none,
                    instrument: InstrumentID(0), slot: Slot(0), input: InputSequence(0),
                    received: .never))
        }
    }

    /// The next initialised tick that a swap in that direction meets.
    func nextTick(_ direction: SwapDirection) -> Int32? {
        let tick = state.tick.count
        if direction.isDown { return ticks.last { $0 <= tick } }
        return ticks.first { $0 > tick }
    }

    // MARK: Bytes

    /// Does one piece of a swap, on one range of constant liquidity, in the state and in the bytes.
    mutating func swapPiece(
        _ direction: SwapDirection, _ amount: SwapAmount, limit: SqrtPrice, seconds: UInt64
    ) throws(SwapError) -> SwapResult {
        let liquidity = liquidityAhead(direction)
        let before = state.tick.count
        let result = try state.swap(direction, amount, limit: limit)
        accounts[0].data.store(result.liquidity, at: 49)
        accounts[0].data.store(result.sqrtPrice.bits, at: 65)
        accounts[0].data.store(result.tick.count, at: 81)
        accounts[0].data.store(seconds, at: 261)
        let owed = direction.isDown ? 85 : 93
        let growth = direction.isDown ? 165 : 245
        let isOwed = accounts[0].data.load(UInt64.self, at: owed)
        accounts[0].data.store(isOwed &+ result.protocolFee.count, at: owed)
        if liquidity > 0 {
            let grown = accounts[0].data.load(UInt128.self, at: growth)
            let more = (UInt128(result.lpFee.count) << 64) / liquidity
            accounts[0].data.store(grown &+ more, at: growth)
        }
        changed.insert(0)
        let after = result.tick.count
        for tick in ticks where tick > min(before, after) && tick <= max(before, after) {
            cross(tick)
        }
        return result
    }

    /// The liquidity that the next step uses: behind the due tick if the price stands on it.
    private func liquidityAhead(_ direction: SwapDirection) -> UInt128 {
        guard let due = nextTick(direction), let place = places[arrayStart(of: due)],
            TickMath.sqrtPrice(at: TickIndex(due)) == state.sqrtPrice
        else { return state.liquidity }
        let offset = 13 + 113 * Int((due - arrayStart(of: due)) / tickSpacing)
        let net = accounts[place].data.load(Int128.self, at: offset)
        let ahead = Int128(state.liquidity) + (direction.isDown ? -net : net)
        return ahead > 0 ? UInt128(ahead) : 0
    }

    /// What a crossed tick keeps for outside becomes what was inside.
    private mutating func cross(_ tick: Int32) {
        let start = arrayStart(of: tick)
        guard let place = places[start] else { return }
        let offset = 12 + 113 * Int((tick - start) / tickSpacing)
        for (outside, whole) in [(offset + 33, 165), (offset + 49, 245)] {
            let global = accounts[0].data.load(UInt128.self, at: whole)
            let before = accounts[place].data.load(UInt128.self, at: outside)
            accounts[place].data.store(global &- before, at: outside)
        }
        changed.insert(place)
    }
}
