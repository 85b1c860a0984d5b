public import Markets
public import Numbers
public import Solana

/// Turns account data into the events that changed something: the last copy of the pool and of each
/// tick array is kept, new data is compared with it, and `next` yields what differs, one event at a
/// time. The sum of all events equals the accounts.
///
/// In a snapshot the pool's account comes before its tick arrays. Nothing is allocated after
/// `init`. An account that is refused changes nothing.
@safe
public struct WhirlpoolDiff: ~Copyable {
    public let instrument: InstrumentID
    /// The pool's address: what a tick array must name.
    public let pool: PublicKey

    let capacity: Int
    let arrays: UnsafeMutablePointer<WatchedArray>
    /// 88 for each array, valid where its bitmap says so.
    let nets: UnsafeMutablePointer<Int128>
    var price = PoolPrice()
    var fee = PoolFee()
    /// What `next` owes.
    var owesPrice = false
    var owesFee = false
    /// False when no array has anything untold, so that none has to be looked at.
    var arraysMayOwe = false
    /// The next event is the first of its batch.
    var isFirst = true
    var isSnapshot = true
    /// The pool's liquidity changed by something else than the ticks that its price crossed: a
    /// position was opened or closed in range, and its tick arrays tell the rest.
    public private(set) var isLiquidityUnexplained = false

    public init(instrument: InstrumentID, pool: PublicKey, capacity: Int = 8) {
        precondition(capacity >= 1 && capacity <= 4096, "a pool holds 1 ... 4096 tick arrays")
        self.instrument = instrument
        self.pool = pool
        self.capacity = capacity
        unsafe arrays = .allocate(capacity: capacity)
        unsafe nets = .allocate(capacity: capacity * WhirlpoolState.slotsPerArray)
        unsafe arrays.initialize(repeating: WatchedArray(), count: capacity)
        unsafe nets.initialize(repeating: 0, count: capacity * WhirlpoolState.slotsPerArray)
    }

    deinit {
        unsafe arrays.deallocate()
        unsafe nets.deallocate()
    }

    /// Whether the pool's own account has been seen since the last snapshot began.
    public var isKnown: Bool { @_noLocks get { fee.tickSpacing != 0 } }

    /// Forgets everything: the accounts that follow are a snapshot, and the next batch of events
    /// replaces all that its readers knew.
    @_noLocks public mutating func beginSnapshot() {
        price = PoolPrice()
        fee = PoolFee()
        owesPrice = false
        owesFee = false
        isFirst = true
        isSnapshot = true
        for index in 0..<capacity { unsafe arrays[index] = WatchedArray() }
    }

    /// Takes the pool's account.
    @_noLocks public mutating func update(
        pool data: AccountBytes, owner: PublicKey
    ) throws(AccountError) {
        let account = try WhirlpoolAccount(data, owner: owner)
        guard !account.isAdaptive else { throw .adaptiveFee }
        let price = PoolPrice(account)
        let fee = PoolFee(account)
        guard self.fee.tickSpacing == 0 || self.fee.tickSpacing == fee.tickSpacing else {
            throw .valueOutOfRange
        }
        if isKnown {
            let crossed = liquidityCrossed(from: self.price.tick.count, to: price.tick.count)
            let change = Int128(bitPattern: price.liquidity &- self.price.liquidity)
            isLiquidityUnexplained = crossed != change
        } else {
            isLiquidityUnexplained = false
        }
        if !(price == self.price) { owesPrice = true }
        if !(fee == self.fee) { owesFee = true }
        self.price = price
        self.fee = fee
    }

    /// What the ticks we know change the liquidity by, when the current tick goes from one to
    /// another. The liquidity at a tick is the sum of all nets at or below it.
    @_noLocks private func liquidityCrossed(from old: Int32, to new: Int32) -> Int128 {
        let (low, high) = old < new ? (old, new) : (new, old)
        var sum: Int128 = 0
        for index in 0..<capacity where unsafe arrays[index].isUsed {
            var bits = unsafe arrays[index].bitmap
            while bits != 0 {
                let slot = bits.trailingZeroBitCount
                bits &= bits &- 1
                let tick =
                    unsafe arrays[index].start
                    &+ Int32(truncatingIfNeeded: slot) &* Int32(fee.tickSpacing)
                guard tick > low, tick <= high else { continue }
                sum &+= unsafe nets[index * WhirlpoolState.slotsPerArray + slot]
            }
        }
        return old < new ? sum : 0 &- sum
    }

    /// Takes a tick array's account.
    @_noLocks public mutating func update(
        tickArray data: AccountBytes, owner: PublicKey
    ) throws(AccountError) {
        let account = try WhirlpoolTickArray(data, owner: owner)
        guard account.whirlpool == pool else { throw .wrongPool }
        let index = try place(of: account.start)
        arraysMayOwe = true
        unsafe arrays[index].become(.present)
        let first = index * WhirlpoolState.slotsPerArray
        for slot in 0..<WhirlpoolState.slotsPerArray {
            let bit: UInt128 = 1 &<< UInt128(truncatingIfNeeded: slot)
            let was = unsafe arrays[index].bitmap & bit != 0
            guard account.isInitialised(slot: slot) else {
                if was { unsafe arrays[index].clear(bit) }
                continue
            }
            let net = account.net(slot: slot)
            if unsafe !was || nets[first + slot] != net {
                unsafe nets[first + slot] = net
                unsafe arrays[index].set(bit)
            }
        }
    }

    /// Notes that the address of the array that starts there holds no account.
    @_noLocks public mutating func noteUninitialised(start: TickIndex) throws(AccountError) {
        let index = try place(of: start)
        arraysMayOwe = true
        unsafe arrays[index].become(.uninitialised)
    }

    /// Stops following an array: a swap that needs it can no longer be quoted.
    @_noLocks public mutating func forget(start: TickIndex) {
        for index in 0..<capacity {
            if unsafe arrays[index].isUsed && arrays[index].start == start.count {
                arraysMayOwe = true
                unsafe arrays[index].become(.missing)
            }
        }
    }

    /// The place of an array, taken if it is new.
    @_noLocks private func place(of start: TickIndex) throws(AccountError) -> Int {
        guard isKnown else { throw .poolUnknown }
        guard fee.allows(start.count) else { throw .misplacedArray }
        var free = -1
        for index in 0..<capacity {
            if unsafe !arrays[index].isUsed {
                if free < 0 { free = index }
            } else if unsafe arrays[index].start == start.count {
                return index
            }
        }
        guard free >= 0 else { throw .tooManyArrays }
        unsafe arrays[free] = WatchedArray(start: start.count)
        return free
    }
}
