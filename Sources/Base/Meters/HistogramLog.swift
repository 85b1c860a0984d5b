internal import Codecs
internal import Compression
public import Numbers

/// Interval histograms as the standard `.hlog` text (histogram log format 1.3, V2 compressed
/// histograms), which HdrHistogram's own tools and plotters read.
///
/// - Source: HdrHistogram's `AbstractHistogram.encodeIntoCompressedByteBuffer` and
///   `HistogramLogWriter`, in its documentation.
public struct HistogramLog: Sendable {
    /// The log so far.
    public private(set) var text: String

    /// Begins a log.
    ///
    /// - Parameters:
    ///   - start: when the measuring began.
    ///   - comment: one line about what is measured.
    public init(start: WallTime, comment: String) {
        let seconds = decimal(start.nanosecondsSince1970)
        let line = comment.split(separator: "\n").joined(separator: " ")
        text = """
            #[\(line)]
            #[Histogram log format version 1.3]
            #[StartTime: \(seconds) (seconds since epoch)]
            #[BaseTime: \(seconds) (seconds since epoch)]
            "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"

            """
    }

    /// Adds one interval.
    ///
    /// - Parameters:
    ///   - tag: tells several histograms of one log apart; letters, digits and `-_.` only.
    ///   - begin: when the interval began, after the log's start.
    ///   - span: how long it was.
    /// - Throws: `.memoryRefused` when packing gets no memory.
    public mutating func add(
        _ histogram: HistogramSnapshot, tag: String = "", begin: Nanoseconds, span: Nanoseconds
    ) throws(HistogramLogError) {
        let permitted = tag.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E
        }
        guard permitted else { throw .oddTag }
        if !tag.isEmpty { text += "Tag=\(tag)," }
        // The interval's longest span is told in milliseconds.
        let longest = decimal(histogram.max.count * 1_000)
        text += "\(decimal(begin.count)),\(decimal(span.count)),\(longest),"
        text += try histogram.encodedText()
        text += "\n"
    }
}

/// Why a histogram did not enter a log.
public enum HistogramLogError: Error, Hashable, Sendable {
    /// The system gave no memory to pack it.
    case memoryRefused
    /// The tag holds a character that would break the line.
    case oddTag
}

/// Billionths as a decimal number of ones, to three places.
private func decimal(_ billionths: UInt64) -> String {
    let thousandths = billionths % 1_000_000_000 / 1_000_000
    let digits = String(thousandths)
    return "\(billionths / 1_000_000_000)." + String(repeating: "0", count: 3 - digits.count)
        + digits
}

extension HistogramSnapshot {
    /// The V2 compressed encoding in base64: what stands in a log's last column.
    public func encodedText() throws(HistogramLogError) -> String {
        let packed: [UInt8]
        do { packed = try deflated(encoded()) } catch { throw .memoryRefused }
        var framed: [UInt8] = []
        framed.append(bigEndian: UInt32(0x1C84_9314))
        framed.append(bigEndian: UInt32(packed.count))
        framed += packed
        var room = [UInt8](repeating: 0, count: Base64.characters(for: framed.count))
        _ = unsafe framed.withUnsafeBytes { bytes in
            unsafe room.withUnsafeMutableBytes { unsafe Base64.encode(bytes, into: $0) }
        }
        return String(decoding: room, as: UTF8.self)
    }

    /// The V2 encoding: a header of 40 bytes, then the counts as variable-length signed numbers, a
    /// run of empty places as its length, negative. Trailing empty places are left out.
    func encoded() -> [UInt8] {
        var payload: [UInt8] = []
        let end = (counts.lastIndex { $0 > 0 } ?? -1) + 1
        var place = 0
        while place < end {
            var run = place
            while run < end, counts[run] == 0 { run += 1 }
            let empty = run - place
            if empty > 0 {
                // A single empty place is shorter as a count.
                payload.append(zigzag: empty == 1 ? 0 : -Int64(empty))
                place = run
            } else {
                payload.append(zigzag: Int64(clamping: counts[place]))
                place += 1
            }
        }
        var bytes: [UInt8] = []
        bytes.append(bigEndian: UInt32(0x1C84_9313))
        bytes.append(bigEndian: UInt32(payload.count))
        bytes.append(bigEndian: UInt32(0))
        bytes.append(bigEndian: UInt32(3))
        bytes.append(bigEndian: UInt64(1))
        bytes.append(bigEndian: shape.highest)
        bytes.append(bigEndian: (1.0).bitPattern)
        return bytes + payload
    }
}

extension [UInt8] {
    fileprivate mutating func append<Number: FixedWidthInteger>(bigEndian number: Number) {
        for shift in stride(from: Number.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// Zigzag, then seven bits a byte, low ones first; a ninth byte holds eight.
    fileprivate mutating func append(zigzag number: Int64) {
        var rest = UInt64(bitPattern: (number << 1) ^ (number >> 63))
        for _ in 0..<8 {
            if rest < 0x80 { return append(UInt8(rest)) }
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }
}
