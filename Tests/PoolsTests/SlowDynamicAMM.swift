@testable import Pools

/// The sheet's rules with numbers of any size, digit by digit: slow, and independent of the
/// library's arithmetic. Limits are looked at where the programs have them.
struct SlowDynamicAMM {
    var pool: PlainDynamicAMM
    var seconds: UInt64

    struct Failure: Error {}

    struct Move: Equatable {
        var output: UInt64
        var minted: UInt64
        var burnt: UInt64
        var deposited: UInt64
    }

    private func word(_ value: Big) throws -> UInt64 {
        guard let value = value.value, value <= UInt128(UInt64.max) else { throw Failure() }
        return UInt64(value)
    }

    private func part(_ a: UInt64, _ b: UInt64, _ c: UInt64) throws -> UInt64 {
        guard c != 0 else { throw Failure() }
        return try word(Big.floor(Big(a) * Big(b), Big(c)))
    }

    private func unlocked(_ side: PlainSide) throws -> UInt64 {
        guard seconds >= side.report else { throw Failure() }
        let whole: Big = 1_000_000_000_000
        let released = Big(seconds - side.report) * Big(side.degradation)
        let locked =
            whole < released ? 0 : try word(Big.floor(Big(side.locked) * (whole - released), whole))
        guard locked <= side.total else { throw Failure() }
        return side.total - locked
    }

    private func fee(_ amount: UInt64, _ numerator: UInt64, _ denominator: UInt64) throws -> UInt64
    {
        if amount == 0 || numerator == 0 { return 0 }
        return max(1, try part(amount, numerator, denominator))
    }

    func move(_ direction: SwapDirection, _ amount: UInt64) throws -> Move {
        if amount == 0 { return Move(output: 0, minted: 0, burnt: 0, deposited: 0) }
        let (input, output) = direction.isDown ? (pool.a, pool.b) : (pool.b, pool.a)
        let (inside, outside) = (try unlocked(input), try unlocked(output))
        let before = try part(input.shares, inside, input.supply)
        let reserve = try part(output.shares, outside, output.supply)
        let all = try fee(amount, pool.fees[0], pool.fees[1])
        let owed = try fee(all, pool.fees[2], pool.fees[3])
        guard owed <= all, owed < amount, input.takesDeposits else { throw Failure() }
        let deposited = amount - owed
        let minted = try part(deposited, input.supply, inside)
        let after = Big.floor(
            (Big(input.shares) + Big(minted)) * (Big(inside) + Big(deposited)),
            Big(input.supply) + Big(minted))
        let least = Big(before) + Big(all - owed)
        guard !(after < least) else { throw Failure() }
        let bought =
            pool.isStable
            ? try stable(direction, Big(before), Big(reserve), after - least)
            : try product(Big(before), Big(reserve), after - least)
        let burnt = try part(try word(bought), output.supply, outside)
        let received = try part(burnt, outside, output.supply)
        guard received <= output.balance else { throw Failure() }
        return Move(output: received, minted: minted, burnt: burnt, deposited: deposited)
    }

    private func product(_ x: Big, _ y: Big, _ paid: Big) throws -> Big {
        let after = x + paid
        guard !after.isZero, !Big.floor(x * y, after).isZero else { throw Failure() }
        let left = Big.ceiling(x * y, after)
        guard left < y else { throw Failure() }
        return y - left
    }

    private func stable(
        _ direction: SwapDirection, _ x: Big, _ y: Big, _ paid: Big
    ) throws -> Big {
        var a = Big(pool.multipliers[0])
        var b = Big(pool.multipliers[1])
        if pool.depeg != 0 {
            let isOld = seconds > pool.updated + 600
            a = a * 1_000_000
            b = b * Big(isOld ? pool.stakePrice : pool.virtualPrice)
        }
        let (unitIn, unitOut) = direction.isDown ? (a, b) : (b, a)
        guard !unitIn.isZero, !unitOut.isZero else { throw Failure() }
        let invariant = try invariant(x * unitIn, y * unitOut)
        let left = try other((x + paid) * unitIn, invariant)
        guard left + 1 < y * unitOut || left + 1 == y * unitOut else { throw Failure() }
        return Big.floor(y * unitOut - left - 1, unitOut)
    }

    private func small(_ value: Big) throws -> Big {
        guard value.digits.count <= 6 else { throw Failure() }
        return value
    }

    private func isNear(_ a: Big, _ b: Big) -> Bool {
        !(1 < (a < b ? b - a : a - b))
    }

    private func invariant(_ x: Big, _ y: Big) throws -> Big {
        let n = Big(pool.amplification) * 2
        guard !x.isZero, !y.isZero, !n.isZero else { throw Failure() }
        var d = x + y
        for _ in 0..<256 {
            let first = Big.floor(try small(d * d), x * 2)
            let p = Big.floor(try small(first * d), y * 2)
            let top = try small(d * (try small(p * 2 + n * (x + y))))
            let next = Big.floor(top, try small(d * (n - 1) + p * 3))
            if isNear(next, d) { return next }
            d = next
        }
        throw Failure()
    }

    private func other(_ x: Big, _ d: Big) throws -> Big {
        let n = Big(pool.amplification) * 2
        let first = Big.floor(try small(d * d), x * 2)
        let c = Big.floor(try small(first * d), n * 2)
        let b = Big.floor(d, n) + x
        var y = d
        for _ in 0..<256 {
            guard d < y * 2 + b else { throw Failure() }
            let next = Big.floor(try small(y * y + c), y * 2 + b - d)
            if isNear(next, y) { return next }
            y = next
        }
        throw Failure()
    }
}
