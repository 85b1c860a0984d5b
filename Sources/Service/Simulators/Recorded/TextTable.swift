import Codecs
import Compression

/// The lines of a recorded file, with errors that name the file.
enum TextTable {
    /// Shows each line to `body`, with its number from 1.
    static func lines(
        of path: String, _ body: (Int, [UInt8]) throws(ScenarioError) -> Void
    ) throws(ScenarioError) {
        do {
            var reader = try LineReader(path: path)
            var number = 0
            while let line = try reader.next() {
                number += 1
                try body(number, line)
            }
        } catch let error as CompressionError {
            throw .dataUnreadable(file: path, error)
        } catch let error as ScenarioError {
            throw error
        } catch {
            throw .dataMalformed(file: path, line: 0)
        }
    }

    /// The fields between commas; the files have no quoted ones.
    static func fields(_ line: [UInt8]) -> [ArraySlice<UInt8>] {
        line.split(separator: 0x2C, omittingEmptySubsequences: false)
    }

    /// A decimal number with up to `decimals` digits behind the point, times 10^decimals.
    static func decimal(_ text: ArraySlice<UInt8>, decimals: Int) -> UInt64? {
        unsafe text.withUnsafeBytes { bytes in
            do {
                return try unsafe DecimalGrid(decimals: decimals).steps(in: bytes)
            } catch {
                return nil
            }
        }
    }

    static func unsigned(_ text: ArraySlice<UInt8>) -> UInt64? { decimal(text, decimals: 0) }

    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes that a base64 text spells.
    static func base64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: text.count / 4 * 3)
        let count = unsafe text.withUnsafeBytes { text in
            unsafe bytes.withUnsafeMutableBytes { room -> Int? in
                do {
                    return try unsafe Base64.decode(text, into: room)
                } catch {
                    return nil
                }
            }
        }
        guard let count else { return nil }
        return Array(bytes[..<count])
    }
}
