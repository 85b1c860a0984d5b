import CUring
import Numbers

extension EventLoop {
    /// Takes everything back from the kernel, then closes every descriptor: memory that the kernel
    /// may still write to must not be freed. Runs on the thread that polled.
    func tearDown() {
        var entries = isWakeSet ? 1 : 0
        for index in 0..<limits.slotsMax { entries += Int(unsafe slots[index].inFlight) }
        var isAsked = false
        var turns = 0
        while entries > 0 {
            precondition(turns < 1000, "the kernel gives back what is cancelled")
            // A cancel passes over what fires in that very moment, so it is asked for again.
            if !isAsked, ring.cancelEverything(tag: Completion.cancelsEverything) {
                isAsked = true
                entries += 1
            }
            ring.submitAndWait(for: .milliseconds(10))
            while let completion = ring.next() {
                if completion.operation == .accept, completion.result >= 0 {
                    socket_close(completion.result)
                }
                if !completion.goesOn { entries -= 1 }
                if completion.tag == Completion.cancelsEverything { isAsked = false }
            }
            turns += 1
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
