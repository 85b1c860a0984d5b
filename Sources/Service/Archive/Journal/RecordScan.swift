import CChecksum
import Numbers

/// What stands at one place of a segment.
enum RecordFinding: Equatable {
    /// A whole record of a known kind, `bytes` long with its header and filling.
    case record(RecordHeader, RecordKind, bytes: Int)
    /// The file ends here.
    case end
    /// The file ends inside the record, and nothing is wrong with what there is.
    case partOfHeader
    case partOfPayload
    /// To judge, this many bytes must be seen.
    case needs(bytes: Int)
    case damaged(JournalDamage.Kind, range: Range<UInt64>, suspect: UInt64?)
}

/// Judges one place of a segment: no file, no state.
enum RecordScan {
    /// - Parameters:
    ///   - bytes: what is seen from the place on.
    ///   - offset: the place in the file.
    ///   - remaining: the bytes from the place to the end of the file.
    static func judge(
        _ bytes: UnsafeRawBufferPointer, at offset: UInt64, remaining: UInt64,
        expected: RecordSequence
    ) -> RecordFinding {
        let headerBytes = JournalFormat.recordHeaderBytes
        guard remaining > 0 else { return .end }
        guard remaining >= UInt64(headerBytes) else { return .partOfHeader }
        guard bytes.count >= headerBytes else { return .needs(bytes: headerBytes) }
        let headerRange = offset..<offset + UInt64(headerBytes)
        guard let header = unsafe RecordHeader(bytes) else {
            let stored = unsafe bytes.number(UInt32.self, at: 44)
            let computed = unsafe checksum_crc32c(0, bytes.baseAddress, 44)
            let suspect = SuspectByte.index(stored: stored, computed: computed, of: 44)
            return .damaged(.recordHeader, range: headerRange, suspect: suspect.map { offset + $0 })
        }
        guard header.sequence == expected else {
            let kind = JournalDamage.Kind.sequence(expected: expected, found: header.sequence)
            return .damaged(kind, range: headerRange, suspect: nil)
        }
        guard let kind = RecordKind(rawValue: header.kindNumber),
            header.payloadCount <= JournalFormat.payloadMax
        else {
            let strange = JournalDamage.Kind.unknownRecord(
                kind: header.kindNumber, payloadBytes: header.payloadCount)
            return .damaged(strange, range: headerRange, suspect: nil)
        }
        let total = JournalFormat.recordBytes(payload: header.payloadCount)
        guard UInt64(total) <= remaining else { return .partOfPayload }
        guard bytes.count >= total else { return .needs(bytes: total) }
        return unsafe payload(bytes, header: header, kind: kind, total: total, offset: offset)
    }

    private static func payload(
        _ bytes: UnsafeRawBufferPointer, header: RecordHeader, kind: RecordKind, total: Int,
        offset: UInt64
    ) -> RecordFinding {
        let start = JournalFormat.recordHeaderBytes
        let body = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<total])
        let computed = unsafe checksum_crc32c(0, body.baseAddress, body.count)
        guard computed == header.payloadChecksum else {
            // The stored checksum is covered by the header's own, so only a payload byte can be
            // the one that changed.
            let suspect = SuspectByte.index(
                stored: header.payloadChecksum, computed: computed, of: body.count)
            let inside = suspect.flatMap { $0 < UInt64(body.count) ? $0 : nil }
            let first = offset + UInt64(start)
            return .damaged(
                .payload, range: first..<offset + UInt64(total), suspect: inside.map { first + $0 })
        }
        return .record(header, kind, bytes: total)
    }
}
