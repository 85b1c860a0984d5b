import Compression

/// One file out of a ZIP archive (PKWARE's APPNOTE, without ZIP64): what a deflated entry holds is
/// a gzip member without its head and tail, so it is given both and read as one, checksum included.
enum ZipEntry {
    /// The plain bytes of the entry called `name`.
    static func bytes(_ name: String, in path: String) throws(CaptureError) -> [UInt8] {
        let archive = try CaptureFile(path: path).bytes()
        guard let entry = entry(name, in: archive) else {
            throw .malformed(file: path, line: 1)
        }
        do throws(CompressionError) {
            return try inflated(entry.member, as: .deflate, limit: entry.size)
        } catch {
            throw .unreadable(file: path, error)
        }
    }

    /// The entry as a gzip member, and its length when plain; nil when there is none, or it is
    /// packed in another way.
    private static func entry(
        _ name: String, in archive: [UInt8]
    ) -> (member: [UInt8], size: Int)? {
        // The directory's end has 22 bytes and, behind them, a comment that is mostly empty.
        guard archive.count >= 22,
            let end = stride(from: archive.count - 22, through: 0, by: -1).first(where: {
                archive.number(4, at: $0) == 0x0605_4B50
            }), let first = archive.number(4, at: end + 16),
            let entries = archive.number(2, at: end + 10)
        else { return nil }
        var place = first
        for _ in 0..<entries {
            guard archive.number(4, at: place) == 0x0201_4B50,
                let nameLength = archive.number(2, at: place + 28),
                let extra = archive.number(2, at: place + 30),
                let comment = archive.number(2, at: place + 32),
                place + 46 + nameLength <= archive.count
            else { return nil }
            if archive[(place + 46)..<(place + 46 + nameLength)].elementsEqual(name.utf8) {
                return member(at: place, in: archive)
            }
            place += 46 + nameLength + extra + comment
        }
        return nil
    }

    private static func member(
        at place: Int, in archive: [UInt8]
    ) -> (member: [UInt8], size: Int)? {
        guard archive.number(2, at: place + 10) == 8,
            let packed = archive.number(4, at: place + 20),
            let size = archive.number(4, at: place + 24),
            let local = archive.number(4, at: place + 42),
            archive.number(4, at: local) == 0x0403_4B50,
            let nameLength = archive.number(2, at: local + 26),
            let extra = archive.number(2, at: local + 28)
        else { return nil }
        let data = local + 30 + nameLength + extra
        guard data + packed <= archive.count else { return nil }
        var member: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        member += archive[data..<(data + packed)]
        // The checksum stands at 16 and the length at 24, as a gzip member's tail wants them.
        member += archive[(place + 16)..<(place + 20)]
        member += archive[(place + 24)..<(place + 28)]
        return (member, size)
    }
}

extension [UInt8] {
    /// The little-endian number of so many bytes; nil beyond the end.
    func number(_ count: Int, at offset: Int) -> Int? {
        guard offset >= 0, offset <= self.count - count else { return nil }
        return self[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// The little-endian 64-bit number; nil beyond the end.
    func word(at offset: Int) -> UInt64? {
        guard offset >= 0, offset <= self.count - 8 else { return nil }
        return self[offset..<(offset + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
