import Numbers
import Reactor
import Tiles
import Wire

extension FeedTile {
    /// Does what the intake of a source wants done, as far as its connections allow now.
    mutating func carryOut(_ index: Int, at now: Instant) {
        guard waiting == nil else { return }
        let wishes = intake.takeWishes(of: index)
        if wishes.contains(.subscribe) { unsafe links[index].nextSubscription = 0 }
        // After a refusal the next question has its time already.
        if wishes.contains(.ask), unsafe links[index].askAt == nil {
            unsafe links[index].askAt = now
        }
        if wishes.contains(.reconnect), unsafe links[index].isUp {
            unsafe links[index].nextSubscription = -1
            unsafe links[index].askAt = nil
            unsafe links[index].socket.restart(on: &loop, at: now)
            return
        }
        subscribe(index)
        ask(index, at: now)
    }

    private mutating func subscribe(_ index: Int) {
        while unsafe links[index].nextSubscription >= 0, unsafe links[index].isUp {
            let number = unsafe links[index].nextSubscription
            guard let count = unsafe intake.writeSubscription(of: index, number, into: room)
            else {
                unsafe links[index].nextSubscription = -1
                return
            }
            let request = unsafe UnsafeRawBufferPointer(rebasing: room[..<count])
            guard unsafe links[index].socket.send(text: request, on: &loop) else { return }
            unsafe links[index].nextSubscription = number + 1
        }
    }

    private mutating func ask(_ index: Int, at now: Instant) {
        guard let askAt = unsafe links[index].askAt, now >= askAt,
            unsafe !(links[index].http?.isBusy ?? true)
        else { return }
        unsafe links[index].askAt = nil
        guard let count = unsafe intake.writeQuestion(of: index, into: room) else { return }
        let body = unsafe Array(room[..<count])
        _ = unsafe links[index].http?.ask(
            "POST", fields: [("Content-Type", "application/json")], body: body, on: &loop,
            at: now, wall: clock.wallTime(at: now), limit: .seconds(10))
    }
}
