import Foundation
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// Base58 as written on paper.
func key(_ text: String) -> PublicKey {
    let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    var bytes = [UInt8](repeating: 0, count: 32)
    for letter in text.utf8 {
        var carry = alphabet.firstIndex(of: letter) ?? 0
        for place in (0..<32).reversed() {
            carry += Int(bytes[place]) * 58
            bytes[place] = UInt8(carry & 0xFF)
            carry >>= 8
        }
    }
    return PublicKey(bytes: bytes)!
}

/// One row of the account vectors.
struct AccountRow {
    let kind: String
    let bytes: [UInt8]
    let decoded: [String: Any]

    static let path = "vectors/whirlpool_accounts_dev.jsonl"

    static func all(_ kind: String) throws -> [AccountRow] {
        try Shared.rows(path).filter { $0["kind"] as? String == kind }.map { row in
            AccountRow(
                kind: kind,
                bytes: Array(Data(base64Encoded: row["data"] as? String ?? "") ?? Data()),
                decoded: row["decoded"] as? [String: Any] ?? [:])
        }
    }
}

let whirlpoolProgram = key("whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc")

func decodePool(
    _ bytes: [UInt8], owner: PublicKey = whirlpoolProgram
) throws -> WhirlpoolAccount {
    try bytes.withUnsafeBytes { raw in
        try WhirlpoolAccount(AccountBytes(raw), owner: owner)
    }
}

func decodeArray(
    _ bytes: [UInt8], owner: PublicKey = whirlpoolProgram
) throws -> [Int: (net: Int128, gross: UInt128)] {
    try bytes.withUnsafeBytes { raw in
        let array = try WhirlpoolTickArray(AccountBytes(raw), owner: owner)
        var ticks: [Int: (net: Int128, gross: UInt128)] = [:]
        for slot in 0..<88 where array.isInitialised(slot: slot) {
            ticks[slot] = (array.net(slot: slot), array.gross(slot: slot))
        }
        return ticks
    }
}

@Suite("Whirlpool accounts", .enabled(if: Shared.exists(AccountRow.path), "needs ../shared"))
struct WhirlpoolAccountTests {
    @Test("a real pool account holds what the chain says")
    func pools() throws {
        let rows = try AccountRow.all("whirlpool")
        #expect(rows.count == 60)
        for row in rows {
            let account = try decodePool(row.bytes)
            let wanted = row.decoded
            #expect(account.tickSpacing == number(wanted["tick_spacing"]))
            #expect(account.feeTierIndex == number(wanted["fee_tier_index"]))
            #expect(account.feeRate.count == number(wanted["fee_rate"]))
            #expect(account.protocolShare.count == number(wanted["protocol_fee_rate"]))
            #expect(account.liquidity == number(wanted["liquidity"]))
            #expect(account.sqrtPrice.bits == number(wanted["sqrt_price"]))
            #expect(account.tick.count == number(wanted["tick_current"]))
            #expect(account.feeGrowthA == number(wanted["fee_growth_global_a"]))
            #expect(account.feeGrowthB == number(wanted["fee_growth_global_b"]))
            #expect(account.rewardLastUpdated == number(wanted["reward_last_updated"]))
            #expect(account.config == key(wanted["whirlpools_config"] as! String))
            #expect(account.mintA == key(wanted["token_mint_a"] as! String))
            #expect(account.vaultA == key(wanted["token_vault_a"] as! String))
            #expect(account.mintB == key(wanted["token_mint_b"] as! String))
            #expect(account.vaultB == key(wanted["token_vault_b"] as! String))
        }
    }

    @Test("a real tick array holds what the chain says")
    func tickArrays() throws {
        let fixed = try AccountRow.all("fixed_tick_array")
        let dynamic = try AccountRow.all("dynamic_tick_array")
        #expect(fixed.count == 25 && dynamic.count == 25)
        for row in fixed + dynamic {
            let ticks = try decodeArray(row.bytes)
            let wanted = row.decoded["ticks"] as? [[Any]] ?? []
            #expect(ticks.count == wanted.count)
            for tick in wanted {
                let slot: Int = number(tick[0])
                #expect(ticks[slot]?.net == number(tick[1]))
                #expect(ticks[slot]?.gross == number(tick[2]))
            }
        }
    }

    @Test("an oracle holds what the program wrote")
    func oracles() throws {
        let rows = try AccountRow.all("oracle")
        #expect(rows.count == 25)
        for row in rows {
            let oracle = try row.bytes.withUnsafeBytes {
                try WhirlpoolOracle(AccountBytes($0), owner: whirlpoolProgram)
            }
            let wanted = row.decoded
            #expect(oracle.whirlpool == key(wanted["whirlpool"] as! String))
            #expect(oracle.tradeEnabled == number(wanted["trade_enable_timestamp"]))
            let constants = oracle.constants
            #expect(constants.filterPeriod == number(wanted["filter_period"]))
            #expect(constants.decayPeriod == number(wanted["decay_period"]))
            #expect(constants.reductionFactor == number(wanted["reduction_factor"]))
            #expect(constants.controlFactor == number(wanted["adaptive_fee_control_factor"]))
            #expect(constants.volatilityMax == number(wanted["max_volatility_accumulator"]))
            #expect(constants.groupSize == number(wanted["tick_group_size"]))
            #expect(constants.majorSwapTicks == number(wanted["major_swap_threshold_ticks"]))
            let variables = oracle.variables
            #expect(
                variables.lastReferenceUpdate == number(wanted["last_reference_update_timestamp"]))
            #expect(variables.lastMajorSwap == number(wanted["last_major_swap_timestamp"]))
            #expect(variables.volatilityReference == number(wanted["volatility_reference"]))
            #expect(variables.groupReference == number(wanted["tick_group_index_reference"]))
            #expect(variables.volatility == number(wanted["volatility_accumulator"]))
        }
    }

    @Test("an account of another kind, owner or length is refused with its reason")
    func refusals() throws {
        let pool = try AccountRow.all("whirlpool")[0].bytes
        let array = try AccountRow.all("fixed_tick_array")[0].bytes
        let tokens = key("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
        #expect(throws: AccountError.wrongOwner) { try decodePool(pool, owner: tokens) }
        #expect(throws: AccountError.wrongOwner) { try decodeArray(array, owner: tokens) }
        #expect(throws: AccountError.wrongDiscriminator) { try decodePool(array) }
        #expect(throws: AccountError.wrongDiscriminator) { try decodeArray(pool) }
        #expect(throws: AccountError.wrongLength) { try decodePool(pool + [0]) }
        #expect(throws: AccountError.wrongLength) { try decodeArray(array + [0]) }
        for row in try AccountRow.all("dynamic_tick_array") {
            #expect(throws: AccountError.truncated) { try decodeArray(row.bytes.dropLast()) }
            let long = row.bytes + [UInt8](repeating: 0, count: 10_005 - row.bytes.count)
            #expect(throws: AccountError.wrongLength) { try decodeArray(long) }
        }
        for row in try AccountRow.all("oracle") {
            #expect(throws: AccountError.wrongDiscriminator) { try decodePool(row.bytes) }
        }
    }

    @Test("an account that is cut anywhere is refused as cut")
    func truncations() throws {
        let pool = try AccountRow.all("whirlpool")[0].bytes
        let array = try AccountRow.all("fixed_tick_array")[0].bytes
        for length in 0..<pool.count {
            #expect(throws: AccountError.truncated) { try decodePool(Array(pool.prefix(length))) }
        }
        for length in stride(from: 0, to: array.count, by: 61) {
            #expect(throws: AccountError.truncated) {
                try decodeArray(Array(array.prefix(length)))
            }
        }
    }

    @Test("a field that the program never writes is refused")
    func ranges() throws {
        let pool = try AccountRow.all("whirlpool")[0].bytes
        func changed(_ offset: Int, _ bytes: [UInt8]) -> [UInt8] {
            var copy = pool
            copy.replaceSubrange(offset..<offset + bytes.count, with: bytes)
            return copy
        }
        let outside: [[UInt8]] = [
            changed(41, [0, 0]), changed(45, [0xFF, 0xFF]), changed(47, [0xFF, 0xFF]),
            changed(65, [UInt8](repeating: 0, count: 16)),
            changed(65, [UInt8](repeating: 0xFF, count: 16)),
            changed(81, [0xFF, 0xFF, 0xFF, 0x7F]), changed(81, [0, 0, 0, 0x80]),
            changed(81, [pool[81] ^ 1]),
        ]
        for bytes in outside {
            #expect(throws: AccountError.valueOutOfRange) { try decodePool(bytes) }
        }
        #expect(try decodePool(changed(43, [1, 4])).isAdaptive)
        var array = try AccountRow.all("fixed_tick_array")[0].bytes
        array[12 + 113 * 87] = 2
        #expect(throws: AccountError.valueOutOfRange) { try decodeArray(array) }
        for (place, bits) in [(44, UInt8(1)), (55, 1), (60, 1)] {
            var dynamic = try AccountRow.all("dynamic_tick_array")[0].bytes
            dynamic[place] ^= bits
            #expect(throws: AccountError.valueOutOfRange) { try decodeArray(dynamic) }
        }
    }

    @Test("the immutable deployment owns pools too")
    func deployments() throws {
        let pool = try AccountRow.all("whirlpool")[0].bytes
        let immutable = key("iwhrLHdsgrvmnwU8GF2FSmyabSMjfHwFGJAX2ufJ3ZN")
        #expect(try decodePool(pool, owner: immutable) == decodePool(pool))
        #expect(WhirlpoolLayout.program == whirlpoolProgram)
        #expect(WhirlpoolLayout.immutableProgram == immutable)
    }
}

@Suite("Whirlpool addresses")
struct WhirlpoolAddressTests {
    @Test(
        "the published tick arrays of SOL/USDC",
        arguments: [
            (-11264, "81T5kNuPRkyVzhwbe2RpKR7wmQpGJ7RBkGPdTqyfa5vq"),
            (-5632, "9K1HWrGKZKfjTnKfF621BmEQdai4FcUz9tsoF41jwz5B"),
            (0, "JCpxMSDRDPBMqjoX7LkhMwro2y6r85Q8E6p5zNdBZyWa"),
            (5632, "BW2Mr823NUQN7vnVpv5E6yCTnqEXQ3ZnqjZyiywXPcUp"),
            (11264, "2ezvsnoXdukw5dAAZ4EkW67bmUo8PHRPX8ZDqf76BKtV"),
        ] as [(Int32, String)])
    func tickArrays(start: Int32, address: String) {
        let pool = key("HJPjoWUrhoZzkNfRpHuieeFk9WcZWjwy6PBjZ81ngndJ")
        #expect(
            WhirlpoolLayout.tickArrayAddress(
                pool: pool, start: TickIndex(start), program: whirlpoolProgram) == key(address))
    }

    @Test(
        "a real pool's address follows from its own account",
        .enabled(if: Shared.exists(AccountRow.path), "needs ../shared"))
    func pools() throws {
        let rows = try Shared.rows(AccountRow.path)
        for row in rows.filter({ $0["kind"] as? String == "whirlpool" }).prefix(10) {
            let account = try decodePool(Array(Data(base64Encoded: row["data"] as! String)!))
            let address = WhirlpoolLayout.poolAddress(
                config: account.config, mintA: account.mintA, mintB: account.mintB,
                feeTierIndex: account.feeTierIndex, program: whirlpoolProgram)
            #expect(address == key(row["address"] as! String))
        }
    }

    @Test("the arrays to watch stay within the ticks that exist")
    func neighbourhood() {
        func starts(_ tick: Int32, _ spacing: UInt16) -> [Int32] {
            WhirlpoolLayout.tickArrayStarts(around: TickIndex(tick), spacing: spacing)
                .map(\.count)
        }
        #expect(starts(-32101, 64) == [-45056, -39424, -33792, -28160, -22528, -16896])
        #expect(starts(0, 64) == [-11264, -5632, 0, 5632, 11264, 16896])
        #expect(starts(-1, 64) == [-16896, -11264, -5632, 0, 5632, 11264])
        #expect(starts(-443_636, 64) == [-444_928, -439_296, -433_664, -428_032])
        #expect(starts(443_636, 64) == [428_032, 433_664, 439_296])
        #expect(starts(5, 32_896) == [-2_894_848, 0])
    }
}
