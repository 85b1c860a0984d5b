import Foundation
import Markets
import Numbers
import Testing

@testable import Pools

@Suite("The official program's own answers")
struct WhirlpoolVectorTests {
    static let swap = "vectors/whirlpool_swap_dev.jsonl"

    @Test(
        "every swap is answered as the program answered it",
        .enabled(if: Shared.exists(swap), "needs ../shared/vectors"),
        arguments: [swap, "vectors/whirlpool_realpool_swap_dev.jsonl"])
    func swaps(path: String) throws {
        var differences: [String] = []
        for row in try Shared.rows(path) {
            differences += SwapRow(row).differences()
        }
        #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(5))")
    }

    @Test(
        "every tick has the program's price",
        .enabled(if: Shared.exists(swap), "needs ../shared/vectors"))
    func ticks() throws {
        for row in try Shared.rows("vectors/whirlpool_tick_to_sqrt_price_dev.jsonl") {
            let price = TickMath.sqrtPrice(at: TickIndex(number(row["tick"])))
            #expect(price.bits == number(row["sqrt_price"]))
        }
    }

    @Test(
        "every price has the program's tick",
        .enabled(if: Shared.exists(swap), "needs ../shared/vectors"))
    func prices() throws {
        for row in try Shared.rows("vectors/whirlpool_sqrt_price_to_tick_dev.jsonl") {
            let tick = TickMath.tick(at: SqrtPrice(bits: number(row["sqrt_price"])))
            #expect(tick.count == number(row["tick"]))
        }
    }
}

struct SwapRow {
    let row: [String: Any]
    init(_ row: [String: Any]) { self.row = row }

    func differences() -> [String] {
        let expected = row["expected"] as? [String: Any] ?? [:]
        var found: [String: String] = [:]
        do throws(SwapError) {
            let (result, record) = try run()
            found["amount_in"] = "\(result.amountIn.count)"
            found["amount_out"] = "\(result.amountOut.count)"
            found["fee"] = "\(result.fee.count)"
            found["lp_fee"] = "\(result.lpFee.count)"
            found["protocol_fee"] = "\(result.protocolFee.count)"
            found["sqrt_price"] = "\(result.sqrtPrice.bits)"
            found["tick_current"] = "\(result.tick.count)"
            found["liquidity"] = "\(result.liquidity)"
            found["fee_growth_global_in"] = "\(record.feeGrowth)"
            found["crossed"] = "\(record.crossed)"
            if Int(result.crossed) != record.crossed.count { return ["crossed count"] }
        } catch {
            found["code"] = "\(error.code)"
        }
        var wanted: [String: String] = [:]
        for (key, value) in expected where !["ok", "name", "cu"].contains(key) {
            if let list = value as? [NSNumber] {
                wanted[key] = "\(list.map(\.int32Value))"
            } else {
                wanted[key] = "\(value)"
            }
        }
        return found == wanted ? [] : ["row \(row["id"]!): \(found) is not \(wanted)"]
    }

    func run() throws(SwapError) -> (SwapResult, SwapRecord) {
        let arrays = row["tick_arrays"] as? [[String: Any]] ?? []
        if arrays.count > 6 { throw .tooManySupplementalTickArrays }
        var state = WhirlpoolState()
        let down = row["a_to_b"] as? Bool == true
        load(&state, arrays)
        let limit = SqrtPrice(bits: number(row["sqrt_price_limit"]))
        let direction: SwapDirection = down ? .aToB : .bToA
        let amount: UInt64 = number(row["amount"])
        let growth: UInt128 = number(row[down ? "fee_growth_global_a" : "fee_growth_global_b"])
        _ = try state.stop(direction, limit)
        if amount == 0 { throw .zeroTradableAmount }
        let early = number(row["timestamp"]) < (number(row["reward_last_updated"]) as UInt64)
        if early { throw .invalidTimestamp }
        var record = SwapRecord(feeGrowth: growth, protocolShare: state.protocolShare)
        let fixed: SwapAmount = row["exact_in"] as? Bool == true
            ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount))
        let result = try state.quote(direction, fixed, limit: limit, trace: &record)
        let plain = try state.quote(direction, fixed, limit: limit)
        precondition(plain == result)
        return (result, record)
    }

    func load(_ state: inout WhirlpoolState, _ arrays: [[String: Any]]) {
        state.apply(
            .poolFee(
                rate: HundredthsOfBasisPoint(number(row["fee_rate"])),
                protocolShare: BasisPoints(number(row["protocol_fee_rate"])),
                tickSpacing: number(row["tick_spacing"]), flags: .first | .snapshot,
                instrument: InstrumentID(0), slot: Slot(1), input: InputSequence(1),
                received: .never))
        state.apply(
            .pool(
                sqrtPrice: SqrtPrice(bits: number(row["sqrt_price"])),
                liquidity: number(row["liquidity"]), tick: TickIndex(number(row["tick_current"])),
                flags: .none, instrument: InstrumentID(0), slot: Slot(1),
                input: InputSequence(1), received: .never))
        for array in arrays {
            let isThere = array["initialized"] as? Bool == true
            state.apply(
                .tickArray(
                    start: TickIndex(number(array["start"])),
                    presence: isThere ? .present : .uninitialised, flags: .none,
                    instrument: InstrumentID(0), slot: Slot(1), input: InputSequence(1),
                    received: .never))
            for tick in array["ticks"] as? [[Any]] ?? [] {
                state.apply(
                    .tick(
                        index: TickIndex(number(tick[0])), net: number(tick[1]),
                        initialised: true, flags: .none, instrument: InstrumentID(0),
                        slot: Slot(1), input: InputSequence(1), received: .never))
            }
        }
        precondition(state.misfits == 0, "row \(row["id"]!)")
    }
}
