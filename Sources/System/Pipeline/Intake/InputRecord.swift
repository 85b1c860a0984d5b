public import Archive
public import Rings

/// An input on its way to the journal: its label, then its bytes, as one record of `feed_journal`.
public enum InputRecord {
    /// The label's bytes, filled up to whole words.
    public static var labelBytes: Int { @_noLocks get { 32 } }

    /// Stages one input; false when the ring has no room for it now.
    @_noLocks public static func push(
        _ label: RecordLabel, _ bytes: UnsafeRawBufferPointer, into ring: inout ByteProducer
    ) -> Bool {
        guard let room = unsafe ring.claim(length: 32 &+ bytes.count) else { return false }
        unsafe room.storeBytes(of: label, as: RecordLabel.self)
        if bytes.count > 0, let start = room.baseAddress, let from = bytes.baseAddress {
            unsafe (start + 32).copyMemory(from: from, byteCount: bytes.count)
        }
        ring.publish()
        return true
    }
}
