import CProbe

/// What a stretch of work asked of the heap: allocations and frees of this thread.
@inline(never)
func traffic(_ body: () -> Void) -> UInt64 {
    let before = probe_allocations() &+ probe_frees()
    body()
    return probe_allocations() &+ probe_frees() &- before
}

/// The heap's use since the last look.
struct HeapWatch {
    private var last = probe_allocations() &+ probe_frees()

    /// How often the heap was used since the last call.
    mutating func look() -> UInt64 {
        let now = probe_allocations() &+ probe_frees()
        defer { last = now }
        return now &- last
    }
}
