import Markets

/// One tick or bin of an array, as its event carries it.
struct WatchedRow: BitwiseCopyable {
    var words = Event.Words()
    /// A bin whose orders sell X.
    var isAsk = false

    @_noLocks init() {}

    @_noLocks init(words: Event.Words, isAsk: Bool = false) {
        self.words = words
        self.isAsk = isAsk
    }

    /// An initialised tick.
    @_noLocks init(net: Int128) {
        let bits = UInt128(bitPattern: net)
        words = Event.Words(
            UInt64(truncatingIfNeeded: bits), UInt64(truncatingIfNeeded: bits >> 64), 1)
    }

    @_noLocks func isSame(as other: WatchedRow) -> Bool {
        isAsk == other.isAsk && WatchedRow.isSame(words, other.words)
    }

    @_noLocks static func isSame(_ a: Event.Words, _ b: Event.Words) -> Bool {
        a.w0 == b.w0 && a.w1 == b.w1 && a.w2 == b.w2 && a.w3 == b.w3
    }
}
