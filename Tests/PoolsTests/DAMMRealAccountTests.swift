import Foundation
import Numbers
import Solana
import Testing

@testable import Pools

private let folder = "data/meteora/damm_v2"

@Suite("Real DAMM v2 accounts", .enabled(if: Shared.exists(folder), "needs ../shared/data"))
struct DAMMRealAccountTests {
    static func pool(_ name: String) throws -> DAMMBytes {
        let url = Shared.root.appendingPathComponent("\(folder)/\(name).bin")
        return DAMMBytes().with { $0.bytes = Array((try? Data(contentsOf: url)) ?? Data()) }
    }

    @Test("a SOL/USDC pool holds what its chain held, and swaps")
    func pools() throws {
        let bytes = try Self.pool("CGPxT5d1uf9a8cKVJuZaJAU76t2EfLGbTmRbfvLLZp5j")
        let account = try bytes.decode()
        #expect(account.mintA == key("So11111111111111111111111111111111111111112"))
        #expect(account.mintB == key("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"))
        #expect(account.vaultA == key("E3r3rs6C9bZbokaPiMEwmvPUtcd6CE2nuK8RSMQdE64E"))
        #expect(account.sqrtPrice.bits == 7_719_906_012_023_913_040)
        #expect(account.liquidity == 21_830_383_613_350_470_439_031_406_464_025)
        #expect(account.terms.activation == 1_747_446_361 && !account.terms.activatesAtSlot)
        #expect(!account.terms.keepsReserves && account.terms.feeMax == 500_000_000)
        let state = try bytes.state()
        #expect(state.lowestPrice.bits == 4_124_817_371_235_594_858)
        let volatility = state.volatility
        #expect(volatility.control == 239 && volatility.binStepShare == 1_844_674_407_370_955)
        // 1 SOL at 175.14 USDC, less 0.25 %.
        let time = ChainTime(slot: 0, seconds: 1_754_982_400)
        let sold = try state.quote(.aToB, .exactIn, 1_000_000_000, at: time)
        #expect(sold.amountOut.count / 100_000 == 1_746 && sold.feeRate == 2_500_000)
    }

    @Test("each pool and the config can be shown, and none by another program's name")
    func inspections() throws {
        for name in [
            "3u2BK3ykdjv1hAeGQwAkZMxjb4otV5yvW7g72uviCaZZ", "pool_account", "config_account",
            "CGPxT5d1uf9a8cKVJuZaJAU76t2EfLGbTmRbfvLLZp5j",
        ] {
            let bytes = try Self.pool(name).bytes
            let shown = try bytes.withUnsafeBytes {
                try DAMMLayout.inspect(AccountBytes($0), owner: dammProgram)
            }
            #expect(shown.kind == (name.hasPrefix("config") ? "Config" : "Pool"))
            #expect(Set(shown.fields.map(\.name)).count == shown.fields.count)
            #expect(throws: AccountError.wrongOwner) {
                try bytes.withUnsafeBytes {
                    try DAMMLayout.inspect(AccountBytes($0), owner: dlmmProgram)
                }
            }
        }
        let config = try Self.pool("config_account").bytes.withUnsafeBytes {
            try DAMMLayout.inspect(AccountBytes($0), owner: dammProgram)
        }
        let fields = Dictionary(uniqueKeysWithValues: config.fields.map { ($0.name, $0.value) })
        #expect(fields["base_fee"] == "exponential by time")
        #expect(fields["base_fee_cliff_1e-9"] == "500000000" && fields["index"] == "38")
        #expect(fields["sqrt_price_min_q64"] == "4295048016")
    }
}
