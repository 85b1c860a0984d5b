import Foundation
import Markets
import Numbers
import Solana

@testable import Pools

let dammProgram = key("cpamdpZCGKUy5JxQXB4dcpGPiikHawvSWAd6mEn1sGG")

/// A pool's account, written field by field.
struct DAMMBytes {
    static let address = key("3u2BK3ykdjv1hAeGQwAkZMxjb4otV5yvW7g72uviCaZZ")

    var bytes: [UInt8]

    /// The pool of the reference's examples: the whole range, fee 0.25 %, one fifth of it the
    /// protocol's, active since 1,000 s.
    init() {
        bytes = [UInt8](repeating: 0, count: 1_112)
        bytes.replaceSubrange(0..<8, with: [0xF1, 0x9A, 0x6D, 0x04, 0x11, 0xB1, 0x6D, 0xBC])
        put(2_500_000 as UInt64, at: 8)
        bytes[48] = 20
        bytes[50] = 20
        for (index, offset) in [168, 200, 232, 264].enumerated() {
            for place in offset..<offset + 32 { bytes[place] = UInt8(index + 1) }
        }
        put(1_000_000_000_000 << 64 as UInt128, at: 360)
        put(4_295_048_016 as UInt128, at: 424)
        put(79_226_673_521_066_979_257_578_248_091 as UInt128, at: 440)
        put(7_315_350_404_447_641_600 as UInt128, at: 456)
        put(Self.now - 1_000, at: 472)
        bytes[480] = 1
        bytes[696] = 1
        put(UInt64.max / 2, at: 680)
        put(UInt64.max / 2, at: 688)
    }

    static let now: UInt64 = 1_760_000_000
    static let time = ChainTime(slot: 400_000_000, seconds: now)

    mutating func put<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
        withUnsafeBytes(of: value.littleEndian) { raw in
            for place in 0..<raw.count { bytes[offset + place] = raw[place] }
        }
    }

    func with(_ change: (inout DAMMBytes) -> Void) -> DAMMBytes {
        var copy = self
        change(&copy)
        return copy
    }

    func decode(owner: PublicKey = dammProgram) throws -> DAMMAccount {
        try bytes.withUnsafeBytes { try DAMMAccount(AccountBytes($0), owner: owner) }
    }

    /// The state that the account's events make.
    func state() throws -> DAMMState {
        var diff = DAMMBytes.diff()
        try read(into: &diff)
        var state = DAMMState()
        for event in DAMMBytes.events(&diff) { state.apply(event) }
        return state
    }

    static func diff() -> PoolDiff {
        PoolDiff(instrument: InstrumentID(5), pool: address, room: DAMMLayout.room())
    }

    func read(into diff: inout PoolDiff, owner: PublicKey = dammProgram) throws {
        let account = PoolAccount(key: DAMMBytes.address, role: .pool)
        try bytes.withUnsafeBytes {
            try DAMMLayout.read(account, AccountBytes($0), owner: owner, into: &diff)
        }
    }

    static func events(_ diff: inout PoolDiff) -> [Event] {
        var events: [Event] = []
        while let event = diff.next(
            slot: Slot(1), input: InputSequence(1), received: .never)
        {
            events.append(event)
        }
        return events
    }
}

/// Everything a state knows, for comparison.
struct DAMMFacts: Equatable {
    var numbers: [UInt128]

    init(_ state: DAMMState) {
        let v = state.volatility
        numbers = [
            UInt128(state.known), state.sqrtPrice.bits, state.liquidity, state.lowestPrice.bits,
            state.highestPrice.bits, state.firstPrice.bits, UInt128(state.reserveA),
            UInt128(state.reserveB), UInt128(state.terms.activation),
            state.terms.isEnabled ? 1 : 0, state.terms.activatesAtSlot ? 1 : 0,
            UInt128(state.terms.feeMode.rawValue), UInt128(state.terms.feeMax),
            state.terms.keepsReserves ? 1 : 0, UInt128(state.terms.protocolPercent),
            UInt128(state.terms.compounding), v.isEnabled ? 1 : 0, UInt128(v.accumulatorMax),
            UInt128(v.control), UInt128(v.binStep), UInt128(v.filterPeriod),
            UInt128(v.decayPeriod), UInt128(v.reductionFactor), UInt128(v.lastUpdate),
            v.binStepShare, v.priceReference, v.accumulator, v.reference,
        ]
        switch state.baseFee {
        case .time(let fee):
            numbers += DAMMFacts.decay(fee.decay) + [0, UInt128(fee.frequency)]
        case .limiter(let fee):
            numbers += [
                1, UInt128(fee.cliff), UInt128(fee.increment.count), UInt128(fee.highest.count),
                UInt128(fee.reference), UInt128(fee.duration),
            ]
        case .price(let fee):
            numbers += DAMMFacts.decay(fee.decay) + [2, UInt128(fee.step), UInt128(fee.duration)]
        }
    }

    private static func decay(_ decay: DAMMDecay) -> [UInt128] {
        [
            UInt128(decay.cliff), decay.isExponential ? 1 : 0, UInt128(decay.periods),
            UInt128(decay.reduction),
        ]
    }
}
