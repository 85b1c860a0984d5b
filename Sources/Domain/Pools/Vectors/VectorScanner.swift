import Codecs

/// Why a row cannot be run.
enum VectorFault: Error {
    case unreadable(JSONError)
    case notANumber
    case missing(StaticString)
    /// A kind of row that this version does not price, with the reason.
    case unsupported(StaticString)

    var reason: String {
        switch self {
        case .unreadable(let error): "no row: at byte \(error.offset), \(error.fault)"
        case .notANumber: "a number is no whole number of its column's range"
        case .missing(let column): "the column \(column) is missing"
        case .unsupported(let reason): "\(reason)"
        }
    }
}

/// A scanner whose integers are of any width: vectors write those beyond 2⁵³ as strings.
@safe struct VectorScanner {
    private var scanner: JSONScanner

    init(_ line: UnsafeRawBufferPointer) {
        scanner = unsafe JSONScanner(line)
    }

    mutating func integer<Value: FixedWidthInteger>() throws(VectorFault) -> Value {
        try reading { (scanner) throws(JSONError) -> Value? in
            let text =
                try scanner.kind() == .string
                ? unsafe scanner.string().raw : unsafe scanner.numberText()
            return unsafe Value(String(decoding: text, as: UTF8.self))
        }
    }

    mutating func text() throws(VectorFault) -> String {
        try reading { (scanner) throws(JSONError) -> String? in
            unsafe String(decoding: try scanner.string().raw, as: UTF8.self)
        }
    }

    /// A string's text, or a number's digits.
    mutating func plain() throws(VectorFault) -> String {
        try reading { (scanner) throws(JSONError) -> String? in
            let text =
                try scanner.kind() == .string
                ? unsafe scanner.string().raw : unsafe scanner.numberText()
            return unsafe String(decoding: text, as: UTF8.self)
        }
    }

    mutating func bool() throws(VectorFault) -> Bool {
        try reading { (scanner) throws(JSONError) -> Bool? in try scanner.bool() }
    }

    mutating func skip() throws(VectorFault) {
        _ = try reading { (scanner) throws(JSONError) -> Bool? in
            try scanner.skip()
            return true
        }
    }

    /// Whether a null came, which is then taken.
    mutating func takeNull() throws(VectorFault) -> Bool {
        try reading { (scanner) throws(JSONError) -> Bool? in try scanner.takeNull() }
    }

    mutating func finish() throws(VectorFault) {
        _ = try reading { (scanner) throws(JSONError) -> Bool? in
            try scanner.finish()
            return true
        }
    }

    /// Each key of the object that comes next, in order; `body` takes or skips the value.
    mutating func object(
        _ body: (String, inout VectorScanner) throws(VectorFault) -> Void
    ) throws(VectorFault) {
        _ = try reading { (scanner) throws(JSONError) -> Bool? in
            try scanner.enterObject()
            return true
        }
        while let key = try nextKey() { try body(key, &self) }
    }

    /// Each element of the array that comes next.
    mutating func array(
        _ body: (inout VectorScanner) throws(VectorFault) -> Void
    ) throws(VectorFault) {
        _ = try reading { (scanner) throws(JSONError) -> Bool? in
            try scanner.enterArray()
            return true
        }
        while try reading({ (scanner) throws(JSONError) -> Bool? in try scanner.nextElement() }) {
            try body(&self)
        }
    }

    private mutating func nextKey() throws(VectorFault) -> String? {
        do throws(JSONError) {
            guard let key = try scanner.nextKey() else { return nil }
            return unsafe String(decoding: key.raw, as: UTF8.self)
        } catch {
            throw .unreadable(error)
        }
    }

    /// Runs one reading step; nil means that the value was no number of its type.
    private mutating func reading<Value>(
        _ step: (inout JSONScanner) throws(JSONError) -> Value?
    ) throws(VectorFault) -> Value {
        do throws(JSONError) {
            if let value = try step(&scanner) { return value }
        } catch {
            throw .unreadable(error)
        }
        throw .notANumber
    }
}
