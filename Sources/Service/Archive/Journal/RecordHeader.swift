import CChecksum
import Numbers

/// A record's 48 bytes, read. The checksum was right; the values may still be strange.
struct RecordHeader: Equatable {
    let payloadCount: Int
    let kindNumber: UInt8
    let flags: UInt8
    let source: UInt16
    let sequence: RecordSequence
    let input: InputSequence
    let stamp: Instant
    let epoch: UInt32
    let kernelAge: UInt32
    let payloadChecksum: UInt32

    /// Nil when the header's own checksum is wrong. `bytes` holds 48 or more.
    init?(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count >= JournalFormat.recordHeaderBytes, "a header is whole")
        let own = unsafe bytes.number(UInt32.self, at: 44)
        guard unsafe checksum_crc32c(0, bytes.baseAddress, 44) == own else { return nil }
        payloadCount = Int(unsafe bytes.number(UInt32.self, at: 0))
        kindNumber = unsafe bytes[4]
        flags = unsafe bytes[5]
        source = unsafe bytes.number(UInt16.self, at: 6)
        sequence = RecordSequence(unsafe bytes.number(UInt64.self, at: 8))
        input = InputSequence(unsafe bytes.number(UInt64.self, at: 16))
        stamp = Instant(nanosecondsSinceBoot: unsafe bytes.number(UInt64.self, at: 24))
        epoch = unsafe bytes.number(UInt32.self, at: 32)
        kernelAge = unsafe bytes.number(UInt32.self, at: 36)
        payloadChecksum = unsafe bytes.number(UInt32.self, at: 40)
    }

    func label(_ kind: RecordKind) -> RecordLabel {
        RecordLabel(
            kind, flags: flags, source: source, epoch: epoch, input: input, stamp: stamp,
            kernelAge: kernelAge)
    }
}

extension UnsafeRawBufferPointer {
    /// A little-endian number at any byte.
    func number<Number: FixedWidthInteger & BitwiseCopyable>(
        _: Number.Type, at offset: Int
    ) -> Number {
        unsafe Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}
