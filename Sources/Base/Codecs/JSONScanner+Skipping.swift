extension JSONScanner {
    /// Passes over one value of any kind, checking all of it.
    @_noLocks public mutating func skip() throws(JSONError) {
        let floor = depth
        // One bit for each open container, the innermost lowest: 1 is an object. They fit,
        // because no more than 64 may be open.
        var objects: UInt64 = 0
        repeat {
            switch try kind() {
            case .object:
                try enterObject()
                objects = objects << 1 | 1
            case .array:
                try enterArray()
                objects = objects << 1
            case .string: _ = try string()
            case .number: _ = unsafe try numberText()
            case .bool: _ = try bool()
            case .null: _ = try takeNull()
            }
            while depth > floor {
                if objects & 1 == 1 ? try nextKey() != nil : try nextElement() { break }
                objects >>= 1
            }
        } while depth > floor
    }
}
