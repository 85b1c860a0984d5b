public import CBytes

/// Text that may stand in a JSON string as it is: printable ASCII without quote and backslash.
public enum PlainText {
    /// How many bytes of it stand at `place`, by the widest instructions of this processor.
    ///
    /// - Parameters:
    ///   - place: not behind `limit`.
    ///   - limit: where the text ends. Nothing from there on is read.
    @_noLocks public static func length(
        at place: UnsafeRawPointer, limit: UnsafeRawPointer
    ) -> Int {
        unsafe cbytes_plain_run(place.assumingMemoryBound(to: UInt8.self), limit - place)
    }

    /// How many bytes of it stand at `place`, before the first other one of 32; 32 if all are.
    ///
    /// - Parameter place: thirty-two bytes from here on belong to the text.
    @inlinable @_noLocks @inline(__always)
    public static func shortLength(at place: UnsafeRawPointer) -> Int {
        #if arch(x86_64)
            Int(unsafe cbytes_plain_run_32(place.assumingMemoryBound(to: UInt8.self)))
        #else
            unsafe length(at: place, limit: place + 32)
        #endif
    }
}
