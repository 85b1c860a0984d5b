import Numbers

/// The stable curve of two tokens, in the program's whole numbers: products of up to 192 bits,
/// beyond which the swap fails, and Newton's steps until two of them differ by at most 1, 256 at
/// most. The program would take what the last step gave, but a transaction runs out of compute
/// units long before: executed, every swap that came to no rest did so and no other one, and those
/// that rested took 50 steps at most.
///
/// With n = 2·amplification, the invariant D solves n·(x+y) + D = n·D + D³ ÷ (4·x·y).
enum DynamicAMMInvariant {
    private static var stepsMax: Int { @_noLocks get { 256 } }

    /// D for two amounts; `.curveExhausted` where the program's arithmetic overflows or divides by
    /// zero, `.outOfCompute` where the steps come to no rest.
    @_noLocks static func invariant(
        amplification: UInt64, _ x: UInt128, _ y: UInt128
    ) throws(DynamicAMMError) -> UInt256 {
        let (sum, overflow) = x.addingReportingOverflow(y)
        if overflow { throw .curveExhausted }
        if sum == 0 { return UInt256(high: 0, low: 0) }
        let (n, tooFlat) = amplification.multipliedReportingOverflow(by: 2)
        guard !tooFlat, n != 0, let doubleX = doubled(x), let doubleY = doubled(y) else {
            throw .curveExhausted
        }
        let lever = UInt256(product: sum, UInt128(n))
        guard lever.high == 0 else { throw .curveExhausted }
        var d = UInt256(high: 0, low: sum)
        for _ in 0..<stepsMax {
            guard let first = product(d, d),
                let second = product(divided(first, by: doubleX), d),
                let next = step(d, divided(second, by: doubleY), n, lever)
            else { throw .curveExhausted }
            if isNear(next, d) { return next }
            d = next
        }
        throw .outOfCompute
    }

    /// (2·p + n·sum)·d ÷ ((n−1)·d + 3·p), where p = D³ ÷ (4·x·y).
    @_noLocks private static func step(
        _ d: UInt256, _ p: UInt256, _ n: UInt64, _ lever: UInt256
    ) -> UInt256? {
        guard let doubleP = product(p, word(2)), let top = sum(doubleP, lever),
            let numerator = product(d, top), let left = product(d, word(n &- 1)),
            let right = product(p, word(3)), let denominator = sum(left, right)
        else { return nil }
        return quotient(numerator, denominator)
    }

    /// The other token's amount where one is `x`, on the curve of invariant `d`; throws as above,
    /// and `.curveExhausted` beyond 128 bits.
    @_noLocks static func other(
        amplification: UInt64, x: UInt128, invariant d: UInt256
    ) throws(DynamicAMMError) -> UInt128 {
        let (n, tooFlat) = amplification.multipliedReportingOverflow(by: 2)
        let (doubleN, stillTooFlat) = n.multipliedReportingOverflow(by: 2)
        guard !tooFlat, !stillTooFlat, n != 0, let doubleX = doubled(x),
            let square = product(d, d),
            let cube = product(divided(square, by: doubleX), d),
            let b = sum(divided(d, by: UInt128(n)), UInt256(high: 0, low: x))
        else { throw .curveExhausted }
        let c = divided(cube, by: UInt128(doubleN))
        var y = d
        for _ in 0..<stepsMax {
            guard let squareY = product(y, y), let numerator = sum(squareY, c),
                let doubleY = product(y, word(2)), let left = sum(doubleY, b), !(left < d),
                let next = quotient(numerator, left &- d)
            else { throw .curveExhausted }
            if isNear(next, y) {
                guard next.high == 0 else { throw .curveExhausted }
                return next.low
            }
            y = next
        }
        throw .outOfCompute
    }

    @_noLocks @inline(__always)
    private static func word(_ value: UInt64) -> UInt256 {
        UInt256(high: 0, low: UInt128(value))
    }

    /// Twice a number, if that fits 128 bits and is no 0: it will be divided by.
    @_noLocks @inline(__always)
    private static func doubled(_ value: UInt128) -> UInt128? {
        value == 0 || value &>> 127 != 0 ? nil : value &<< 1
    }

    /// The product of two numbers of 192 bits, if it is one.
    @_noLocks private static func product(_ a: UInt256, _ b: UInt256) -> UInt256? {
        let product: UInt256
        if a.high == 0 && b.high == 0 {
            product = UInt256(product: a.low, b.low)
        } else if b.high == 0 && b.low.highWord == 0 {
            product = UInt256(product: a, word: b.low.lowWord)
        } else if a.high == 0 && a.low.highWord == 0 {
            product = UInt256(product: b, word: a.low.lowWord)
        } else {
            return nil
        }
        return product.fits192 ? product : nil
    }

    /// The sum of two numbers of 192 bits, if it is one.
    @_noLocks @inline(__always)
    private static func sum(_ a: UInt256, _ b: UInt256) -> UInt256? {
        let sum = a &+ b
        return sum.fits192 ? sum : nil
    }

    /// The divisor is not 0.
    @_noLocks @inline(__always)
    private static func divided(_ a: UInt256, by divisor: UInt128) -> UInt256 {
        if a.high == 0 { return UInt256(high: 0, low: a.low / divisor) }
        return a.quotient(dividingBy: UInt256(high: 0, low: divisor)).value
    }

    @_noLocks @inline(__always)
    private static func quotient(_ a: UInt256, _ divisor: UInt256) -> UInt256? {
        divisor.isZero ? nil : a.quotient(dividingBy: divisor).value
    }

    @_noLocks @inline(__always)
    private static func isNear(_ a: UInt256, _ b: UInt256) -> Bool {
        let gap = a < b ? b &- a : a &- b
        return gap.high == 0 && gap.low <= 1
    }
}
