import Glibc

/// One stretch of bytes on its way to a file.
@safe struct StagedBlock {
    /// Where it goes.
    var descriptor: Int32 = -1
    /// Whether its file ends with it.
    var closes = false
    /// Bytes staged, and how many of them the kernel has taken.
    var count = 0
    var written = 0
    /// The owner's name for the last thing that ends in this block; 0 when nothing does.
    var mark: UInt64 = 0
    /// Where it begins in its file.
    var offset: UInt64 = 0
}

/// Fixed memory in blocks: one being filled, some sealed and in order, the rest free. A sealed
/// block is never appended to, so the kernel may read it while the next one fills. Free blocks are
/// taken last-in first-out: a quiet journal stays in the cache and touches little memory.
@safe struct StagedBlocks: ~Copyable {
    let blockBytes: Int
    let blockCount: Int
    private let memory: UnsafeMutableRawPointer
    private let table: UnsafeMutablePointer<StagedBlock>
    private let free: UnsafeMutablePointer<Int>
    private let order: UnsafeMutablePointer<Int>
    private var freeCount: Int
    private var first = 0
    private(set) var sealedCount = 0
    private var filling = -1

    init(blockBytes: Int, blockCount: Int) throws(FileError) {
        precondition(blockBytes >= 512 && blockBytes % 8 == 0, "a block is whole 8-byte words")
        precondition(blockCount >= 2 && blockCount <= 1024, "one block fills while another drains")
        var place: UnsafeMutableRawPointer?
        guard unsafe posix_memalign(&place, 4096, blockBytes * blockCount) == 0,
            let memory = unsafe place
        else { throw .noMemory }
        unsafe self.memory = memory
        self.blockBytes = blockBytes
        self.blockCount = blockCount
        unsafe table = .allocate(capacity: blockCount)
        unsafe free = .allocate(capacity: blockCount)
        unsafe order = .allocate(capacity: blockCount)
        unsafe table.initialize(repeating: StagedBlock(), count: blockCount)
        unsafe order.initialize(repeating: 0, count: blockCount)
        for index in 0..<blockCount { unsafe (free + index).initialize(to: blockCount - 1 - index) }
        freeCount = blockCount
    }

    deinit {
        unsafe table.deallocate()
        unsafe free.deallocate()
        unsafe order.deallocate()
        unsafe Glibc.free(memory)
    }

    /// Bytes in the block being filled.
    var fillingCount: Int { @_noLocks get { filling < 0 ? 0 : unsafe table[filling].count } }

    /// Whether `count` bytes can be staged now, sealing the current block if need be.
    @_noLocks func fits(_ count: Int) -> Bool {
        let left = filling < 0 ? 0 : blockBytes &- fillingCount
        return count <= left || count <= freeCount &* blockBytes
    }

    /// `count` bytes in one piece at the end of what is staged, or nil if no block has them. They
    /// hold whatever they held; `commit` makes them part of the file.
    @_noLocks mutating func reserve(
        _ count: Int, descriptor: Int32, offset: UInt64
    ) -> UnsafeMutableRawPointer? {
        if filling >= 0, fillingCount &+ count > blockBytes { seal(closes: false) }
        if filling < 0, !take(descriptor: descriptor, offset: offset) { return nil }
        guard fillingCount &+ count <= blockBytes else { return nil }
        return unsafe memory + (filling &* blockBytes &+ fillingCount)
    }

    /// Stages the next `count` of the bytes reserved. A `mark` other than 0 names what ends here.
    @_noLocks mutating func commit(_ count: Int, mark: UInt64) {
        assert(filling >= 0 && fillingCount + count <= blockBytes, "what is committed was reserved")
        unsafe table[filling].count &+= count
        if mark != 0 { unsafe table[filling].mark = mark }
    }

    /// Begins a block; false when none is free.
    @_noLocks private mutating func take(descriptor: Int32, offset: UInt64) -> Bool {
        guard freeCount > 0 else { return false }
        freeCount &-= 1
        filling = unsafe free[freeCount]
        unsafe table[filling] = StagedBlock(descriptor: descriptor, offset: offset)
        return true
    }

    /// Ends the block being filled, if there is one.
    @_noLocks mutating func seal(closes: Bool) {
        guard filling >= 0 else { return }
        unsafe table[filling].closes = closes
        unsafe order[(first &+ sealedCount) % blockCount] = filling
        sealedCount &+= 1
        filling = -1
    }

    /// Seals an end of file even where no byte is waiting; false when no block is free for it.
    mutating func sealEnd(descriptor: Int32, offset: UInt64) -> Bool {
        if filling < 0, !take(descriptor: descriptor, offset: offset) { return false }
        seal(closes: true)
        return true
    }

    /// The sealed block at `place`, 0 being the oldest.
    subscript(place: Int) -> StagedBlock {
        @_noLocks get {
            assert(place < sealedCount, "the block is sealed")
            return unsafe table[order[(first &+ place) % blockCount]]
        }
    }

    /// The bytes of the sealed block at `place` that the kernel has not taken yet.
    @_noLocks func rest(of place: Int) -> UnsafeMutableRawBufferPointer {
        let block = self[place]
        let start = unsafe memory + order[(first &+ place) % blockCount] &* blockBytes
        return unsafe UnsafeMutableRawBufferPointer(
            start: start + block.written, count: block.count - block.written)
    }

    /// Notes that the kernel took `count` more bytes of the oldest sealed block.
    @_noLocks mutating func take(_ count: Int) {
        unsafe table[order[first]].written += count
    }

    /// Gives the oldest sealed block back.
    @_noLocks mutating func release() {
        unsafe free[freeCount] = unsafe order[first]
        freeCount += 1
        first = (first + 1) % blockCount
        sealedCount -= 1
    }
}
