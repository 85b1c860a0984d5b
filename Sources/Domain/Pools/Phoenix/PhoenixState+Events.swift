public import Markets

extension PhoenixState {
    /// Brings the state up to one event. Events of other kinds are ignored. An event that carries
    /// `.snapshot` and `.first` makes the state forget everything before it is applied.
    @_noLocks public mutating func apply(_ event: Event) {
        if event.flags.contains(.snapshot | .first) { forget() }
        let fits =
            switch event.kind {
            case .poolNumbers: applyNumbers(event)
            case .orders: applyOrders(event)
            default: true
            }
        if !fits {
            misfits &+= 1
            forget()
        }
    }

    @_noLocks private mutating func applyNumbers(_ event: Event) -> Bool {
        let group = Int(event.field)
        if group == PhoenixTerms.sizesGroup {
            guard terms.takeSizes(event.words) else { return false }
            knowsSizes = true
            return true
        }
        guard group == PhoenixTerms.rulesGroup, terms.takeRules(event.words) else {
            return false
        }
        bidsAreCut = event.words.w2 & 1 != 0
        asksAreCut = event.words.w2 & 2 != 0
        knowsRules = true
        return true
    }

    @_noLocks private mutating func applyOrders(_ event: Event) -> Bool {
        guard isKnown, event.field == 0 || event.field == 1, event.words.w0 != 0 else {
            return false
        }
        let side = event.field == 1 ? PhoenixSide.asks : .bids
        let level = PhoenixLevel(
            ticks: event.words.w0, lots: event.words.w1, lastSlot: event.words.w2,
            lastSecond: event.words.w3)
        let rows = unsafe levels(side)
        let place = place(of: level, side)
        let isThere = unsafe place < count(side) && rows[place].isBeside(level)
        if level.lots == 0 {
            guard isThere else { return false }
            remove(1, at: place, side)
            return true
        }
        if !isThere {
            guard count(side) < capacity else { return false }
            makeRoom(at: place, side)
        }
        unsafe rows[place] = level
        return true
    }

    /// Where a level stands, or would be inserted.
    @_noLocks private func place(of level: PhoenixLevel, _ side: PhoenixSide) -> Int {
        let rows = unsafe levels(side)
        var low = 0
        var high = count(side)
        while low < high {
            let middle = (low &+ high) / 2
            if unsafe rows[middle].isBefore(level, side) {
                low = middle &+ 1
            } else {
                high = middle
            }
        }
        return low
    }

    @_noLocks private mutating func makeRoom(at place: Int, _ side: PhoenixSide) {
        let rows = unsafe levels(side)
        let behind = count(side) &- place
        if behind > 0 {
            unsafe UnsafeMutableRawPointer(rows + place + 1).copyMemory(
                from: rows + place, byteCount: behind &* MemoryLayout<PhoenixLevel>.stride)
        }
        setCount(side, count(side) &+ 1)
    }

    /// Removes some levels that are there.
    @_noLocks mutating func remove(_ gone: Int, at place: Int, _ side: PhoenixSide) {
        let rows = unsafe levels(side)
        let behind = count(side) &- place &- gone
        if behind > 0 && gone > 0 {
            unsafe UnsafeMutableRawPointer(rows + place).copyMemory(
                from: rows + place + gone,
                byteCount: behind &* MemoryLayout<PhoenixLevel>.stride)
        }
        setCount(side, count(side) &- gone)
    }
}
