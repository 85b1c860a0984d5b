import CUring

/// Receive buffers shared with the kernel: it takes one when bytes arrive, we give it back when
/// they are read. All connections of a loop draw from one ring, so an idle one costs no memory.
@safe struct BufferRing: ~Copyable {
    static var group: UInt16 { @_noLocks get { 1 } }

    let count: Int
    let bytesEach: Int
    private let ring: UnsafeMutablePointer<io_uring_buf_ring>
    private let memory: UnsafeMutableRawPointer
    private let held: UnsafeMutablePointer<Bool>
    /// Buffers in the owner's hands.
    private(set) var heldCount = 0

    /// - Parameters:
    ///   - count: a power of two in 1...32768.
    ///   - bytesEach: 1 or more.
    init(count: Int, bytesEach: Int, on submission: borrowing SubmissionRing) throws(LoopFault) {
        precondition(count > 0 && count <= 32768 && count & (count - 1) == 0, "a power of two")
        precondition(bytesEach > 0, "a buffer holds something")
        self.count = count
        self.bytesEach = bytesEach
        let table = UnsafeMutableRawPointer.allocate(
            byteCount: count * MemoryLayout<io_uring_buf>.stride, alignment: 4096)
        unsafe table.initializeMemory(
            as: UInt8.self, repeating: 0, count: count * MemoryLayout<io_uring_buf>.stride)
        unsafe ring = table.assumingMemoryBound(to: io_uring_buf_ring.self)
        unsafe memory = .allocate(byteCount: count * bytesEach, alignment: 4096)
        unsafe held = .allocate(capacity: count)
        unsafe held.initialize(repeating: false, count: count)
        var registration = io_uring_buf_reg()
        registration.ring_addr = UInt64(UInt(bitPattern: table))
        registration.ring_entries = UInt32(count)
        registration.bgid = Self.group
        let answer = unsafe io_uring_register_buf_ring(submission.ring, &registration, 0)
        guard answer == 0 else {
            unsafe table.deallocate()
            unsafe memory.deallocate()
            unsafe held.deallocate()
            throw LoopFault(ringAnswer: answer)
        }
        unsafe io_uring_buf_ring_init(ring)
        for index in 0..<count { give(index) }
    }

    /// The loop has taken everything back from the kernel before.
    deinit {
        unsafe UnsafeMutableRawPointer(ring).deallocate()
        unsafe memory.deallocate()
        unsafe held.deallocate()
    }

    /// Returns a buffer to the kernel.
    @_noLocks func give(_ index: Int) {
        let mask = Int32(truncatingIfNeeded: count &- 1)
        unsafe io_uring_buf_ring_add(
            ring, memory + index &* bytesEach, UInt32(truncatingIfNeeded: bytesEach),
            UInt16(truncatingIfNeeded: index), mask, 0)
        unsafe io_uring_buf_ring_advance(ring, 1)
    }

    @_noLocks func bytes(_ index: Int, count: Int) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: memory + index &* bytesEach, count: count)
    }

    /// What a stamped receive left in a buffer: its payload and the kernel's stamp.
    @_noLocks func message(
        _ index: Int, count: Int, header: UnsafeMutablePointer<msghdr>
    ) -> socket_received {
        unsafe socket_received_message(
            memory + index &* bytesEach, Int32(truncatingIfNeeded: count), header)
    }

    @_noLocks mutating func hold(_ index: Int) {
        precondition(unsafe !held[index], "a buffer is held once")
        unsafe held[index] = true
        heldCount &+= 1
    }

    @_noLocks mutating func release(_ index: Int) {
        precondition(unsafe held[index], "a buffer is released once")
        unsafe held[index] = false
        heldCount &-= 1
        give(index)
    }
}
