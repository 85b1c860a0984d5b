import CUring
import Numbers

/// From what slots want to entries in the ring, and from slots that are over to their last event.
extension EventLoop {
    /// Puts a slot into the list of those that want something of the kernel.
    @_noLocks mutating func ask(_ index: Int) {
        guard unsafe !slots[index].listed else { return }
        unsafe slots[index].listed = true
        unsafe asking.append(index, in: slots)
    }

    /// The slot is done for: `fault` nil when that was asked for. The first reason stands.
    @_noLocks mutating func end(_ index: Int, because fault: NetworkFault?) {
        guard unsafe slots[index].phase != .closing else { return }
        unsafe slots[index].phase = .closing
        unsafe slots[index].fault = fault
        ask(index)
    }

    /// Visits each asking slot once. One that finds no room, or that has to wait, stays listed.
    @_noLocks mutating func askKernel(at now: Instant) {
        var again = SlotList()
        while let index = unsafe asking.take(from: slots) {
            unsafe slots[index].listed = false
            if unsafe slots[index].phase == .closing {
                if !close(index, now) { unsafe again.append(index, in: slots) }
                continue
            }
            let done: Bool
            switch unsafe slots[index].role {
            case .connection: done = askForConnection(index)
            case .listener: done = askForListener(index, at: now)
            case .timer: done = askForTimer(index)
            case .free: done = true
            }
            if !done, unsafe !slots[index].listed { unsafe again.append(index, in: slots) }
        }
        while let index = unsafe again.take(from: slots) { ask(index) }
    }

    @_noLocks private mutating func askForConnection(_ index: Int) -> Bool {
        let slot = unsafe slots + index
        guard unsafe slot.pointee.phase == .open else { return askToConnect(index) }
        var done = true
        if unsafe slot.pointee.wantsReceiving != (slot.pointee.receiving == .armed) {
            done = askToReceive(index)
        }
        if unsafe slot.pointee.owesAck {
            let tag = Completion.tag(.acknowledge, slot: index)
            let asked = unsafe ring.acknowledge(on: slot.pointee.descriptor, tag: tag)
            unsafe slot.pointee.owesAck = !asked
            done = done && asked
        }
        guard unsafe !slot.pointee.sending else { return done }
        if unsafe !slot.pointee.outgoing.isEmpty {
            let bytes = unsafe slot.pointee.outgoing.takeOff()
            let tag = Completion.tag(.send, slot: index)
            let asked = unsafe ring.send(bytes, on: slot.pointee.descriptor, tag: tag)
            unsafe slot.pointee.sending = asked
            unsafe slot.pointee.inFlight &+= asked ? 1 : 0
            return done && asked
        }
        if unsafe slot.pointee.finishing && !slot.pointee.finished {
            let tag = Completion.tag(.shutdown, slot: index)
            let asked = unsafe ring.shutdown(slot.pointee.descriptor, tag: tag)
            unsafe slot.pointee.sending = asked
            unsafe slot.pointee.inFlight &+= asked ? 1 : 0
            return done && asked
        }
        if unsafe slot.pointee.closesWhenSent { end(index, because: nil) }
        return done
    }

    @_noLocks private mutating func askToConnect(_ index: Int) -> Bool {
        let slot = unsafe slots + index
        guard unsafe slot.pointee.inFlight == 0 else { return true }
        let asked = unsafe ring.connect(
            slot.pointee.descriptor, to: addresses + index, within: spans + index,
            tag: Completion.tag(.connect, slot: index),
            timeoutTag: Completion.tag(.connectTimeout, slot: index))
        unsafe slot.pointee.inFlight &+= asked ? 2 : 0
        return asked
    }

    /// Arms a receive, or cancels it when the owner wants no more for now.
    @_noLocks private mutating func askToReceive(_ index: Int) -> Bool {
        let slot = unsafe slots + index
        switch unsafe slot.pointee.receiving {
        case .cancelling: return true
        case .armed:
            let asked = ring.cancel(
                Completion.tag(.receive, slot: index), tag: Completion.tag(.cancel, slot: index))
            unsafe slot.pointee.receiving = asked ? .cancelling : .armed
            unsafe slot.pointee.inFlight &+= asked ? 1 : 0
            return asked
        case .off:
            guard unsafe slot.pointee.wantsReceiving else { return true }
            guard buffers.heldCount < buffers.count else { return false }
            let asked = unsafe ring.receive(
                on: slot.pointee.descriptor, stamped: slot.pointee.stamped,
                group: BufferRing.group, tag: Completion.tag(.receive, slot: index))
            unsafe slot.pointee.receiving = asked ? .armed : .off
            unsafe slot.pointee.inFlight &+= asked ? 1 : 0
            return asked
        }
    }

    /// After a refused accept a listener rests for 10 ms: descriptors come back when others close.
    @_noLocks private mutating func askForListener(_ index: Int, at now: Instant) -> Bool {
        guard unsafe slots[index].receiving == .off else { return true }
        if counters.acceptsRefused != acceptsRefusedSeen {
            acceptsRefusedSeen = counters.acceptsRefused
            acceptAgain = now + .milliseconds(10)
        }
        guard now >= acceptAgain else { return false }
        let asked = unsafe ring.accept(
            on: slots[index].descriptor, tag: Completion.tag(.accept, slot: index))
        unsafe slots[index].receiving = asked ? .armed : .off
        unsafe slots[index].inFlight &+= asked ? 1 : 0
        return asked
    }

    @_noLocks private mutating func askForTimer(_ index: Int) -> Bool {
        guard unsafe slots[index].receiving == .off else { return true }
        let asked = unsafe ring.timer(
            spans + index, tag: Completion.tag(.timer, slot: index))
        unsafe slots[index].receiving = asked ? .armed : .off
        unsafe slots[index].inFlight &+= asked ? 1 : 0
        return asked
    }

    /// Takes back what the kernel holds of a slot; then closes its descriptor. False while there is
    /// no room to ask.
    @_noLocks private mutating func close(_ index: Int, _ now: Instant) -> Bool {
        let slot = unsafe slots + index
        if unsafe slot.pointee.inFlight == 0 {
            retire(index)
            return true
        }
        guard unsafe !slot.pointee.cancelled else { return true }
        let tag = Completion.tag(.cancel, slot: index)
        let asked =
            unsafe slot.pointee.role == .timer
            ? ring.cancel(Completion.tag(.timer, slot: index), tag: tag)
            : ring.cancelAll(on: slot.pointee.descriptor, tag: tag)
        unsafe slot.pointee.cancelled = asked
        unsafe slot.pointee.inFlight &+= asked ? 1 : 0
        return asked
    }

    /// The kernel holds nothing of the slot any more.
    @_noLocks private mutating func retire(_ index: Int) {
        let slot = unsafe slots + index
        // An acknowledgement that has not left yet names the descriptor.
        if unsafe slot.pointee.defersAcks { ring.submit(anyway: true) }
        if unsafe slot.pointee.descriptor >= 0 { unsafe socket_close(slot.pointee.descriptor) }
        unsafe slot.pointee.descriptor = -1
        if unsafe slot.pointee.role == .connection {
            unsafe over.append(index, in: slots)
        } else {
            freeSlot(index)
        }
    }

    /// The last event of a connection that is over.
    @_noLocks mutating func takeOver() -> LoopEvent? {
        guard let index = unsafe over.take(from: slots) else { return nil }
        let id = connection(index)
        let fault = unsafe slots[index].fault
        freeSlot(index)
        guard let fault else { return .closed(id) }
        return .failed(id, fault)
    }

    @_noLocks mutating func takeSlot(_ role: Slot.Role) -> Int? {
        guard firstFree >= 0 else { return nil }
        let index = Int(firstFree)
        unsafe firstFree = slots[index].next
        unsafe slots[index].next = -1
        unsafe slots[index].role = role
        slotsTaken &+= 1
        return index
    }

    /// Ready for the next one, under a new generation.
    @_noLocks mutating func freeSlot(_ index: Int) {
        var outgoing = unsafe slots[index].outgoing
        outgoing.clear(keepingUpTo: 16_384)
        let generation = unsafe slots[index].generation &+ 1
        unsafe slots[index] = Slot()
        unsafe slots[index].outgoing = outgoing
        unsafe slots[index].generation = generation
        unsafe slots[index].next = firstFree
        firstFree = Int32(truncatingIfNeeded: index)
        slotsTaken &-= 1
    }
}
