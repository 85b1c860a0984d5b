/// What one connection still has to send: bytes that fly (the kernel reads them) and bytes that
/// gather behind them. Two buffers that change places, so flying bytes never move.
@safe struct OutgoingQueue {
    private var gathering: UnsafeMutableRawPointer?
    private var gatheringRoom = 0
    private var gathered = 0
    private var flying: UnsafeMutableRawPointer?
    private var flyingRoom = 0
    private var flown = 0
    private var flyingEnd = 0

    @_noLocks init() {}

    var waiting: Int { @_noLocks get { gathered &+ (flyingEnd &- flown) } }
    var isEmpty: Bool { @_noLocks get { waiting == 0 } }

    /// The bytes to hand to the kernel next. Call only while none fly.
    @_noLocks mutating func takeOff() -> UnsafeRawBufferPointer {
        if flown == flyingEnd {
            unsafe swap(&gathering, &flying)
            swap(&gatheringRoom, &flyingRoom)
            flyingEnd = gathered
            flown = 0
            gathered = 0
        }
        return unsafe UnsafeRawBufferPointer(
            start: flying.map { unsafe $0 + flown }, count: flyingEnd &- flown)
    }

    /// The kernel took `count` bytes of what `takeOff` gave.
    @_noLocks mutating func land(_ count: Int) {
        flown &+= count
        assert(flown <= flyingEnd, "the kernel sends no more than it was given")
    }

    /// False, and nothing is taken, when more than `bytesMax` would wait.
    @_noLocks mutating func append(_ bytes: UnsafeRawBufferPointer, bytesMax: Int) -> Bool {
        guard waiting &+ bytes.count <= bytesMax else { return false }
        if gathered &+ bytes.count > gatheringRoom { grow(toHold: gathered &+ bytes.count) }
        if let from = bytes.baseAddress, let to = unsafe gathering {
            unsafe (to + gathered).copyMemory(from: from, byteCount: bytes.count)
        }
        gathered &+= bytes.count
        return true
    }

    /// Doubles, so a connection grows a handful of times in its life.
    @inline(never) @_semantics("no_performance_analysis")
    private mutating func grow(toHold count: Int) {
        var room = max(gatheringRoom, 4096)
        while room < count { room *= 2 }
        let bigger = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 64)
        if let old = unsafe gathering {
            unsafe bigger.copyMemory(from: old, byteCount: gathered)
            unsafe old.deallocate()
        }
        unsafe gathering = bigger
        gatheringRoom = room
    }

    /// Forgets all bytes, and frees buffers beyond `bytesMax`; the kernel holds none of them.
    @inline(never) @_semantics("no_performance_analysis")
    mutating func clear(keepingUpTo bytesMax: Int) {
        gathered = 0
        flown = 0
        flyingEnd = 0
        if gatheringRoom > bytesMax {
            unsafe gathering?.deallocate()
            unsafe gathering = nil
            gatheringRoom = 0
        }
        if flyingRoom > bytesMax {
            unsafe flying?.deallocate()
            unsafe flying = nil
            flyingRoom = 0
        }
    }

    /// Gives all memory back.
    mutating func free() { clear(keepingUpTo: -1) }
}
