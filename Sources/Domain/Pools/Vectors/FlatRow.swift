import Numbers

/// A row whose columns are single values, those of `expected` among them.
struct FlatRow {
    private var integers: [String: UInt64] = [:]
    private var flags: [String: Bool] = [:]
    private var texts: [String: String] = [:]

    /// Reads a row; columns in none of the lists are skipped, and a null is an absent column.
    init(
        _ row: UnsafeRawBufferPointer, integers: Set<String>, flags: Set<String>,
        texts: Set<String>
    ) throws(VectorFault) {
        var scanner = unsafe VectorScanner(row)
        try scanner.object { (key, scanner) throws(VectorFault) in
            if key == "expected" {
                try scanner.object { (key, scanner) throws(VectorFault) in
                    try take(key, from: &scanner, integers, flags, texts)
                }
            } else {
                try take(key, from: &scanner, integers, flags, texts)
            }
        }
        try scanner.finish()
    }

    private mutating func take(
        _ key: String, from scanner: inout VectorScanner, _ integers: Set<String>,
        _ flags: Set<String>, _ texts: Set<String>
    ) throws(VectorFault) {
        if try scanner.takeNull() { return }
        if integers.contains(key) {
            self.integers[key] = try scanner.integer()
        } else if flags.contains(key) {
            self.flags[key] = try scanner.bool()
        } else if texts.contains(key) {
            self.texts[key] = try scanner.text()
        } else {
            try scanner.skip()
        }
    }

    func integer(_ column: StaticString) throws(VectorFault) -> UInt64 {
        guard let value = integers["\(column)"] else { throw .missing(column) }
        return value
    }

    /// A column of a row that need not have it.
    func optionalInteger(_ column: StaticString) -> UInt64? { integers["\(column)"] }

    func flag(_ column: StaticString) throws(VectorFault) -> Bool {
        guard let value = flags["\(column)"] else { throw .missing(column) }
        return value
    }

    func text(_ column: StaticString) throws(VectorFault) -> String {
        guard let value = texts["\(column)"] else { throw .missing(column) }
        return value
    }

    /// The fixed end of a swap: `amount` of the input if `base_in`.
    func order() throws(VectorFault) -> SwapAmount {
        let amount = try integer("amount")
        return try flag("base_in") ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount))
    }
}
