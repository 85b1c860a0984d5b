import CChecksum
import Numbers

/// Records as bytes, into memory that somebody else owns. No state, no allocation.
public enum JournalEncoder {
    /// The bytes that a record with `count` payload bytes takes.
    @_noLocks public static func bytes(payload count: Int) -> Int {
        JournalFormat.recordBytes(payload: count)
    }

    /// Writes one whole record to `place`, which is aligned to 8 and has room for
    /// `bytes(payload:)`.
    @_noLocks public static func encode(
        _ label: RecordLabel, sequence: RecordSequence, payload: UnsafeRawBufferPointer,
        into place: UnsafeMutableRawPointer
    ) {
        let body = unsafe place + JournalFormat.recordHeaderBytes
        let filled = JournalFormat.filled(payload.count)
        if filled > 0, let base = payload.baseAddress {
            let last = unsafe (body + (filled &- 8)).assumingMemoryBound(to: UInt64.self)
            unsafe last.pointee = 0
            unsafe body.copyMemory(from: base, byteCount: payload.count)
        }
        let checksum = unsafe checksum_crc32c(0, body, filled)
        unsafe encodeHeader(
            label, sequence: sequence, payloadCount: payload.count, checksum: checksum, into: place)
    }

    /// The checksum of a payload in two pieces.
    @_noLocks static func checksum(
        of payload: UnsafeRawBufferPointer, filling: UnsafeRawBufferPointer
    ) -> UInt32 {
        let first = unsafe checksum_crc32c(0, payload.baseAddress, payload.count)
        return unsafe checksum_crc32c(first, filling.baseAddress, filling.count)
    }

    /// Writes the 48 bytes before a payload; `checksum` is that of the payload and its filling.
    @_noLocks static func encodeHeader(
        _ label: RecordLabel, sequence: RecordSequence, payloadCount: Int, checksum: UInt32,
        into place: UnsafeMutableRawPointer
    ) {
        let words = unsafe place.assumingMemoryBound(to: UInt64.self)
        let length = UInt64(truncatingIfNeeded: payloadCount)
        unsafe words[0] =
            (length | UInt64(label.kind.number) << 32 | UInt64(label.flags) << 40
            | UInt64(label.source) << 48).littleEndian
        unsafe words[1] = sequence.count.littleEndian
        unsafe words[2] = label.input.count.littleEndian
        unsafe words[3] = label.stamp.nanosecondsSinceBoot.littleEndian
        unsafe words[4] = (UInt64(label.epoch) | UInt64(label.kernelAge) << 32).littleEndian
        unsafe words[5] = UInt64(checksum).littleEndian
        let own = unsafe checksum_crc32c(0, place, 44)
        unsafe words[5] = (UInt64(checksum) | UInt64(own) << 32).littleEndian
    }
}
