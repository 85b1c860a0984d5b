/// Orders of one side on their way to the best levels, in memory of somebody else: they come by
/// price, and those of one price by their arrival. Taking n orders costs n·log n at most, whatever
/// expiries they have.
@safe
struct PhoenixGathering {
    private let rows: UnsafeMutablePointer<PhoenixLevel>
    /// How many levels are kept, and how many the memory has room for: while the orders of a price
    /// come, the best are not known yet.
    private let capacity: Int
    private let room: Int
    private let side: PhoenixSide
    /// Levels so far; once closed, at most `capacity`.
    private(set) var count = 0
    /// Whether levels behind those were left out.
    private(set) var isCut = false
    /// Where the levels of the current price begin.
    private var run = 0
    /// Whether the levels of the current price are in their order.
    private var isOrdered = true
    /// All lots of the side.
    private var lots: UInt64 = 0

    /// - Parameter rows: has `room(for: capacity)`.
    @_noLocks init(
        _ rows: UnsafeMutablePointer<PhoenixLevel>, capacity: Int, _ side: PhoenixSide
    ) {
        unsafe self.rows = rows
        self.capacity = capacity
        self.side = side
        room = PhoenixGathering.room(for: capacity)
    }

    /// Twice what is kept, so that each sorting makes room for as many again; or every order.
    @_noLocks static func room(for capacity: Int) -> Int {
        min(2 &* capacity, PhoenixLayout.ordersMax)
    }

    /// Takes an order. No side holds more lots than 64 bits count.
    @_noLocks mutating func add(_ order: PhoenixLevel) throws(AccountError) {
        guard order.lots != 0 else { return }
        let (sum, over) = lots.addingReportingOverflow(order.lots)
        if over { throw .valueOutOfRange }
        lots = sum
        if count > run, unsafe rows[run].ticks != order.ticks { endPrice() }
        guard run < capacity else {
            isCut = true
            return
        }
        if join(order) { return }
        if count == room {
            arrange()
            if join(order) { return }
        }
        if count > run, unsafe order.isBefore(rows[count &- 1], side) { isOrdered = false }
        unsafe rows[count] = order
        count &+= 1
    }

    /// No order follows.
    @_noLocks mutating func close() {
        endPrice()
    }

    /// Adds an order to the last level, if it belongs there.
    @_noLocks private mutating func join(_ order: PhoenixLevel) -> Bool {
        guard count > run, unsafe rows[count &- 1].isBeside(order) else { return false }
        unsafe rows[count &- 1].lots &+= order.lots
        return true
    }

    @_noLocks private mutating func endPrice() {
        arrange()
        run = count
    }

    /// Brings the levels of the current price into their order, joins those of one expiry, and
    /// leaves out those beyond the last that is kept. An order that comes later for a level that
    /// was left out makes it no better.
    @_noLocks private mutating func arrange() {
        if !isOrdered {
            sortRun()
            joinRun()
        }
        isOrdered = true
        guard count > capacity else { return }
        count = capacity
        isCut = true
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
