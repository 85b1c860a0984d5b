/// The journal's format, version 2. All numbers are little-endian; every record begins at a
/// multiple of 8 bytes. A file `000001.apj`, `000002.apj`, … is one segment: a header, then
/// records back to back until the file ends.
///
/// Segment header, 104 bytes:
///
/// | at | bytes | holds |
/// | ---: | ---: | --- |
/// | 0 | 8 | `APUSJRNL` |
/// | 8 | 4 | format version: 2 |
/// | 12 | 4 | size of this header: 104 |
/// | 16 | 8 | segment number, from 1; the file's name says the same |
/// | 24 | 8 | sequence of the first record in it |
/// | 32 | 8 | the recording's birth, ns since 1970: the same in all its segments |
/// | 40 | 8 | this segment's creation, ns since 1970 |
/// | 48 | 32 | hash of the settings in force |
/// | 80 | 20 | the build that wrote it |
/// | 100 | 4 | CRC32C of bytes 0..<100 |
///
/// Record, 48 bytes and the payload, filled up with zeros to a multiple of 8:
///
/// | at | bytes | holds |
/// | ---: | ---: | --- |
/// | 0 | 4 | payload bytes, filling not counted |
/// | 4 | 1 | kind: `RecordKind` |
/// | 5 | 1 | flags: the kind's own |
/// | 6 | 2 | source; 0 for none |
/// | 8 | 8 | sequence: the record's place in the recording, from 1, without a gap |
/// | 16 | 8 | input: an input's own number; else that of the input that caused it; 0 for none |
/// | 24 | 8 | stamp, ns since boot |
/// | 32 | 4 | connection epoch: how often the source had connected |
/// | 36 | 4 | ns from the kernel's receive stamp to `stamp`; 0 when there was none |
/// | 40 | 4 | CRC32C of the payload and its filling |
/// | 44 | 4 | CRC32C of bytes 0..<44 |
///
/// Version 2 has other stamps than 1, numbers orders on after a kill, and cuts slippage to the
/// millionth: what a recording of version 1 decided would not come out again, so it is refused.
///
/// The header has its own checksum so that its length can be trusted: a record that goes past the
/// end of the file is then a torn tail and never a flipped bit.
public enum JournalFormat {
    public static var version: UInt32 { 3 }
    /// `APUSJRNL`, read as a little-endian number.
    static var magic: UInt64 { 0x4C4E_524A_5355_5041 }
    public static var segmentHeaderBytes: Int { @_noLocks get { 104 } }
    public static var recordHeaderBytes: Int { @_noLocks get { 48 } }
    /// No record's payload is longer, whatever a writer's own limit.
    public static var payloadMax: Int { @_noLocks get { 64 << 20 } }

    /// `count` payload bytes with their filling.
    @_noLocks static func filled(_ count: Int) -> Int { (count &+ 7) & ~7 }

    /// A whole record with `count` payload bytes.
    @_noLocks static func recordBytes(payload count: Int) -> Int {
        recordHeaderBytes &+ filled(count)
    }

    /// `000001.apj` for 1.
    public static func segmentName(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".apj"
    }

    /// The number in a segment's name; nil for any other name.
    static func segmentNumber(in name: String) -> UInt64? {
        guard name.hasSuffix(".apj"), let number = UInt64(name.dropLast(4)), number > 0,
            segmentName(number) == name
        else { return nil }
        return number
    }
}
