internal import CLinux

/// The cores this process may use.
public enum Cores {
    /// Their numbers, ascending; `[0]` where the kernel does not tell.
    public static var allowed: [Int] {
        var numbers = [Int32](repeating: 0, count: 1024)
        let count = unsafe linux_cores(&numbers, 1024)
        return count > 0 ? numbers.prefix(Int(count)).map(Int.init) : [0]
    }

    public static var count: Int { allowed.count }

    /// Lets another thread of this core run, if one wants to.
    @_noLocks
    public static func giveAway() { linux_yield() }

    /// Binds the calling thread to one core.
    ///
    /// - Returns: nil when it is bound, else why not; the thread then floats as before.
    @discardableResult
    public static func pin(to core: Int) -> PinRefusal? {
        let answer = linux_pin(Int32(truncatingIfNeeded: core))
        return answer == 0 ? nil : PinRefusal(core: core, reason: Refusal(code: -answer))
    }
}

/// A thread was not bound to a core.
public struct PinRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    public let core: Int
    public let reason: Refusal

    public var description: String { "not bound to core \(core): \(reason); it floats" }
}
