// Comparing two cases of an enum with raw values goes through generic functions of the standard
// library, which a turn may not call; these are the same comparisons, concrete. Such an enum is one
// byte in memory, numbered in the order of its cases.

extension EventKind {
    @_noLocks @inlinable public static func == (a: EventKind, b: EventKind) -> Bool {
        unsafe unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
    }
    @_noLocks @inlinable public static func != (a: EventKind, b: EventKind) -> Bool { !(a == b) }
}

extension Side {
    @_noLocks @inlinable public static func == (a: Side, b: Side) -> Bool {
        unsafe unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
    }
    @_noLocks @inlinable public static func != (a: Side, b: Side) -> Bool { !(a == b) }
}

extension Status {
    @_noLocks @inlinable public static func == (a: Status, b: Status) -> Bool {
        unsafe unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
    }
    @_noLocks @inlinable public static func != (a: Status, b: Status) -> Bool { !(a == b) }
}

extension TickArrayPresence {
    @_noLocks @inlinable public static func == (
        a: TickArrayPresence, b: TickArrayPresence
    ) -> Bool {
        unsafe unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
    }
    @_noLocks @inlinable public static func != (
        a: TickArrayPresence, b: TickArrayPresence
    ) -> Bool { !(a == b) }
}

extension BookChange {
    @_noLocks @inlinable public static func == (a: BookChange, b: BookChange) -> Bool {
        unsafe unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
    }
    @_noLocks @inlinable public static func != (a: BookChange, b: BookChange) -> Bool { !(a == b) }
}

extension PoolToken {
    @_noLocks @inlinable public static func == (a: PoolToken, b: PoolToken) -> Bool {
        unsafe unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
    }
    @_noLocks @inlinable public static func != (a: PoolToken, b: PoolToken) -> Bool { !(a == b) }
}

extension CycleDirection {
    @_noLocks @inlinable public static func == (
        a: CycleDirection, b: CycleDirection
    ) -> Bool {
        unsafe unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
    }
    @_noLocks @inlinable public static func != (
        a: CycleDirection, b: CycleDirection
    ) -> Bool { !(a == b) }
}

extension Standing {
    @_noLocks @inlinable public static func == (a: Standing, b: Standing) -> Bool {
        unsafe unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
    }
    @_noLocks @inlinable public static func != (a: Standing, b: Standing) -> Bool { !(a == b) }
}

extension ContinuityFault {
    @_noLocks @inlinable public static func == (
        a: ContinuityFault, b: ContinuityFault
    ) -> Bool {
        unsafe unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
    }
    @_noLocks @inlinable public static func != (
        a: ContinuityFault, b: ContinuityFault
    ) -> Bool { !(a == b) }
}
