/// Orders of one side on their way to levels, in memory of somebody else: they come by price, and
/// those of one price by their arrival. Taking n orders costs n·log n, whatever expiries they have.
@safe
struct PhoenixGathering {
    /// Has room for every order.
    private let rows: UnsafeMutablePointer<PhoenixLevel>
    private let side: PhoenixSide
    /// Levels so far.
    private(set) var count = 0
    /// Where the levels of the current price begin.
    private var run = 0
    /// Whether the levels of the current price are in their order.
    private var isOrdered = true
    /// All lots of the side.
    private var lots: UInt64 = 0

    @_noLocks init(_ rows: UnsafeMutablePointer<PhoenixLevel>, _ side: PhoenixSide) {
        unsafe self.rows = rows
        self.side = side
    }

    /// Takes an order. No side holds more lots than 64 bits count.
    @_noLocks mutating func add(_ order: PhoenixLevel) throws(AccountError) {
        guard order.lots != 0 else { return }
        let (sum, over) = lots.addingReportingOverflow(order.lots)
        if over { throw .valueOutOfRange }
        lots = sum
        if count > run, unsafe rows[run].ticks != order.ticks { endPrice() }
        if count > run {
            let last = unsafe rows[count &- 1]
            if last.isBeside(order) {
                unsafe rows[count &- 1].lots &+= order.lots
                return
            }
            if order.isBefore(last, side) { isOrdered = false }
        }
        unsafe rows[count] = order
        count &+= 1
    }

    /// No order follows.
    @_noLocks mutating func close() {
        endPrice()
    }

    /// Brings the levels of the current price into their order, and joins those of one expiry.
    @_noLocks private mutating func endPrice() {
        if !isOrdered {
            sortRun()
            joinRun()
        }
        isOrdered = true
        run = count
    }

    @_noLocks private mutating func joinRun() {
        var last = run
        var next = run &+ 1
        while next < count {
            let level = unsafe rows[next]
            if unsafe rows[last].isBeside(level) {
                unsafe rows[last].lots &+= level.lots
            } else {
                last &+= 1
                unsafe rows[last] = level
            }
            next &+= 1
        }
        count = last &+ 1
    }

    /// A heap sort: in place, and never worse than n·log n.
    @_noLocks private mutating func sortRun() {
        let length = count &- run
        var root = length / 2
        while root > 0 {
            root &-= 1
            sink(root, length)
        }
        var end = length
        while end > 1 {
            end &-= 1
            let last = unsafe rows[run &+ end]
            unsafe rows[run &+ end] = rows[run]
            unsafe rows[run] = last
            sink(0, end)
        }
    }

    /// Moves a level down the heap until none below comes after it.
    @_noLocks private mutating func sink(_ start: Int, _ end: Int) {
        let heap = unsafe rows + run
        var place = start
        while true {
            var below = 2 &* place &+ 1
            guard below < end else { return }
            let next = below &+ 1
            if next < end, unsafe heap[below].isBefore(heap[next], side) { below = next }
            guard unsafe heap[place].isBefore(heap[below], side) else { return }
            let level = unsafe heap[place]
            unsafe heap[place] = heap[below]
            unsafe heap[below] = level
            place = below
        }
    }
}
