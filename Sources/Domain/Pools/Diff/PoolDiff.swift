public import Markets
import Numbers
public import Solana

/// The last copy of what prices one pool, and what of it has not been told: numbers, rows of arrays
/// and the price. Readers of a kind write what an account says; what equals the last copy costs
/// nothing, the rest becomes events, one at a time. The sum of all events equals the accounts.
///
/// Nothing is allocated after `init`.
@safe
public struct PoolDiff: ~Copyable {
    public let instrument: InstrumentID
    /// The pool's address: what its other accounts must name.
    public let pool: PublicKey
    public internal(set) var room: PoolDiffRoom

    /// Groups of four words, as the kind numbers them; valid where `known` says so.
    let numbers: UnsafeMutablePointer<Event.Words>
    var known: UInt128 = 0
    var owed: UInt128 = 0
    let arrays: UnsafeMutablePointer<WatchedArray>
    /// `room.slots` for each array, valid where its bitmap says so.
    let rows: UnsafeMutablePointer<WatchedRow>
    var price = PoolPrice()
    var owesPrice = false
    /// False when no array has anything untold, so that none has to be looked at.
    var arraysMayOwe = false
    /// The next event is the first of its batch.
    var isFirst = true
    var isSnapshot = true
    /// The pool's liquidity changed by something else than the ticks that its price crossed: a
    /// position was opened or closed in range, and its tick arrays tell the rest.
    public private(set) var isLiquidityUnexplained = false

    public init(instrument: InstrumentID, pool: PublicKey, room: PoolDiffRoom) {
        self.instrument = instrument
        self.pool = pool
        self.room = room
        unsafe numbers = .allocate(capacity: PoolDiffRoom.numbersMax)
        unsafe arrays = .allocate(capacity: room.arrays)
        unsafe rows = .allocate(capacity: room.arrays * room.slots)
        unsafe numbers.initialize(repeating: Event.Words(), count: PoolDiffRoom.numbersMax)
        unsafe arrays.initialize(repeating: WatchedArray(), count: room.arrays)
        unsafe rows.initialize(repeating: WatchedRow(), count: room.arrays * room.slots)
    }

    deinit {
        unsafe numbers.deallocate()
        unsafe arrays.deallocate()
        unsafe rows.deallocate()
    }

    /// Forgets everything: the accounts that follow are a snapshot, and the next batch of events
    /// replaces all that its readers knew.
    @_noLocks public mutating func beginSnapshot() {
        known = 0
        owed = 0
        price = PoolPrice()
        owesPrice = false
        arraysMayOwe = false
        isLiquidityUnexplained = false
        isFirst = true
        isSnapshot = true
        for index in 0..<room.arrays { unsafe arrays[index] = WatchedArray() }
    }

    /// Whether a group of numbers has been set since the snapshot began.
    @_noLocks func knows(_ number: Int) -> Bool {
        known & (1 &<< UInt128(truncatingIfNeeded: number)) != 0
    }

    /// A group of numbers; zeros before it was set.
    @_noLocks func number(_ number: Int) -> Event.Words {
        knows(number) ? unsafe numbers[number] : Event.Words()
    }

    /// Takes a group of numbers; it is told if it differs.
    @_noLocks mutating func set(_ number: Int, to words: Event.Words) {
        precondition(number >= 0 && number < PoolDiffRoom.numbersMax, "a kind numbers 0 ... 127")
        let bit: UInt128 = 1 &<< UInt128(truncatingIfNeeded: number)
        if known & bit != 0, unsafe WatchedRow.isSame(numbers[number], words) { return }
        unsafe numbers[number] = words
        known |= bit
        owed |= bit
    }

    /// Takes the price; it is told if it differs.
    @_noLocks mutating func set(_ price: PoolPrice) {
        isLiquidityUnexplained = false
        if price == self.price { return }
        let isNew = self.price.sqrtPrice.bits == 0
        let change = Int128(bitPattern: price.liquidity &- self.price.liquidity)
        isLiquidityUnexplained =
            !isNew && change != liquidityCrossed(from: self.price.tick.count, to: price.tick.count)
        self.price = price
        owesPrice = true
    }

    /// The array that holds the current tick, counted in arrays from tick 0.
    var priceArray: Int32 {
        @_noLocks get {
            let width = Int32(truncatingIfNeeded: room.slots) &* room.step
            guard width > 0 else { return 0 }
            let (quotient, rest) = price.tick.count.quotientAndRemainder(dividingBy: width)
            return rest < 0 ? quotient &- 1 : quotient
        }
    }

    /// What the ticks we know change the liquidity by, when the current tick goes from one to
    /// another. The liquidity at a tick is the sum of all nets at or below it.
    @_noLocks private func liquidityCrossed(from old: Int32, to new: Int32) -> Int128 {
        if old == new || room.holdsBins { return 0 }
        let (low, high) = old < new ? (old, new) : (new, old)
        var sum: Int128 = 0
        for place in 0..<room.arrays where unsafe arrays[place].isUsed {
            var bits = unsafe arrays[place].bitmap
            while bits != 0 {
                let slot = bits.trailingZeroBitCount
                bits &= bits &- 1
                let tick =
                    unsafe arrays[place].start &+ Int32(truncatingIfNeeded: slot) &* room.step
                guard tick > low, tick <= high else { continue }
                let net = unsafe rows[place &* room.slots &+ slot].words.low128
                sum &+= Int128(bitPattern: net)
            }
        }
        return old < new ? sum : 0 &- sum
    }

    /// The place of the array that starts there, which exists from now on.
    @_noLocks mutating func present(_ start: Int32) throws(AccountError) -> Int {
        let place = try self.place(of: start)
        arraysMayOwe = true
        unsafe arrays[place].become(.present)
        return place
    }

    /// Notes that the address of the array that starts there holds no account.
    @_noLocks mutating func uninitialised(_ start: Int32) throws(AccountError) {
        let place = try self.place(of: start)
        arraysMayOwe = true
        unsafe arrays[place].become(.uninitialised)
    }

    /// Stops following an array: a swap that needs it can no longer be quoted.
    @_noLocks public mutating func forget(array start: Int32) {
        for place in 0..<room.arrays {
            guard unsafe arrays[place].isUsed && arrays[place].start == start else { continue }
            arraysMayOwe = true
            unsafe arrays[place].become(.missing)
        }
    }

    /// Takes one row of an array; nil: it is empty.
    @_noLocks mutating func set(row slot: Int, of place: Int, to row: WatchedRow?) {
        precondition(slot >= 0 && slot < room.slots && place >= 0 && place < room.arrays)
        let bit: UInt128 = 1 &<< UInt128(truncatingIfNeeded: slot)
        let was = unsafe arrays[place].bitmap & bit != 0
        guard let row else {
            if was { unsafe arrays[place].clear(bit) }
            return
        }
        let index = place &* room.slots &+ slot
        if was, unsafe rows[index].isSame(as: row) { return }
        unsafe rows[index] = row
        unsafe arrays[place].set(bit)
    }

    /// The place of an array, taken if it is new.
    @_noLocks private func place(of start: Int32) throws(AccountError) -> Int {
        var free = -1
        for place in 0..<room.arrays {
            if unsafe !arrays[place].isUsed {
                if free < 0 { free = place }
            } else if unsafe arrays[place].start == start {
                return place
            }
        }
        guard free >= 0 else { throw .tooManyArrays }
        unsafe arrays[free] = WatchedArray(start: start)
        return free
    }
}
