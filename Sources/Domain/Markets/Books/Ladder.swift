/// One side of a book.
///
/// Prices are held as keys, which are smaller the better they are: the price on the ask side, its
/// negative on the bid side. A window of keys around the touch is a flat array of sizes with an
/// occupancy bitmap in three layers, addressed as a ring, so that sliding it moves only the levels
/// that enter or leave. Levels beyond it stand in `FarLevels`. The best level is always inside, and
/// nothing is held on its better side: reading it never walks.
///
/// A change inside the window is O(1). Outside it costs a search in two sorted arrays and a move
/// of at most 1 KiB. When the touch leaves the window (a quarter of it stays free on the better
/// side), the window slides, and each level that crosses its edge moves once; the next slide the
/// other way needs a quarter of the window first.
@safe struct Ladder: ~Copyable {
    /// The key that stands for "no level".
    static var none: Int64 { @_noLocks get { Int64.max } }

    /// Places of the window minus 1; a power of two minus 1.
    private let mask: UInt64
    private let lots: UnsafeMutablePointer<UInt64>
    private let words: UnsafeMutablePointer<UInt64>
    private let summaries: UnsafeMutablePointer<UInt64>
    private let levelsMax: Int
    private var top: UInt64 = 0
    /// The first key of the window, a multiple of 64.
    private var base: Int64 = 0
    private(set) var best = Ladder.none
    /// Levels, inside the window and beyond.
    private(set) var count = 0
    /// How often the window moved.
    private(set) var slides: UInt64 = 0
    private var far: FarLevels

    /// - Parameters:
    ///   - windowTicks: a power of two, 256 ... 262,144.
    ///   - levelsMax: how many levels the side holds at most.
    init(windowTicks: Int, levelsMax: Int) {
        precondition(
            windowTicks >= 256 && windowTicks <= 1 << 18 && windowTicks.nonzeroBitCount == 1,
            "a window is a power of two from 256 to 262,144 ticks")
        mask = UInt64(windowTicks) - 1
        self.levelsMax = levelsMax
        unsafe lots = .allocate(capacity: windowTicks)
        unsafe lots.initialize(repeating: 0, count: windowTicks)
        unsafe words = .allocate(capacity: windowTicks / 64)
        unsafe words.initialize(repeating: 0, count: windowTicks / 64)
        unsafe summaries = .allocate(capacity: 64)
        unsafe summaries.initialize(repeating: 0, count: 64)
        far = FarLevels(capacity: levelsMax)
    }

    deinit {
        unsafe lots.deallocate()
        unsafe words.deallocate()
        unsafe summaries.deallocate()
    }

    /// Puts a size at a key; 0 removes.
    @_noLocks @inline(__always)
    mutating func set(_ key: Int64, _ size: UInt64) -> BookChange {
        if UInt64(bitPattern: key &- base) <= mask { return setInside(key, size) }
        return setOutside(key, size)
    }

    /// The size at a key; 0 when there is none.
    @_noLocks func size(at key: Int64) -> UInt64 {
        guard UInt64(bitPattern: key &- base) > mask else { return unsafe lots[place(key)] }
        return far.lots(at: key)
    }

    /// The size at the best key; 0 when there is no level.
    var bestSize: UInt64 {
        @_noLocks @inline(__always) get { count == 0 ? 0 : unsafe lots[place(best)] }
    }

    @_noLocks mutating func removeAll() {
        // Word by word along the bitmap: a snapshot clears what was there, not the whole window.
        while top != 0 {
            let summary = top.trailingZeroBitCount
            let word = unsafe summary &* 64 &+ summaries[summary].trailingZeroBitCount
            while unsafe words[word] != 0 {
                let place = unsafe word &* 64 &+ words[word].trailingZeroBitCount
                unsafe lots[place] = 0
                clear(place)
            }
        }
        far.removeAll()
        count = 0
        best = Ladder.none
    }

    /// Moves `cursor` to the next worse level.
    @_noLocks func next(_ cursor: inout BookCursor) -> BookLevel? {
        if !cursor.isFar {
            guard count != 0 else { return nil }
            let from = cursor.key == Ladder.none ? best : cursor.key &+ 1
            if UInt64(bitPattern: from &- base) <= mask {
                let key = key(atPlace: placeOccupied(from: place(from)))
                if key >= from {
                    cursor.key = key
                    return cursor.level(key, unsafe lots[place(key)])
                }
            }
            cursor.isFar = true
            guard let place = far.bestPlace else { return nil }
            cursor.place = place
        } else {
            guard let current = cursor.place else { return nil }
            guard let place = far.place(after: current) else {
                cursor.place = nil
                return nil
            }
            cursor.place = place
        }
        guard let place = cursor.place else { return nil }
        let level = far.level(at: place)
        return cursor.level(level.key, level.lots)
    }

    /// Whether sizes, bitmap, counts and order agree. Walks everything; for tests.
    func checkInvariants() -> Bool {
        var inside = 0
        var smallest = Ladder.none
        for place in 0...Int(mask) {
            let isSet = unsafe words[place / 64] >> UInt64(place % 64) & 1 == 1
            guard unsafe isSet == (lots[place] != 0) else { return false }
            if isSet {
                inside += 1
                smallest = min(smallest, key(atPlace: place))
            }
        }
        for word in 0...Int(mask) / 64 {
            let isSet = unsafe summaries[word / 64] >> UInt64(word % 64) & 1 == 1
            guard unsafe isSet == (words[word] != 0) else { return false }
        }
        for summary in 0..<64 {
            let isSet = top >> UInt64(summary) & 1 == 1
            guard unsafe isSet == (summaries[summary] != 0) else { return false }
        }
        guard inside + far.count == count, smallest == best, far.checkInvariants(),
            base & 63 == 0
        else { return false }
        guard let place = far.bestPlace else { return true }
        return inside > 0 && far.level(at: place).key > base &+ Int64(mask)
    }

    // Which of the cases below a change is can't be predicted, so selections stand where branches
    // would.
    @_noLocks @inline(__always)
    private mutating func setInside(_ key: Int64, _ size: UInt64) -> BookChange {
        let place = place(key)
        let old = unsafe lots[place]
        let grown = (size != 0 ? 1 : 0) &- (old != 0 ? 1 : 0)
        guard count &+ grown <= levelsMax else { return .full }
        count &+= grown
        unsafe lots[place] = size
        let word = place &>> 6
        let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: place)
        let before = unsafe words[word]
        let after = size != 0 ? before | bit : before & ~bit
        unsafe words[word] = after
        if (before == 0) != (after == 0) { summarise(word) }
        best = size != 0 && key < best ? key : best
        if key == best && size == 0 { findBest(after: place) }
        return size | old == 0 ? .unknownRemoved : .applied
    }

    /// The best level is gone: the next one inside, or the best of those beyond.
    @_noLocks @inline(__always) private mutating func findBest(after place: Int) {
        guard top != 0 else { return enterFar() }
        best = key(atPlace: placeOccupied(from: place))
        if UInt64(bitPattern: best &- base) > mask &>> 1 { slide() }
    }

    @_noLocks @inline(never) private mutating func enterFar() {
        best = Ladder.none
        guard let place = far.bestPlace else { return }
        best = far.level(at: place).key
        slide()
    }

    @_noLocks @inline(never)
    private mutating func setOutside(_ key: Int64, _ size: UInt64) -> BookChange {
        if key > base, count != 0 {
            guard size != 0 else {
                guard far.remove(key) else { return .unknownRemoved }
                count -= 1
                return .applied
            }
            guard count < levelsMax || far.lots(at: key) != 0 else { return .full }
            if far.set(key, lots: size) { count += 1 }
            return .applied
        }
        // Better than everything held, or the first level of all.
        guard size != 0 else { return .unknownRemoved }
        guard count < levelsMax else { return .full }
        best = key
        slide()
        return setInside(key, size)
    }

    /// Moves the window so that a quarter of it lies on the better side of the best key.
    @_noLocks @inline(never) private mutating func slide() {
        let quarter = Int64(truncatingIfNeeded: mask &>> 2)
        let target = (best &- quarter) & ~63
        slides &+= 1
        if target < base {
            evict(from: target &+ Int64(mask) &+ 1)
            base = target
        } else {
            base = target
            while let place = far.bestPlace {
                let level = far.level(at: place)
                guard level.key <= base &+ Int64(mask) else { break }
                far.remove(at: place)
                unsafe lots[self.place(level.key)] = level.lots
                mark(self.place(level.key))
            }
        }
    }

    /// Moves the levels at `first` and beyond out of the window, the worst ones first.
    @_noLocks private mutating func evict(from first: Int64) {
        var key = base &+ Int64(mask) &- 63
        let last = max(first, base)
        while key >= last {
            let word = place(key) / 64
            while unsafe words[word] != 0 {
                let bit = unsafe 63 &- words[word].leadingZeroBitCount
                let place = word &* 64 &+ bit
                _ = far.set(key &+ Int64(bit), lots: unsafe lots[place])
                unsafe lots[place] = 0
                clear(place)
            }
            key &-= 64
        }
    }

    @_noLocks @inline(__always) private func place(_ key: Int64) -> Int {
        Int(truncatingIfNeeded: UInt64(bitPattern: key) & mask)
    }

    @_noLocks @inline(__always) private func key(atPlace place: Int) -> Int64 {
        let offset = (UInt64(truncatingIfNeeded: place) &- UInt64(bitPattern: base)) & mask
        return base &+ Int64(bitPattern: offset)
    }

    @_noLocks @inline(__always) private mutating func mark(_ place: Int) {
        unsafe words[place &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: place)
        summarise(place &>> 6)
    }

    @_noLocks @inline(__always) private mutating func clear(_ place: Int) {
        unsafe words[place &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: place))
        summarise(place &>> 6)
    }

    /// Brings the upper layers of the bitmap up to one word.
    @_noLocks private mutating func summarise(_ word: Int) {
        let summary = word &>> 6
        let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: word)
        if unsafe words[word] != 0 {
            unsafe summaries[summary] |= bit
            top |= 1 &<< UInt64(truncatingIfNeeded: summary)
        } else {
            unsafe summaries[summary] &= ~bit
            guard unsafe summaries[summary] == 0 else { return }
            top &= ~(1 &<< UInt64(truncatingIfNeeded: summary))
        }
    }

    /// The first occupied place at or after `place`, around the ring. The window holds a level.
    @_noLocks @inline(__always) private func placeOccupied(from place: Int) -> Int {
        let word = place &>> 6
        let rest = unsafe words[word] & (UInt64.max &<< UInt64(truncatingIfNeeded: place))
        if rest != 0 { return word &* 64 &+ rest.trailingZeroBitCount }
        return placeOccupied(afterWord: word)
    }

    @_noLocks private func placeOccupied(afterWord word: Int) -> Int {
        assert(top != 0)
        var summary = word &>> 6
        // Twice shifted by one and less than 64: the bits strictly above, also for bit 63.
        var rest =
            unsafe summaries[summary]
            & ((UInt64.max &<< UInt64(truncatingIfNeeded: word)) &<< 1)
        if rest == 0 {
            let above = top & ((UInt64.max &<< UInt64(truncatingIfNeeded: summary)) &<< 1)
            summary = (above != 0 ? above : top).trailingZeroBitCount
            rest = unsafe summaries[summary]
        }
        let found = summary &* 64 &+ rest.trailingZeroBitCount
        return unsafe found &* 64 &+ words[found].trailingZeroBitCount
    }
}
