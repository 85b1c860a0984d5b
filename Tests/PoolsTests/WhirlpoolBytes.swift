import Markets
import Numbers
import Solana

@testable import Pools

/// A number as the chain writes it.
func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
}

/// A pool with all its accounts, as bytes and as plain values.
struct PlainWhirlpool {
    static let address = key("4HppGTweoGQ8ZZ6UcCgwJKfi5mJD9Dqwy6htCpnbfBLW")

    struct Array {
        var isDynamic = false
        /// Slot and net liquidity; nil: the address holds no account.
        var ticks: [Int: Int128]? = [:]
    }

    var spacing: UInt16 = 64
    var tierIndex: UInt16 = 1_088
    var rate: UInt16 = 1_000
    var share: UInt16 = 1_300
    var liquidity: UInt128 = 1_000_000_000_000
    var price: UInt128 = 18_455_969_290_605_290_427
    var tick: Int32 = 10
    var arrays: [Int32: Array] = [:]
    var tradeEnabled: UInt64 = 0
    var constants = WhirlpoolFeeConstants()
    var variables = WhirlpoolFeeVariables()
    var feeA = TransferFees.none
    var feeB = TransferFees.none

    /// Example D of the reference.
    static var example: PlainWhirlpool {
        var plain = PlainWhirlpool()
        plain.constants.filterPeriod = 30
        plain.constants.decayPeriod = 600
        plain.constants.reductionFactor = 500
        plain.constants.controlFactor = 5_000
        plain.constants.volatilityMax = 2_640_000
        plain.constants.groupSize = 64
        plain.constants.majorSwapTicks = 64
        plain.variables.lastReferenceUpdate = 1_749_999_900
        plain.variables.lastMajorSwap = 1_749_999_300
        plain.variables.volatilityReference = 50_000
        plain.variables.groupReference = -3
        plain.variables.volatility = 120_000
        for start: Int32 in [-11_264, -5_632, 0, 5_632] { plain.arrays[start] = Array() }
        return plain
    }

    var isAdaptive: Bool { tierIndex != spacing }

    var poolBytes: [UInt8] {
        var bytes = little(UInt64(0x0963_80E1_0CD1_953F)) + [UInt8](repeating: 7, count: 645)
        func put(_ new: [UInt8], at offset: Int) {
            bytes.replaceSubrange(offset..<offset + new.count, with: new)
        }
        put(little(spacing) + little(tierIndex) + little(rate) + little(share), at: 41)
        put(little(liquidity) + little(price) + little(tick), at: 49)
        put(PublicKey(words: 1, 1, 1, 1).bytes, at: 101)
        put(PublicKey(words: 2, 2, 2, 2).bytes, at: 181)
        return bytes
    }

    var oracleBytes: [UInt8] {
        let c = constants
        let v = variables
        let head = little(UInt64(0xF4E5_B38C_B383_C28B)) + Self.address.bytes
        let times = little(c.filterPeriod) + little(c.decayPeriod) + little(c.reductionFactor)
        let sizes =
            little(c.controlFactor) + little(c.volatilityMax) + little(c.groupSize)
            + little(c.majorSwapTicks)
        let memory =
            little(v.lastReferenceUpdate) + little(v.lastMajorSwap)
            + little(v.volatilityReference) + little(v.groupReference) + little(v.volatility)
        return head + little(tradeEnabled) + times + sizes + [UInt8](repeating: 0, count: 16)
            + memory + [UInt8](repeating: 0, count: 144)
    }

    static func arrayBytes(_ start: Int32, _ array: Array) -> [UInt8] {
        let ticks = array.ticks ?? [:]
        func body(_ net: Int128) -> [UInt8] {
            little(net) + little(net.magnitude) + [UInt8](repeating: 9, count: 80)
        }
        if array.isDynamic {
            let bitmap = ticks.keys.reduce(UInt128(0)) { $0 | 1 << UInt128($1) }
            let head = little(UInt64(0x38DA_C7E1_8EF6_D811)) + little(start) + address.bytes
            return head + little(bitmap)
                + (0..<88).flatMap { slot in ticks[slot].map { [1] + body($0) } ?? [0] }
        }
        let head = little(UInt64(0xBB42_076E_BEBD_6145)) + little(start)
        let slots = (0..<88).flatMap { slot in
            ticks[slot].map { [1] + body($0) } ?? [UInt8](repeating: 0, count: 113)
        }
        return head + slots + address.bytes
    }

    static func mintBytes(_ fees: TransferFees) -> [UInt8] {
        let head = [UInt8](repeating: 0, count: 36) + little(UInt64(77)) + [6, 1]
        let plain = head + [UInt8](repeating: 0, count: 36)
        if fees.areNone { return plain }
        func schedule(_ epoch: UInt64, _ fee: TransferFee) -> [UInt8] {
            little(epoch) + little(fee.most) + little(fee.share)
        }
        return plain + [UInt8](repeating: 0, count: 83) + [1] + little(UInt16(1))
            + little(UInt16(108)) + [UInt8](repeating: 3, count: 72) + schedule(0, fees.older)
            + schedule(fees.newerEpoch, fees.newer)
    }

    /// Role, start and bytes of every account; nil bytes: there is no account.
    var accounts: [(PoolAccount, [UInt8]?)] {
        let zero = PublicKey(words: 0, 0, 0, 0)
        var all: [(PoolAccount, [UInt8]?)] = [
            (PoolAccount(key: Self.address, role: .pool), poolBytes),
            (PoolAccount(key: zero, role: .mintA), Self.mintBytes(feeA)),
            (PoolAccount(key: zero, role: .mintB), Self.mintBytes(feeB)),
        ]
        if isAdaptive { all.append((PoolAccount(key: zero, role: .oracle), oracleBytes)) }
        for (start, array) in arrays.sorted(by: { $0.key < $1.key }) {
            let bytes = array.ticks.map { _ in Self.arrayBytes(start, array) }
            all.append((PoolAccount(key: zero, role: .array, start: start), bytes))
        }
        return all
    }

    func state() throws -> WhirlpoolState {
        var feed = WhirlpoolFeed()
        try feed.take(accounts)
        feed.drain()
        return feed.release()
    }
}

/// A diff and its reader.
struct WhirlpoolFeed: ~Copyable {
    var diff = PoolDiff(
        instrument: InstrumentID(5), pool: PlainWhirlpool.address, room: WhirlpoolLayout.room())
    var state = WhirlpoolState()

    mutating func take(_ accounts: [(PoolAccount, [UInt8]?)]) throws {
        for (account, bytes) in accounts {
            guard let bytes else {
                try WhirlpoolLayout.readMissing(account, into: &diff)
                continue
            }
            try take(account, bytes)
        }
    }

    mutating func take(_ account: PoolAccount, _ bytes: [UInt8]) throws {
        let isMint = account.role == .mintA || account.role == .mintB
        let tokens = bytes.count > 82 ? TokenAccount.program2022 : TokenAccount.program
        let owner = isMint ? tokens : whirlpoolProgram
        try bytes.withUnsafeBytes {
            try WhirlpoolLayout.read(account, AccountBytes($0), owner: owner, into: &diff)
        }
    }

    /// Passes on what is owed; how many events that were.
    @discardableResult mutating func drain() -> Int {
        var count = 0
        while let event = diff.next(slot: Slot(1), input: InputSequence(1), received: .never) {
            state.apply(event)
            count += 1
        }
        return count
    }

    consuming func release() -> WhirlpoolState { state }
}

/// Everything a state knows, for comparison.
struct WhirlpoolFacts: Equatable {
    var facts: Facts
    var tier: UInt16
    var tradeEnabled: UInt64
    var constants: WhirlpoolFeeConstants
    var variables: WhirlpoolFeeVariables
    var feeA: TransferFees
    var feeB: TransferFees
    var isKnown: Bool
    var firstDown: [Int32]
    var firstUp: [Int32]

    init(_ state: borrowing WhirlpoolState) {
        facts = Facts(state)
        tier = state.feeTierIndex
        tradeEnabled = state.tradeEnabled
        constants = state.feeConstants
        variables = state.feeVariables
        feeA = state.transferFeesA
        feeB = state.transferFeesB
        isKnown = state.isKnown
        firstDown = [state.firstDown.span < 0 ? 0 : 1, state.firstDown.slot]
        firstUp = [state.firstUp.span < 0 ? 0 : 1, state.firstUp.slot]
    }
}
