public import Solana

/// One DLMM pair as a swap sees it: its parameters, the bitmap of arrays that hold liquidity, and
/// the known bin arrays in flat memory that is taken once.
///
/// Token X is the token A of `SwapDirection`: a→b pays X for Y, and the active bin's id falls.
@safe
public struct DLMMState: ~Copyable {
    /// Bins in one array.
    public static var binsPerArray: Int { @_noLocks @inlinable get { 70 } }

    public internal(set) var pair = DLMMPair()
    /// Of the pair's account; its arrays name it.
    public internal(set) var address = PublicKey(words: 0, 0, 0, 0)
    /// Whether the bitmap beyond the pair's own 1,024 bits is known.
    public internal(set) var knowsExtension = false

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

    /// Whether the pair's own account is known.
    public var isKnown: Bool { @_noLocks get { pair.binStep != 0 } }

    /// Forgets all but the room.
    @_noLocks public mutating func clear() {
        pair = DLMMPair()
        address = PublicKey(words: 0, 0, 0, 0)
        knowsExtension = false
        for place in 0..<capacity { unsafe indices[place] = DLMMState.free }
        for word in 0..<DLMMState.bitmapWords { unsafe bitmap[word] = 0 }
    }

    /// Makes this state equal to another one with the same capacity.
    @_noLocks public mutating func copy(from other: borrowing DLMMState) {
        precondition(capacity == other.capacity, "a copy has the capacity of its original")
        pair = other.pair
        address = other.address
        knowsExtension = other.knowsExtension
        for place in 0..<capacity { unsafe indices[place] = other.indices[place] }
        for bin in 0..<capacity * DLMMState.binsPerArray {
            unsafe bins[bin] = other.bins[bin]
        }
        for word in 0..<DLMMState.bitmapWords { unsafe bitmap[word] = other.bitmap[word] }
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

    /// The place of an array, taken now if it had none; −1 when there is no room.
    @_noLocks mutating func claim(array index: Int32) -> Int {
        let known = place(ofArray: index)
        if known >= 0 { return known }
        let empty = place(ofArray: DLMMState.free)
        guard empty >= 0 else { return -1 }
        unsafe indices[empty] = index
        let first = empty &* DLMMState.binsPerArray
        for slot in 0..<DLMMState.binsPerArray { unsafe bins[first &+ slot] = DLMMBin() }
        return empty
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
