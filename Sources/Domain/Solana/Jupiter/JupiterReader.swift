import Codecs
import Numbers

/// The scanner, with the values that quotes are made of.
struct JupiterReader {
    private var scanner: JSONScanner

    /// - Parameter bytes: must outlive the reader.
    init(_ bytes: UnsafeRawBufferPointer) { scanner = unsafe JSONScanner(bytes) }

    var offset: Int { scanner.offset }

    /// Reads the fields of one object that are in `wanted`, each once; the others are passed over.
    mutating func object(
        _ wanted: Set<JupiterField>,
        _ take: (JupiterField, inout JupiterReader) throws(JupiterError) -> Void
    ) throws(JupiterError) {
        var seen: Set<JupiterField> = []
        do throws(JSONError) { try scanner.enterObject() } catch { throw JupiterError(error) }
        while let key = try nextKey() {
            guard let field = JupiterField(key), wanted.contains(field) else {
                do throws(JSONError) { try scanner.skip() } catch { throw JupiterError(error) }
                continue
            }
            guard seen.insert(field).inserted else {
                throw JupiterError(.repeated(field), at: offset)
            }
            try take(field, &self)
        }
    }

    private mutating func nextKey() throws(JupiterError) -> JSONText? {
        do throws(JSONError) { return try scanner.nextKey() } catch { throw JupiterError(error) }
    }

    mutating func enterArray() throws(JupiterError) {
        do throws(JSONError) { try scanner.enterArray() } catch { throw JupiterError(error) }
    }

    mutating func nextElement() throws(JupiterError) -> Bool {
        do throws(JSONError) { return try scanner.nextElement() } catch {
            throw JupiterError(error)
        }
    }

    mutating func takeNull() throws(JupiterError) -> Bool {
        do throws(JSONError) { return try scanner.takeNull() } catch { throw JupiterError(error) }
    }

    mutating func finish() throws(JupiterError) {
        do throws(JSONError) { try scanner.finish() } catch { throw JupiterError(error) }
    }

    mutating func string() throws(JupiterError) -> JSONText {
        do throws(JSONError) { return try scanner.string() } catch { throw JupiterError(error) }
    }

    /// A JSON number of 0...`most`.
    mutating func number(
        _ field: JupiterField, most: UInt64 = .max
    ) throws(JupiterError) -> UInt64 {
        let value: UInt64
        do throws(JSONError) { value = try scanner.unsigned() } catch { throw JupiterError(error) }
        guard value <= most else { throw JupiterError(.outOfRange(field), at: offset) }
        return value
    }

    mutating func share(_ field: JupiterField) throws(JupiterError) -> BasisPoints {
        BasisPoints(UInt32(truncatingIfNeeded: try number(field, most: 10_000)))
    }

    /// A number of atoms: decimal digits in quotes.
    mutating func amount(_ field: JupiterField) throws(JupiterError) -> UInt64 {
        let text = try string()
        guard !text.isEscaped, let value = unsafe Self.wholeNumber(text.raw) else {
            throw JupiterError(.badAmount(field), at: offset)
        }
        return value
    }

    private static func wholeNumber(_ digits: UnsafeRawBufferPointer) -> UInt64? {
        guard (1...20).contains(digits.count) else { return nil }
        if digits.count > 1, unsafe digits[0] == 0x30 { return nil }
        var value: UInt64 = 0
        for index in 0..<digits.count {
            let digit = unsafe digits[index] &- 0x30
            guard digit < 10 else { return nil }
            let (tens, isTooBig) = value.multipliedReportingOverflow(by: 10)
            let (sum, hasCarried) = tens.addingReportingOverflow(UInt64(digit))
            guard !isTooBig, !hasCarried else { return nil }
            value = sum
        }
        return value
    }

    mutating func key(_ field: JupiterField) throws(JupiterError) -> PublicKey {
        let text = try string()
        guard !text.isEscaped, let key = unsafe PublicKey(base58: text.raw) else {
            throw JupiterError(.badKey(field), at: offset)
        }
        return key
    }

    /// A short text for people.
    mutating func words(_ field: JupiterField) throws(JupiterError) -> String {
        let text = try string()
        guard let words = text.words(most: JupiterQuote.labelMax) else {
            throw JupiterError(.badText(field), at: offset)
        }
        return words
    }
}

extension JSONText {
    /// The string, fit for a terminal: control and format characters, which could move its cursor
    /// or turn its direction, are U+FFFD. Nil when it has more than `most` bytes, or is none.
    func words(most: Int) -> String? {
        var room = [UInt8](repeating: 0, count: most)
        let count = unsafe room.withUnsafeMutableBytes { room -> Int? in
            do throws(JSONError) { return try unsafe unescape(into: room) } catch { return nil }
        }
        guard let count else { return nil }
        var words = String.UnicodeScalarView()
        for scalar in String(decoding: room[..<count], as: UTF8.self).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
                .unassigned:
                words.append("\u{FFFD}")
            default: words.append(scalar)
            }
        }
        return String(words)
    }
}
