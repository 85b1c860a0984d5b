import Synchronization

/// A view of a running ring for everybody else: how much went in, how much came out. Reading it
/// costs the two ends a cache miss each, so read it seldom.
@safe
public struct RingGauge: @unchecked Sendable {
    private let cursors: UnsafeMutablePointer<RingCursors>
    /// Places of a ring, bytes of a byte ring.
    public let capacity: Int

    init(cursors: UnsafeMutablePointer<RingCursors>, capacity: Int) {
        unsafe self.cursors = cursors
        self.capacity = capacity
    }

    /// Elements pushed since the start; of a byte ring, bytes, headers and padding included.
    public var pushed: UInt64 { unsafe cursors.pointee.pushed.load(ordering: .relaxed) }

    /// Elements popped since the start; of a byte ring, bytes, headers and padding included.
    public var popped: UInt64 { unsafe cursors.pointee.popped.load(ordering: .relaxed) }

    /// How many stand between the two ends: `0...capacity`, exact at some moment of the call.
    public var waiting: Int {
        let popped = self.popped
        let waiting = Int(truncatingIfNeeded: pushed &- popped)
        return min(max(waiting, 0), capacity)
    }
}
