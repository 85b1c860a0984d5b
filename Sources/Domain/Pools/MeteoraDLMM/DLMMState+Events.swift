public import Markets
import Numbers

extension DLMMState {
    /// Brings the state up to one event. Events of other kinds are ignored. An event that carries
    /// `.snapshot` and `.first` makes the state forget everything before it is applied.
    @_noLocks public mutating func apply(_ event: Event) {
        if event.flags.contains(.snapshot | .first) { forget() }
        let fits =
            switch event.kind {
            case .poolNumbers: applyNumbers(Int(event.field), event.words)
            case .tickArray: applyArray(event)
            case .bin: applyBin(event)
            default: true
            }
        if !fits {
            misfits &+= 1
            forget()
        }
    }

    /// Forgets the pair and all of its arrays.
    @_noLocks public mutating func forget() {
        pair = DLMMPair()
        isPlaced = false
        knowsExtension = false
        for place in 0..<capacity { unsafe indices[place] = DLMMState.free }
        for word in 0..<DLMMState.bitmapWords { unsafe bitmap[word] = 0 }
    }

    /// A state with room for one array, of what a diff has to tell.
    init(told diff: inout PoolDiff) {
        self.init(capacity: 1)
        while let event = diff.next(slot: Slot(0), input: InputSequence(0), received: .never) {
            apply(event)
        }
    }

    @_noLocks private mutating func applyNumbers(_ number: Int, _ words: Event.Words) -> Bool {
        if number == DLMMNumbers.terms {
            var changed = pair
            guard changed.take(terms: words) else { return false }
            guard pair.binStep == 0 || pair.binStep == changed.binStep else { return false }
            pair = changed
            return true
        }
        if number == DLMMNumbers.standing {
            isPlaced = pair.take(standing: words)
            return isPlaced
        }
        if number == DLMMNumbers.reach {
            guard words.w0 <= 1 else { return false }
            knowsExtension = words.w0 == 1
            return true
        }
        let group = number &- DLMMNumbers.bitmap
        guard group >= 0, group < DLMMNumbers.bitmapGroups else { return false }
        let word = group &* 4
        unsafe bitmap[word] = words.w0
        unsafe bitmap[word &+ 1] = words.w1
        unsafe bitmap[word &+ 2] = words.w2
        unsafe bitmap[word &+ 3] = words.w3
        return true
    }

    /// Whatever it says, the event empties the array; its bins follow. An array without an account
    /// is as good as unknown: no swap enters it while it has no liquidity.
    @_noLocks private mutating func applyArray(_ event: Event) -> Bool {
        guard pair.binStep != 0, let presence = TickArrayPresence(rawValue: event.words.w0),
            DLMMState.hasBit(event.field)
        else { return false }
        var place = place(ofArray: event.field)
        switch presence {
        case .missing, .uninitialised:
            if place >= 0 { unsafe indices[place] = DLMMState.free }
        case .present:
            if place < 0 { place = self.place(ofArray: DLMMState.free) }
            guard place >= 0 else { return false }
            unsafe indices[place] = event.field
            let first = place &* DLMMState.binsPerArray
            for slot in 0..<DLMMState.binsPerArray { unsafe bins[first &+ slot] = DLMMBin() }
        }
        return true
    }

    @_noLocks private mutating func applyBin(_ event: Event) -> Bool {
        let index = DLMMState.array(of: event.field)
        // The mark of a free place is no index that an array can have.
        guard pair.binStep != 0, DLMMState.hasBit(index) else { return false }
        let place = place(ofArray: index)
        guard place >= 0 else { return false }
        let slot = Int(event.field) &- Int(index) &* DLMMState.binsPerArray
        let position = place &* DLMMState.binsPerArray &+ slot
        let bin = DLMMBin(event)
        guard bin.row != nil else {
            unsafe bins[position] = bin
            return true
        }
        guard let price = DLMMPrice.price(ofBin: event.field, binStep: pair.binStep) else {
            return false
        }
        unsafe bins[position] = bin
        unsafe bins[position].price = price
        return true
    }
}

extension DLMMBin {
    /// What an event says of a bin; its price is not in it.
    @_noLocks init(_ event: Event) {
        self.init()
        amountX = event.words.w0
        amountY = event.words.w1
        openOrders = event.words.w2
        processedOrders = event.words.w3
        ordersAreAsks = event.flags.contains(.asks)
    }
}
