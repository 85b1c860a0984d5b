/// One DLMM pair as a swap sees it: its parameters, the bitmap of arrays that hold liquidity, and
/// the known bin arrays in flat memory that is taken once. Events keep it equal to the chain; a
/// quote reads it.
///
/// Where an event does not fit (a bin of an unknown array, more arrays than there is room for) the
/// state forgets everything it knew: a quote then fails until the next snapshot.
///
/// Token X is the token A of `SwapDirection`: a→b pays X for Y, and the active bin's id falls.
@safe
public struct DLMMState: ~Copyable {
    /// Bins in one array.
    public static var binsPerArray: Int { @_noLocks @inlinable get { 70 } }

    public internal(set) var pair = DLMMPair()
    /// Whether there is a bitmap beyond the pair's own 1,024 bits, and it is known.
    public internal(set) var knowsExtension = false
    /// How many events did not fit, ever.
    public internal(set) var misfits: UInt64 = 0
    /// Whether it is known where the pair stands.
    var isPlaced = false

    let capacity: Int
    /// Which array each place holds; `DLMMState.free` where none.
    let indices: UnsafeMutablePointer<Int32>
    let bins: UnsafeMutablePointer<DLMMBin>
    /// One bit an array, from index −6,656; the pair's own bits in the middle.
    let bitmap: UnsafeMutablePointer<UInt64>

    static var free: Int32 { @_noLocks get { .min } }
    static var bitmapWords: Int { @_noLocks get { 208 } }

    /// An empty state with room for `capacity` bin arrays.
    public init(capacity: Int = 8) {
        precondition(capacity >= 1 && capacity <= 4096, "a pair holds 1 ... 4096 bin arrays")
        self.capacity = capacity
        unsafe indices = .allocate(capacity: capacity)
        unsafe bins = .allocate(capacity: capacity * DLMMState.binsPerArray)
        unsafe bitmap = .allocate(capacity: DLMMState.bitmapWords)
        unsafe indices.initialize(repeating: DLMMState.free, count: capacity)
        unsafe bins.initialize(
            repeating: DLMMBin(), count: capacity * DLMMState.binsPerArray)
        unsafe bitmap.initialize(repeating: 0, count: DLMMState.bitmapWords)
    }

    deinit {
        unsafe indices.deallocate()
        unsafe bins.deallocate()
        unsafe bitmap.deallocate()
    }

    /// Whether the pair itself is known, so that it can be quoted as far as its arrays reach.
    public var isKnown: Bool { @_noLocks get { pair.binStep != 0 && isPlaced } }

    /// Makes this state equal to another one with the same capacity.
    @_noLocks public mutating func copy(from other: borrowing DLMMState) {
        precondition(capacity == other.capacity, "a copy has the capacity of its original")
        pair = other.pair
        knowsExtension = other.knowsExtension
        misfits = other.misfits
        isPlaced = other.isPlaced
        unsafe UnsafeMutableRawPointer(indices).copyMemory(
            from: UnsafeRawPointer(other.indices),
            byteCount: capacity * MemoryLayout<Int32>.stride)
        unsafe UnsafeMutableRawPointer(bins).copyMemory(
            from: UnsafeRawPointer(other.bins),
            byteCount: capacity * DLMMState.binsPerArray * MemoryLayout<DLMMBin>.stride)
        unsafe UnsafeMutableRawPointer(bitmap).copyMemory(
            from: UnsafeRawPointer(other.bitmap),
            byteCount: DLMMState.bitmapWords * MemoryLayout<UInt64>.stride)
    }

    /// The array that holds a bin.
    @_noLocks static func array(of bin: Int32) -> Int32 {
        bin >= 0 ? bin / 70 : (bin &+ 1) / 70 &- 1
    }

    /// The place of an array; −1 when it isn't known.
    @_noLocks func place(ofArray index: Int32) -> Int {
        for place in 0..<capacity {
            if unsafe indices[place] == index { return place }
        }
        return -1
    }

    /// A bin of a known array; nil when its array isn't known.
    @_noLocks public func bin(_ id: Int32) -> DLMMBin? {
        let index = DLMMState.array(of: id)
        let place = place(ofArray: index)
        guard place >= 0 else { return nil }
        let slot = Int(id) &- Int(index) &* DLMMState.binsPerArray
        return unsafe bins[place &* DLMMState.binsPerArray &+ slot]
    }
}
