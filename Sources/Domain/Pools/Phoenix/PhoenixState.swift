/// One market as a swap sees it: its terms and the levels of both sides, the best first, in flat
/// memory that is taken once. Events keep it equal to the chain.
///
/// The base token is the A of `SwapDirection`: a→b sells base to the bids, b→a buys it from the
/// asks. Where an event does not fit (orders before the terms, more levels than there is room for,
/// a level that goes and was never there) the state forgets everything it knew: a quote then fails
/// until the next snapshot.
@safe
public struct PhoenixState: ~Copyable {
    /// Levels of a side, unless somebody asks for more or fewer.
    public static var usualCapacity: Int { @_noLocks get { 512 } }

    public internal(set) var terms = PhoenixTerms()
    /// Whether a side holds levels that are not known here, behind the deepest that is.
    public internal(set) var bidsAreCut = false
    public internal(set) var asksAreCut = false
    /// How many events did not fit, ever.
    public internal(set) var misfits: UInt64 = 0

    /// The most levels of a side.
    public let capacity: Int
    let bids: UnsafeMutablePointer<PhoenixLevel>
    let asks: UnsafeMutablePointer<PhoenixLevel>
    public internal(set) var bidCount = 0
    public internal(set) var askCount = 0
    var knowsSizes = false
    var knowsRules = false

    /// An empty state. It needs the room of the diff that it follows.
    public init(capacity: Int = PhoenixState.usualCapacity) {
        precondition(capacity >= 1 && capacity <= 4_096, "a side holds 1 ... 4096 levels")
        self.capacity = capacity
        unsafe bids = .allocate(capacity: capacity)
        unsafe asks = .allocate(capacity: capacity)
        let none = PhoenixLevel(ticks: 0, lots: 0)
        unsafe bids.initialize(repeating: none, count: capacity)
        unsafe asks.initialize(repeating: none, count: capacity)
    }

    deinit {
        unsafe bids.deallocate()
        unsafe asks.deallocate()
    }

    /// Whether the market can be quoted as deep as its levels reach.
    public var isKnown: Bool { @_noLocks get { knowsSizes && knowsRules } }

    /// Forgets the market.
    @_noLocks public mutating func forget() {
        terms = PhoenixTerms()
        bidsAreCut = false
        asksAreCut = false
        bidCount = 0
        askCount = 0
        knowsSizes = false
        knowsRules = false
    }

    /// Makes this state equal to another one with the same capacity.
    @_noLocks public mutating func copy(from other: borrowing PhoenixState) {
        precondition(capacity == other.capacity, "a copy has the capacity of its original")
        terms = other.terms
        bidsAreCut = other.bidsAreCut
        asksAreCut = other.asksAreCut
        misfits = other.misfits
        bidCount = other.bidCount
        askCount = other.askCount
        knowsSizes = other.knowsSizes
        knowsRules = other.knowsRules
        let width = MemoryLayout<PhoenixLevel>.stride
        unsafe UnsafeMutableRawPointer(bids).copyMemory(
            from: other.bids, byteCount: bidCount &* width)
        unsafe UnsafeMutableRawPointer(asks).copyMemory(
            from: other.asks, byteCount: askCount &* width)
    }

    /// A bid by its place, the best first; nil beyond the last.
    public func bid(at place: Int) -> PhoenixLevel? {
        guard place >= 0, place < bidCount else { return nil }
        return unsafe bids[place]
    }

    /// An ask by its place, the best first; nil beyond the last.
    public func ask(at place: Int) -> PhoenixLevel? {
        guard place >= 0, place < askCount else { return nil }
        return unsafe asks[place]
    }

    @_noLocks @inline(__always)
    func levels(_ side: PhoenixSide) -> UnsafeMutablePointer<PhoenixLevel> {
        side.isAsks ? unsafe asks : unsafe bids
    }

    @_noLocks @inline(__always) func count(_ side: PhoenixSide) -> Int {
        side.isAsks ? askCount : bidCount
    }

    @_noLocks @inline(__always) func isCut(_ side: PhoenixSide) -> Bool {
        side.isAsks ? asksAreCut : bidsAreCut
    }

    @_noLocks mutating func setCount(_ side: PhoenixSide, _ count: Int) {
        if side.isAsks { askCount = count } else { bidCount = count }
    }
}
