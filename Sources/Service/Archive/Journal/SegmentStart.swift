import Numbers

/// What a segment begins with.
enum SegmentStart {
    case header(SegmentHeader)
    /// Its header is not all there, and it is the last: its writer was stopped.
    case torn(TornTail)

    /// Looks at the first bytes of segment `number`.
    ///
    /// - Throws: `.damaged`, `.unknownVersion`, `.file`.
    static func read(
        from window: inout FileWindow, number: UInt64, isLast: Bool
    ) throws(JournalError) -> SegmentStart {
        let count = JournalFormat.segmentHeaderBytes
        let bytes = unsafe try window.bytes(from: 0, need: count)
        let range = 0..<min(UInt64(count), window.size)
        guard bytes.count >= count else {
            guard isLast else { throw damaged(.cutShort, number, range) }
            return .torn(
                TornTail(kind: .segmentHeader, segment: number, offset: 0, count: window.size))
        }
        switch unsafe SegmentHeader.read(bytes) {
        case .otherVersion(let version):
            throw .unknownVersion(version)
        case .damaged(let suspect):
            guard isLast, try window.isZero(from: 0) else {
                throw damaged(.segmentHeader, number, range, suspect)
            }
            return .torn(
                TornTail(kind: .unwritten, segment: number, offset: 0, count: window.size))
        case .header(let header):
            guard header.number == number, header.firstSequence.count > 0 else {
                throw damaged(.foreignSegment, number, range)
            }
            return .header(header)
        }
    }

    private static func damaged(
        _ kind: JournalDamage.Kind, _ number: UInt64, _ range: Range<UInt64>,
        _ suspect: UInt64? = nil
    ) -> JournalError {
        .damaged(JournalDamage(kind: kind, segment: number, range: range, suspect: suspect))
    }
}
