import Numbers

@testable import Pools

/// A swap of a DAMM v2 pool told again from the reference, straight from the account's bytes: on
/// numbers of any size and without a shortcut. Rate limiters only for exact inputs.
struct SlowDAMM {
    let bytes: [UInt8]

    private func field(_ offset: Int, _ count: Int) -> Big {
        var value: Big = 0
        for place in (0..<count).reversed() {
            value = value * 256 + Big(UInt64(bytes[offset + place]))
        }
        return value
    }

    private var mode: UInt8 { bytes[16] }
    private var cliff: Big { field(8, 8) }
    private var price: Big { field(456, 16) }
    private var liquidity: Big { field(360, 16) }
    private var compounds: Bool { bytes[484] == 2 }
    private let billion: Big = 1_000_000_000

    struct Outcome: Equatable {
        var paid: UInt128
        var received: UInt128
        var price: UInt128
    }

    /// Nil where the swap fails.
    func swap(isDown: Bool, paying: UInt64?, receiving: UInt64?, at now: UInt64) -> Outcome? {
        let onInput = bytes[484] != 0 && !isDown
        if let paying {
            guard let rate = rate(Big(paying), isDown: isDown, at: now) else { return nil }
            let feeIn = onInput ? Big.ceiling(Big(paying) * rate, billion) : 0
            let net = Big(paying) - feeIn
            guard let (next, gross) = forward(net, isDown) else { return nil }
            let feeOut = onInput ? 0 : Big.ceiling(gross * rate, billion)
            return outcome(
                paid: Big(paying), received: gross - feeOut, net, gross,
                fee: onInput ? feeIn : feeOut, next, isDown)
        }
        guard let receiving, let rate = rate(0, isDown: isDown, at: now) else { return nil }
        let left = billion - rate
        let gross = onInput ? Big(receiving) : Big.ceiling(Big(receiving) * billion, left)
        guard let (next, net) = backward(gross, isDown) else { return nil }
        let paid = onInput ? Big.ceiling(net * billion, left) : net
        let fee = onInput ? paid - net : gross - Big(receiving)
        return outcome(
            paid: paid, received: Big(receiving), net, gross, fee: fee, next, isDown)
    }

    private func outcome(
        paid: Big, received: Big, _ net: Big, _ gross: Big, fee: Big, _ next: Big, _ isDown: Bool
    ) -> Outcome? {
        let word = Big(UInt64.max)
        guard !(word < paid), !(word < gross), let paid = paid.value,
            let received = received.value
        else { return nil }
        guard compounds else {
            guard let price = next.value else { return nil }
            return Outcome(paid: paid, received: received, price: price)
        }
        let lp = fee - Big.floor(fee * field(48, 1), 100)
        let stays = Big.floor(lp * field(54, 2), 10_000)
        let (a, b) = (field(680, 8), field(688, 8))
        let heldA = isDown ? a + net : a - gross
        let heldB = (isDown ? b - gross : b + net) + stays
        guard !(word < heldA), !(word < heldB) else { return nil }
        let root = SlowDAMM.root(Big.floor(heldB.shifted(digits: 4), heldA))
        return Outcome(paid: paid, received: received, price: root)
    }

    /// What a compounding pool holds of the input and of the output.
    private func held(_ isDown: Bool) -> (Big, Big) {
        let (a, b) = (field(680, 8), field(688, 8))
        return isDown ? (a, b) : (b, a)
    }

    /// Where an input ends, and what it buys.
    private func forward(_ net: Big, _ isDown: Bool) -> (Big, Big)? {
        if compounds {
            let (input, output) = held(isDown)
            let sum = input + net
            return Big(UInt64.max) < sum ? nil : (0, Big.floor(output * net, sum))
        }
        if isDown {
            let next = Big.ceiling(liquidity * price, liquidity + net * price)
            guard !(next < field(424, 16)) else { return nil }
            return (next, Big.floor(liquidity * (price - next), Big(1).shifted(digits: 4)))
        }
        let next = price + Big.floor(net.shifted(digits: 4), liquidity)
        guard !(field(440, 16) < next) else { return nil }
        return (next, Big.floor(liquidity * (next - price), price * next))
    }

    /// Where an output ends, and what it costs.
    private func backward(_ gross: Big, _ isDown: Bool) -> (Big, Big)? {
        if compounds {
            let (input, output) = held(isDown)
            guard gross < output else { return nil }
            return (0, Big.ceiling(input * gross, output - gross))
        }
        if isDown {
            let move = Big.ceiling(gross.shifted(digits: 4), liquidity)
            guard move < price else { return nil }
            let next = price - move
            guard !(next < field(424, 16)) else { return nil }
            return (next, Big.ceiling(liquidity * move, price * next))
        }
        guard gross * price < liquidity else { return nil }
        let next = Big.ceiling(liquidity * price, liquidity - gross * price)
        guard !(field(440, 16) < next) else { return nil }
        return (next, Big.ceiling(liquidity * (next - price), Big(1).shifted(digits: 4)))
    }

    /// The whole fee in 10⁻⁹; `amount` only matters to a rate limiter.
    private func rate(_ amount: Big, isDown: Bool, at now: UInt64) -> Big? {
        guard let base = base(amount, isDown: isDown, at: now) else { return nil }
        var sum = base
        if bytes[56] != 0 {
            let moved = field(120, 16) * field(72, 2)
            sum = sum + Big.ceiling(moved * moved * field(68, 4), 100_000_000_000)
        }
        let most: Big = bytes[486] == 0 ? 500_000_000 : 990_000_000
        return most < sum ? most : sum
    }

    private func base(_ amount: Big, isDown: Bool, at now: UInt64) -> Big? {
        let age = Big(now) - field(472, 8)
        let periods = field(22, 2)
        switch mode {
        case 0, 1:
            if field(24, 8).isZero { return cliff }
            let passed = Big.floor(age, field(24, 8))
            return fallen(passed < periods ? passed : periods, isFactor: mode == 1)
        case 2:
            guard !isDown, !(field(24, 4) < age), !field(32, 8).isZero else { return cliff }
            return limited(amount)
        default:
            let first = field(152, 16)
            if field(28, 4) < age { return fallen(periods, isFactor: mode == 4) }
            guard first < price else { return fallen(0, isFactor: mode == 4) }
            let passed = Big.floor(Big.floor((price - first) * 10_000, first), field(24, 4))
            return fallen(passed < periods ? passed : periods, isFactor: mode == 4)
        }
    }

    private func fallen(_ period: Big, isFactor: Bool) -> Big? {
        let reduction = field(32, 8)
        guard isFactor else {
            return cliff < reduction * period ? nil : cliff - reduction * period
        }
        if reduction.isZero { return cliff }
        let one = Big(1).shifted(digits: 2)
        var square = one - Big.floor(reduction * one, 10_000)
        var power = one
        for bit in 0..<16 {
            if period.value.map({ $0 >> UInt128(bit) & 1 == 1 }) == true {
                power = Big.floor(power * square, one)
            }
            square = Big.floor(square * square, one)
        }
        return power.isZero ? nil : Big.floor(power * cliff, one)
    }

    /// Tranche by tranche.
    private func limited(_ amount: Big) -> Big {
        let (reference, step) = (field(32, 8), field(22, 2) * 100_000)
        let highest = field(28, 4) * 100_000
        guard reference < amount else { return cliff }
        var (left, rate, total): (Big, Big, Big) = (amount, cliff, 0)
        while !left.isZero {
            // At the highest rate the tranches are all alike.
            let isLast = rate == highest || left < reference
            let tranche = isLast ? left : reference
            total = total + tranche * rate
            left = left - tranche
            rate = highest < rate + step ? highest : rate + step
        }
        return Big.ceiling(Big.ceiling(total, billion) * billion, amount)
    }

    private static func root(_ value: Big) -> UInt128 {
        var root: UInt128 = 0
        for bit in (0..<97).reversed() {
            let next = root | 1 << UInt128(bit)
            if !(value < Big(next) * Big(next)) { root = next }
        }
        return root
    }
}
