extension DecimalGrid {
    /// The longest text that is looked at.
    static var charactersMax: Int { 40 }

    /// Steps spelled by the whole of `text`: digits, and a point with digits on both sides of it.
    /// Zeros in front and behind change nothing.
    ///
    /// - Throws: a `DecimalError`; the first that applies, in reading order.
    @_noLocks public func steps(in text: UnsafeRawBufferPointer) throws(DecimalError) -> UInt64 {
        let (units, behind) = try unsafe DecimalGrid.units(in: text)
        return try steps(units: units, behind: behind)
    }

    /// The digits of `text` as one number, and how many of them stand behind the point.
    @_noLocks static func units(
        in text: UnsafeRawBufferPointer
    ) throws(DecimalError) -> (units: UInt128, behind: Int) {
        guard text.count <= DecimalGrid.charactersMax else { throw .tooManyDigits }
        guard text.count > 0 else { throw .empty }
        let front = unsafe text[0]
        guard front != 0x2D, front != 0x2B else { throw .signed }
        var units: UInt128 = 0
        var point = -1
        for index in 0..<(text.count) {
            let byte = unsafe text[index]
            if byte == 0x2E, point < 0 {
                point = index
                continue
            }
            guard byte >= 0x30, byte <= 0x39 else { throw .badCharacter(offset: index) }
            // Forty digits do not fit 128 bits, but 38 do, and more are too many for any grid.
            let (ten, tooBig) = units.multipliedReportingOverflow(by: 10)
            guard !tooBig else { throw .overflow }
            let (sum, carried) = ten.addingReportingOverflow(UInt128(byte &- 0x30))
            guard !carried else { throw .overflow }
            units = sum
        }
        let whole = point < 0 ? text.count : point
        let behind = point < 0 ? 0 : text.count &- point &- 1
        guard whole > 0, point < 0 || behind > 0 else { throw .empty }
        return (units, behind)
    }

    /// Steps of `units` that have `behind` digits behind the point.
    @_noLocks private func steps(units: UInt128, behind: Int) throws(DecimalError) -> UInt64 {
        var units = units
        var exponent = decimals &- behind
        while exponent > 0 {
            let (product, tooBig) = units.multipliedReportingOverflow(by: 10)
            guard !tooBig else { throw .overflow }
            units = product
            exponent &-= 1
        }
        while exponent < 0 {
            let (quotient, remainder) = units.quotientAndRemainder(dividingBy: 10)
            guard remainder == 0 else { throw .offGrid }
            units = quotient
            exponent &+= 1
        }
        let (count, rest) = units.quotientAndRemainder(dividingBy: UInt128(step))
        guard rest == 0 else { throw .offGrid }
        guard count <= UInt128(UInt64.max) else { throw .overflow }
        return UInt64(truncatingIfNeeded: count)
    }
}
