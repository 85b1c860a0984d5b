// The levels that lie beyond a ladder's window: some tens of thousands, rarely touched. They stand
// in blocks of 64, sorted from the worst to the best, under a sorted directory: a tree of height
// two. The cheap end is the one next to the window, because that is where levels come and go.

/// One level beyond the window. A key is a price seen from its side: smaller is better.
struct FarLevel: BitwiseCopyable {
    var key: Int64
    var lots: UInt64
}

/// One block's line in the directory.
struct FarBlock: BitwiseCopyable {
    /// The largest key of the block: its first.
    var head: Int64
    var block: Int32
    var count: Int32
}

/// A level's place: a line of the directory and an index in its block.
struct FarPlace: BitwiseCopyable, Equatable {
    var line: Int
    var index: Int
}

/// Sorted levels in memory taken once.
///
/// Any two neighbouring blocks hold more than 32 levels together, so `capacity` levels never need
/// more than `4 · capacity / 64 + 2` blocks, and the pool can't run dry first.
@safe struct FarLevels: ~Copyable {
    static var blockPlaces: Int { @_noLocks get { 64 } }

    private let levels: UnsafeMutablePointer<FarLevel>
    private let directory: UnsafeMutablePointer<FarBlock>
    private let free: UnsafeMutablePointer<Int32>
    private let blocksMax: Int
    private var freeCount: Int
    private(set) var lines = 0
    private(set) var count = 0

    init(capacity: Int) {
        precondition(capacity > 0 && capacity < 1 << 28, "a capacity is 1 ... 2^28")
        blocksMax = 4 * capacity / FarLevels.blockPlaces + 2
        unsafe levels = .allocate(capacity: blocksMax * FarLevels.blockPlaces)
        unsafe directory = .allocate(capacity: blocksMax)
        unsafe free = .allocate(capacity: blocksMax)
        freeCount = blocksMax
        for block in 0..<blocksMax {
            unsafe (free + block).initialize(to: Int32(blocksMax - 1 - block))
            unsafe (directory + block).initialize(to: FarBlock(head: 0, block: 0, count: 0))
        }
        let empty = FarLevel(key: 0, lots: 0)
        unsafe levels.initialize(repeating: empty, count: blocksMax * FarLevels.blockPlaces)
    }

    deinit {
        unsafe levels.deallocate()
        unsafe directory.deallocate()
        unsafe free.deallocate()
    }

    /// Forgets everything.
    @_noLocks mutating func removeAll() {
        for line in 0..<lines { release(unsafe directory[line].block) }
        lines = 0
        count = 0
    }

    /// The place of the best level: nil when there is none.
    var bestPlace: FarPlace? {
        @_noLocks get {
            lines == 0 ? nil : FarPlace(line: lines - 1, index: held(lines - 1) - 1)
        }
    }

    /// The place of the next worse level.
    @_noLocks func place(after place: FarPlace) -> FarPlace? {
        if place.index > 0 { return FarPlace(line: place.line, index: place.index - 1) }
        if place.line > 0 {
            return FarPlace(line: place.line - 1, index: held(place.line - 1) - 1)
        }
        return nil
    }

    @_noLocks func level(at place: FarPlace) -> FarLevel {
        unsafe block(place.line)[place.index]
    }

    /// The lots that stand at a key; 0 when none do.
    @_noLocks func lots(at key: Int64) -> UInt64 {
        let place = self.place(of: key)
        guard holds(key, at: place) else { return 0 }
        return unsafe block(place.line)[place.index].lots
    }

    /// Puts lots, more than 0, at a key. Returns whether the level is new.
    @_noLocks mutating func set(_ key: Int64, lots: UInt64) -> Bool {
        var place = self.place(of: key)
        if holds(key, at: place) {
            unsafe block(place.line)[place.index].lots = lots
            return false
        }
        if lines == 0 {
            openLine(0)
        } else if held(place.line) == FarLevels.blockPlaces {
            place = makeRoom(at: place)
        }
        let block = unsafe block(place.line)
        let behind = held(place.line) - place.index
        if behind > 0 {
            unsafe UnsafeMutableRawPointer(block + place.index + 1).copyMemory(
                from: block + place.index, byteCount: behind * MemoryLayout<FarLevel>.stride)
        }
        unsafe block[place.index] = FarLevel(key: key, lots: lots)
        unsafe directory[place.line].count += 1
        if place.index == 0 { unsafe directory[place.line].head = key }
        count += 1
        return true
    }

    /// Removes the level at a key; returns whether there was one.
    @_noLocks mutating func remove(_ key: Int64) -> Bool {
        let place = self.place(of: key)
        guard holds(key, at: place) else { return false }
        remove(at: place)
        return true
    }

    /// Removes the level at a place that holds one.
    @_noLocks mutating func remove(at place: FarPlace) {
        let block = unsafe block(place.line)
        let behind = held(place.line) - place.index - 1
        if behind > 0 {
            unsafe UnsafeMutableRawPointer(block + place.index).copyMemory(
                from: block + place.index + 1, byteCount: behind * MemoryLayout<FarLevel>.stride)
        }
        unsafe directory[place.line].count -= 1
        count -= 1
        if held(place.line) == 0 {
            closeLine(place.line)
        } else {
            if place.index == 0 { unsafe directory[place.line].head = block[0].key }
            mergeAround(place.line)
        }
    }

    /// Whether order, directory and counts agree. Walks everything; for tests.
    func checkInvariants() -> Bool {
        var total = 0
        var previous = Int64.max
        for line in 0..<lines {
            let held = held(line)
            guard held > 0, held <= FarLevels.blockPlaces,
                unsafe directory[line].head == block(line)[0].key
            else { return false }
            if line > 0, held + self.held(line - 1) <= FarLevels.blockPlaces / 2 { return false }
            for index in 0..<held {
                let level = unsafe block(line)[index]
                guard level.key < previous, level.lots > 0 else { return false }
                previous = level.key
            }
            total += held
        }
        return total == count && lines + freeCount == blocksMax
    }

    @_noLocks @inline(__always) private func held(_ line: Int) -> Int {
        Int(truncatingIfNeeded: unsafe directory[line].count)
    }

    @_noLocks @inline(__always)
    private func block(_ line: Int) -> UnsafeMutablePointer<FarLevel> {
        unsafe levels + Int(truncatingIfNeeded: directory[line].block) * FarLevels.blockPlaces
    }

    @_noLocks private func holds(_ key: Int64, at place: FarPlace) -> Bool {
        guard place.line < lines, place.index < held(place.line) else { return false }
        return unsafe block(place.line)[place.index].key == key
    }

    /// Where a key stands, or would be inserted. Halving by selection: no branch can be guessed.
    @_noLocks private func place(of key: Int64) -> FarPlace {
        guard lines > 0, unsafe directory[0].head >= key else { return FarPlace(line: 0, index: 0) }
        var line = 0
        var length = lines
        while length > 1 {
            let half = length / 2
            line = unsafe directory[line &+ half].head >= key ? line &+ half : line
            length &-= half
        }
        let block = unsafe block(line)
        guard unsafe block[0].key > key else { return FarPlace(line: line, index: 0) }
        var index = 0
        length = held(line)
        while length > 1 {
            let half = length / 2
            index = unsafe block[index &+ half].key > key ? index &+ half : index
            length &-= half
        }
        return FarPlace(line: line, index: index &+ 1)
    }

    /// Makes room in a full block, and says where the new level goes. At either end of everything
    /// a new block begins; between, the block splits in two halves.
    @_noLocks private mutating func makeRoom(at place: FarPlace) -> FarPlace {
        if place.line == lines - 1, place.index == FarLevels.blockPlaces {
            openLine(lines)
            return FarPlace(line: lines - 1, index: 0)
        }
        if place.line == 0, place.index == 0 {
            openLine(0)
            return FarPlace(line: 0, index: 0)
        }
        openLine(place.line + 1)
        let half = FarLevels.blockPlaces / 2
        let upper = unsafe block(place.line + 1)
        unsafe UnsafeMutableRawPointer(upper).copyMemory(
            from: block(place.line) + half, byteCount: half * MemoryLayout<FarLevel>.stride)
        unsafe directory[place.line].count = Int32(half)
        unsafe directory[place.line + 1].count = Int32(half)
        unsafe directory[place.line + 1].head = upper[0].key
        return place.index <= half
            ? place : FarPlace(line: place.line + 1, index: place.index - half)
    }

    /// Joins a block with a neighbour when both together fill no more than half a block.
    @_noLocks private mutating func mergeAround(_ line: Int) {
        let half = FarLevels.blockPlaces / 2
        if line + 1 < lines, held(line) + held(line + 1) <= half {
            merge(line + 1, into: line)
        } else if line > 0, held(line) + held(line - 1) <= half {
            merge(line, into: line - 1)
        }
    }

    @_noLocks private mutating func merge(_ line: Int, into target: Int) {
        unsafe UnsafeMutableRawPointer(block(target) + held(target)).copyMemory(
            from: block(line), byteCount: held(line) * MemoryLayout<FarLevel>.stride)
        unsafe directory[target].count += directory[line].count
        closeLine(line)
    }

    @_noLocks private mutating func openLine(_ line: Int) {
        precondition(freeCount > 0, "blocks outlast levels")
        freeCount -= 1
        if lines > line {
            unsafe UnsafeMutableRawPointer(directory + line + 1).copyMemory(
                from: directory + line,
                byteCount: (lines - line) * MemoryLayout<FarBlock>.stride)
        }
        unsafe directory[line] = FarBlock(head: 0, block: free[freeCount], count: 0)
        lines += 1
    }

    @_noLocks private mutating func closeLine(_ line: Int) {
        release(unsafe directory[line].block)
        lines -= 1
        if lines > line {
            unsafe UnsafeMutableRawPointer(directory + line).copyMemory(
                from: directory + line + 1,
                byteCount: (lines - line) * MemoryLayout<FarBlock>.stride)
        }
    }

    @_noLocks private mutating func release(_ block: Int32) {
        unsafe free[freeCount] = block
        freeCount += 1
    }
}
