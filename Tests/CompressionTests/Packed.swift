/// The same 990 bytes, packed by Python's gzip and zlib and by the zstd program.
enum Packed {
    static let plain = (0..<40).flatMap { Array("line \($0) of a little file\n".utf8) }

    /// `gzip.compress(plain, mtime=0)`
    static let gzip = bytes(
        """
        1f8b080000000000020375d2310ec2401043d19e53cc11b09d10384e8a8db4d22834b9bf227a7efb
        bb27bbe739ea59dfa3f6ea795d3dea983d1efdeb826ee881be405fa1bfa06fd0dfd03fe442308945
        6491598416a9456c915b0417c94d72e3d62437c94d7293dc2437c94d72933c240fc983372779481e
        9287e42179489e3ff21bf376326cde030000
        """)

    /// `zlib.compress(plain)`
    static let zlib = bytes(
        """
        789c75d2310ec2401043d19e53cc11b09d10384e8a8db4d22834b9bf227a7efbbb27bbe739ea59df
        a3f6ea795d3dea983d1efdeb826ee881be405fa1bfa06fd0dfd03fe4423089456491598416a9456c
        915b0417c94d72e3d62437c94d7293dc2437c94d72933c240fc983372779481e9287e42179489e3f
        f21b057c4290
        """)

    /// `zstd -19 --check`
    static let zstd = bytes(
        """
        28b52ffd0468dd0200f2c30b10b0eb3f390efe24b3ae9b4d1118035d09ffffffbf6ddbb6ddb66ddb
        1e53c8107701a64a87d99aca4397d885c3a53228a811f0eb7f0780a3d203113404ff0cc1e7072761
        df97efbdf5ce8bf75dbbebd25da454bd0c16886a5c909af6
        """)

    /// An empty frame whose header asks for a window of 2²⁷ bytes (RFC 8878 §3.1.1.1.2).
    static let wideZstd = bytes("28b52ffd0088010000")

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.utf8.filter { $0 != 0x0A }
        return stride(from: 0, to: digits.count, by: 2).map { place in
            value(digits[place]) << 4 | value(digits[place + 1])
        }
    }

    private static func value(_ digit: UInt8) -> UInt8 {
        digit < 0x3A ? digit - 0x30 : digit - 0x57
    }
}
