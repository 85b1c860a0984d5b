import CBytes

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
}
