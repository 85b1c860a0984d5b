import CUring
import Numbers

/// What a completion means: one function an operation.
extension EventLoop {
    @_noLocks mutating func digest(_ completion: Completion) -> LoopEvent? {
        let index = completion.slot
        guard let operation = completion.operation else { return nil }
        switch operation {
        case .wake:
            isWakeSet = false
            return nil
        case .acknowledge:
            counters.deferralsRefused &+= 1
            unsafe slots[index].defersAcks = false
            return nil
        default: break
        }
        assert(index < limits.slotsMax, "the kernel answers what we asked")
        if !completion.goesOn {
            unsafe slots[index].inFlight &-= 1
            assert(unsafe slots[index].inFlight >= 0, "an entry is answered for good once")
        }
        let event: LoopEvent?
        switch operation {
        case .receive: event = received(completion, in: index)
        case .send: event = sent(completion, in: index)
        case .accept: event = accepted(completion, in: index)
        case .connect: event = connected(completion, in: index)
        case .timer: event = ticked(completion, in: index)
        case .shutdown: event = wasShutDown(completion, in: index)
        case .connectTimeout, .wake, .acknowledge: event = nil
        case .cancel:
            cancelled(in: index)
            event = nil
        }
        let isOver = unsafe slots[index].phase == .closing && slots[index].inFlight == 0
        if isOver { ask(index) }
        return event
    }

    /// A cancel passes over an entry that fires in that very moment (a receive with more to give),
    /// so what is still wanted is asked for again.
    @_noLocks private mutating func cancelled(in index: Int) {
        if unsafe slots[index].phase == .closing {
            unsafe slots[index].cancelled = false
            ask(index)
        } else if unsafe slots[index].receiving == .cancelling {
            unsafe slots[index].receiving = .armed
            ask(index)
        }
    }

    @_noLocks private mutating func received(_ completion: Completion, in index: Int) -> LoopEvent?
    {
        if completion.result <= 0 {
            if completion.buffer >= 0 { buffers.give(Int(completion.buffer)) }
            if !completion.goesOn { unsafe slots[index].receiving = .off }
            return completion.result == 0
                ? peerEnded(index) : receiveRefused(completion.result, in: index)
        }
        if !completion.goesOn {
            unsafe slots[index].receiving = .off
            ask(index)
        }
        let buffer = Int(completion.buffer)
        guard unsafe slots[index].phase == .open else {
            buffers.give(buffer)
            return nil
        }
        let got = payload(of: completion, stamped: unsafe slots[index].stamped)
        guard unsafe got.bytes.count > 0 else {
            buffers.give(buffer)
            return peerEnded(index)
        }
        lent = completion.buffer
        counters.bytesReceived &+= unsafe UInt64(truncatingIfNeeded: got.bytes.count)
        if spins, unsafe slots[index].defersAcks {
            unsafe slots[index].owesAck = true
            ask(index)
        }
        return .received(connection(index), got)
    }

    @_noLocks private func payload(of completion: Completion, stamped: Bool) -> Received {
        let count = Int(completion.result)
        guard stamped else {
            return unsafe Received(
                bytes: buffers.bytes(Int(completion.buffer), count: count),
                stamp: WallTime(nanosecondsSince1970: 0))
        }
        let message = unsafe buffers.message(
            Int(completion.buffer), count: count, header: ring.header)
        return unsafe Received(
            bytes: UnsafeRawBufferPointer(start: message.bytes, count: message.length),
            stamp: WallTime(nanosecondsSince1970: message.stamp))
    }

    @_noLocks private mutating func peerEnded(_ index: Int) -> LoopEvent? {
        unsafe slots[index].wantsReceiving = false
        guard unsafe slots[index].phase == .open, unsafe !slots[index].peerEnded else {
            return nil
        }
        unsafe slots[index].peerEnded = true
        if unsafe slots[index].finished { end(index, because: nil) }
        return .ended(connection(index))
    }

    @_noLocks private mutating func receiveRefused(_ answer: Int32, in index: Int) -> LoopEvent? {
        switch Errno(answer) {
        case .starved:
            counters.starved &+= 1
            ask(index)
        case .retry, .cancelled, .absent, .elapsed: ask(index)
        case .fault(let fault): end(index, because: fault)
        }
        return nil
    }

    @_noLocks private mutating func sent(_ completion: Completion, in index: Int) -> LoopEvent? {
        unsafe slots[index].sending = false
        if completion.result >= 0 {
            unsafe slots[index].outgoing.land(Int(completion.result))
            counters.bytesSent &+= UInt64(truncatingIfNeeded: completion.result)
        } else {
            switch Errno(completion.result) {
            case .retry, .cancelled, .absent, .elapsed: break
            case .starved: end(index, because: .memoryExhausted)
            case .fault(let fault): end(index, because: fault)
            }
        }
        let hasMore =
            unsafe !slots[index].outgoing.isEmpty || slots[index].finishing
            || slots[index].closesWhenSent
        if hasMore { ask(index) }
        return nil
    }

    @_noLocks private mutating func connected(
        _ completion: Completion, in index: Int
    ) -> LoopEvent? {
        guard unsafe slots[index].phase == .opening else { return nil }
        guard completion.result == 0 else {
            let verdict = Errno(completion.result)
            // Only its timeout cancels a connect that nobody closed.
            if case .cancelled = verdict {
                end(index, because: .timedOut)
            } else {
                end(index, because: verdict.fault)
            }
            return nil
        }
        unsafe slots[index].phase = .open
        ask(index)
        return .connected(connection(index))
    }

    @_noLocks private mutating func wasShutDown(
        _ completion: Completion, in index: Int
    ) -> LoopEvent? {
        unsafe slots[index].sending = false
        unsafe slots[index].finished = true
        if completion.result < 0 {
            end(index, because: Errno(completion.result).fault)
        } else if unsafe slots[index].peerEnded {
            end(index, because: nil)
        }
        return nil
    }

    @_noLocks private mutating func accepted(
        _ completion: Completion, in index: Int
    ) -> LoopEvent? {
        if !completion.goesOn {
            unsafe slots[index].receiving = .off
            ask(index)
        }
        if completion.result < 0 {
            if case .fault(.reset) = Errno(completion.result) { return nil }
            counters.acceptsRefused &+= 1
            return nil
        }
        let peer = completion.result
        guard unsafe slots[index].phase == .open, let slot = takeSlot(.connection) else {
            counters.turnedAway &+= 1
            socket_close(peer)
            return nil
        }
        let receiveBytes = unsafe slots[index].receiveBytes
        let stamped = unsafe slots[index].stamped
        // A peer that is gone already shows itself at the first receive.
        _ = socket_configure(peer, receiveBytes, stamped ? 1 : 0)
        unsafe slots[slot].descriptor = peer
        unsafe slots[slot].stamped = stamped
        unsafe slots[slot].defersAcks = slots[index].defersAcks
        unsafe slots[slot].phase = .open
        unsafe slots[slot].wantsReceiving = true
        counters.accepted &+= 1
        ask(slot)
        let listener = unsafe ListenerID(
            slot: Int32(truncatingIfNeeded: index), generation: slots[index].generation)
        return .accepted(connection(slot), by: listener)
    }

    @_noLocks private mutating func ticked(_ completion: Completion, in index: Int) -> LoopEvent? {
        let timer = unsafe TimerID(
            slot: Int32(truncatingIfNeeded: index), generation: slots[index].generation)
        if !completion.goesOn {
            unsafe slots[index].receiving = .off
            if unsafe slots[index].repeats { ask(index) }
        }
        guard case .elapsed = Errno(completion.result), unsafe slots[index].phase == .open else {
            return nil
        }
        if unsafe !slots[index].repeats { end(index, because: nil) }
        return .ticked(timer)
    }

    @_noLocks func connection(_ index: Int) -> ConnectionID {
        ConnectionID(
            slot: Int32(truncatingIfNeeded: index), generation: unsafe slots[index].generation)
    }
}
