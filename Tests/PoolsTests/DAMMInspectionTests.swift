import Numbers
import Solana
import Testing

@testable import Pools

@Suite("DAMM v2 accounts in words")
struct DAMMInspectionTests {
    private func shown(_ bytes: [UInt8], owner: PublicKey = dammProgram) throws -> Inspection {
        try bytes.withUnsafeBytes { try DAMMLayout.inspect(AccountBytes($0), owner: owner) }
    }

    private func fields(_ bytes: DAMMBytes) throws -> [String: String] {
        let inspection = try shown(bytes.bytes)
        #expect(inspection.kind == "Pool")
        return Dictionary(uniqueKeysWithValues: inspection.fields.map { ($0.name, $0.value) })
    }

    @Test("a pool shows its keys, price, terms and fees")
    func pool() throws {
        let plain = try fields(DAMMBytes())
        #expect(plain["program"] == "cpamdpZCGKUy5JxQXB4dcpGPiikHawvSWAd6mEn1sGG")
        #expect(plain["vault_b"] == "\(PublicKey(bytes: [UInt8](repeating: 4, count: 32))!)")
        #expect(plain["sqrt_price_q64"] == "7315350404447641600")
        #expect(plain["base_fee"] == "linear by time" && plain["dynamic_fee"] == "no")
        #expect(plain["base_fee_cliff_1e-9"] == "2500000" && plain["protocol_percent"] == "20")
        #expect(plain["fee_taken_in"] == "output token" && plain["swaps_enabled"] == "yes")
        #expect(plain["activation"] == "1759999000" && plain["activation_unit"] == "second")
        #expect(plain["token_program_a"] == "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
    }

    @Test("each kind of fee shows its own fields")
    func fees() throws {
        let limited = try fields(
            DAMMBytes().with {
                $0.bytes[16] = 2
                $0.put(10 as UInt16, at: 22)
                $0.put(3_600 as UInt32, at: 24)
                $0.put(5_000 as UInt32, at: 28)
                $0.put(7 as UInt64, at: 32)
                $0.bytes[484] = 1
            })
        #expect(limited["base_fee"] == "rate limiter" && limited["fee_taken_in"] == "token B")
        #expect(limited["base_fee_increment_bps"] == "10")
        #expect(limited["base_fee_highest_bps"] == "5000")
        #expect(limited["base_fee_duration"] == "3600")
        #expect(limited["base_fee_reference_b_atoms"] == "7")
        let priced = try fields(
            DAMMBytes().with {
                $0.bytes[16] = 4
                $0.put(9 as UInt32, at: 24)
                $0.bytes[484] = 2
                $0.bytes[56] = 1
                $0.put(8_420_000 as UInt128, at: 120)
            })
        #expect(priced["base_fee"] == "exponential by price")
        #expect(priced["base_fee_period_step_bps"] == "9" && priced["dynamic_fee"] == "yes")
        #expect(priced["volatility_accumulator"] == "8420000")
        #expect(priced["fee_taken_in"] == "token B, compounding")
    }

    @Test("a config shows what its pools begin with")
    func config() throws {
        var bytes = DAMMBytes()
        bytes.bytes = [UInt8](repeating: 0, count: 328)
        bytes.bytes.replaceSubrange(
            0..<8, with: [0x9B, 0x0C, 0xAA, 0xE0, 0x1E, 0xFA, 0xCC, 0x82])
        bytes.put(500_000_000 as UInt64, at: 72)
        bytes.bytes[80] = 1
        bytes.put(38 as UInt64, at: 208)
        let config = try shown(bytes.bytes)
        #expect(config.kind == "Config")
        let fields = Dictionary(uniqueKeysWithValues: config.fields.map { ($0.name, $0.value) })
        #expect(fields["index"] == "38" && fields["base_fee_cliff_1e-9"] == "500000000")
        #expect(throws: AccountError.truncated) { try shown(Array(bytes.bytes.dropLast())) }
        #expect(throws: AccountError.wrongOwner) { try shown(bytes.bytes, owner: dlmmProgram) }
        bytes.bytes[80] = 5
        #expect(throws: AccountError.valueOutOfRange) { try shown(bytes.bytes) }
        #expect(throws: AccountError.truncated) { try shown([1, 2, 3]) }
    }
}
