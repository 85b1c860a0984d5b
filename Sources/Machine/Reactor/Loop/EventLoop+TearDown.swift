import CUring
import Numbers

extension EventLoop {
    /// Takes everything back from the kernel, then closes every descriptor: memory that the kernel
    /// may still write to must not be freed. Runs on the thread that polled.
    func tearDown() {
        var entries = isWakeSet ? 1 : 0
        for index in 0..<limits.slotsMax { entries += Int(unsafe slots[index].inFlight) }
        var isAsked = false
        var isAnswered = false
        var asked = 0
        while entries > 0 {
            // A cancel passes over what fires, or runs on a thread of the kernel, in that very
            // moment: that gets time to come, and then it is asked again. Ten seconds of this are
            // a fault of ours.
            if !isAsked, ring.cancelEverything(tag: Completion.cancelsEverything) {
                precondition(asked < 1000, "the kernel gives back what is cancelled")
                asked += 1
                isAsked = true
                entries += 1
            }
            let isWaitOver = isAnswered
            ring.submitAndWait(for: .milliseconds(10))
            while let completion = ring.next() {
                if completion.operation == .accept, completion.result >= 0 {
                    socket_close(completion.result)
                }
                if !completion.goesOn, completion.operation != .acknowledge { entries -= 1 }
                if completion.tag == Completion.cancelsEverything { isAnswered = true }
            }
            if isWaitOver {
                isAsked = false
                isAnswered = false
            }
        }
        for index in 0..<limits.slotsMax {
            if unsafe slots[index].descriptor >= 0 {
                unsafe socket_close(slots[index].descriptor)
            }
            unsafe slots[index].outgoing.free()
        }
        unsafe slots.deallocate()
        unsafe addresses.deallocate()
        unsafe spans.deallocate()
        unsafe wakeSpan.deallocate()
    }
}
