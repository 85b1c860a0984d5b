import Numbers
import Testing

@testable import Pools

/// Swaps as the programs logged them in one block of mainnet: block 339,954,329, 22 August 2025,
/// 14:29:46 UTC. Both programs log the reserves before the swap.
@Suite("Raydium's swaps on the chain")
struct RaydiumRecordedSwapTests {
    struct Swap: Sendable {
        var amount: UInt64
        var isCoinIn: Bool
        /// Reserves: coin, PC; or those of the input and the output.
        var first: UInt64
        var second: UInt64
        var output: UInt64

        init(
            _ amount: UInt64, _ isCoinIn: Bool, _ first: UInt64, _ second: UInt64,
            _ output: UInt64
        ) {
            self.amount = amount
            self.isCoinIn = isCoinIn
            self.first = first
            self.second = second
            self.output = output
        }
    }

    /// Of AMM v4, each of the block once; some went into pools with the vaults' debts subtracted.
    static let amm: [Swap] = [
        Swap(34_852_218_560, true, 160_608_924_216_328, 12_158_576_160_614, 2_631_251_636),
        Swap(65_855_454_197, true, 160_643_776_434_888, 12_155_944_908_978, 4_968_804_567),
        Swap(7_874_015_748, false, 13_631_171_077_509, 40_475_912_084_393, 2_644_608_816),
        Swap(167_705_309, false, 302_575_161_465, 1_031_478_848_127, 49_063_918),
        Swap(50_000_000, false, 1_177_975_728_219, 4_016_722_936_976, 14_626_552),
        Swap(234_313_190, true, 162_189_387_930, 321_666_397_913_457, 462_879_024_006),
        Swap(30_000_000, false, 5_417_696_862_687, 158_215_342_036, 1_024_514_550),
        Swap(17_776, true, 112_500_721_258, 158_378_883_660_477, 24_961_755),
        Swap(11_922, true, 112_500_739_034, 158_378_858_698_722, 16_741_589),
        Swap(65_080_513, false, 142_977_155_205, 353_395_139_771, 26_259_725),
        Swap(209_189, true, 1_177_961_101_667, 4_016_772_936_976, 711_537),
        Swap(13_175_412_755, true, 160_709_631_889_085, 12_150_976_104_411, 993_598_392),
        Swap(13_175_412_755, true, 160_722_807_301_840, 12_149_982_506_019, 993_435_706),
        Swap(13_175_412_755, true, 160_735_982_714_595, 12_148_989_070_313, 993_273_061),
        Swap(276_406_604, false, 7_847_721_324_035, 59_479_503_507_638, 36_377_725),
        Swap(57_565_346_053, false, 1_810_465_053_107, 124_044_957_075_362, 837_691_415),
        Swap(500_151_014, false, 55_935_280_726_150, 10_556_336_724_803, 2_643_419_687),
        Swap(2_130_155, false, 160_749_158_127_350, 12_147_995_797_252, 28_116_935),
        Swap(139_408_874_242, true, 160_749_130_010_415, 12_147_997_927_407, 10_499_868_665),
        Swap(1_182_732_000_000, false, 177_161_133_909, 101_826_621_456_436, 2_029_100_266),
        Swap(14_825_941_857, false, 2_301_122_560_453, 23_042_851_338_317, 1_475_910_726),
        Swap(
            70_897_937_000_000, true, 52_349_809_841_115_201, 1_823_164_393_693, 2_459_636_454),
        Swap(69_693_967_146, true, 160_749_130_010_415, 12_147_997_927_407, 5_251_415_581),
        Swap(282_214_780, false, 302_526_097_547, 1_031_646_553_436, 82_528_904),
        Swap(87_130_546_401, true, 160_749_130_010_415, 12_147_997_927_407, 6_564_545_638),
        Swap(157_085_536, false, 1_177_961_310_856, 4_016_772_225_439, 45_950_049),
        Swap(140_629_070, false, 302_526_097_547, 1_031_646_553_436, 41_130_204),
        Swap(185_942_882, false, 302_526_097_547, 1_031_646_553_436, 54_380_888),
        Swap(231_256_694, false, 302_526_097_547, 1_031_646_553_436, 67_630_411),
        Swap(2_214_740_742, false, 13_628_526_468_693, 40_483_786_100_141, 743_669_346),
        Swap(7_874_015_748, false, 13_628_526_468_693, 40_483_786_100_141, 2_643_581_559),
        Swap(34_852_218_560, true, 160_749_130_010_415, 12_147_997_927_407, 2_626_669_896),
    ]

    /// Of CPMM, without a creator's fee: nine in one pool, with a trade fee of 2,500.
    static let cpmm: [(amount: UInt64, output: UInt64, fee: UInt64)] = [
        (676_842_726, 170_769_350, 1_692_107), (640_000_000, 161_522_608, 1_600_000),
        (249_600_000, 63_196_123, 624_000), (187_700_000, 47_547_899, 469_250),
        (728_800_000, 183_800_036, 1_822_000), (666_540_337, 168_184_232, 1_666_351),
        (676_726_723, 170_740_245, 1_691_817), (676_705_411, 170_734_898, 1_691_764),
        (676_786_515, 170_755_247, 1_691_967),
    ]

    @Test("AMM v4 gave what we quote")
    func ammSwaps() throws {
        for swap in Self.amm {
            let state = AMMv4State(
                coinVault: swap.first, pcVault: swap.second, owedCoin: 0, owedPC: 0,
                feeNumerator: 25, feeDenominator: 10_000, status: .swapOnly)
            let result = try state.quote(
                swap.isCoinIn ? .aToB : .bToA, .exactIn(Atoms(swap.amount)), unixTime: 0)
            #expect(result.amountOut.count == swap.output)
        }
    }

    @Test("CPMM gave what we quote")
    func cpmmSwaps() throws {
        let state = Self.pool(121_009_282_212, 30_778_275_287, creator: 0)
        for swap in Self.cpmm {
            let result = try state.quote(.aToB, .exactIn(Atoms(swap.amount)), unixTime: 0)
            #expect(result.amountOut.count == swap.output)
            #expect(result.tradeFee.count == swap.fee)
        }
    }

    /// The release of that day rounded the trade fee and the creator's up, each for itself; since
    /// November 2025 the program's source rounds their sum up and splits it.
    @Test("with a creator's fee, CPMM then took one atom more than it takes since")
    func creatorFee() throws {
        let (amount, trade, creator) = (29_996_427 as UInt64, 74_992 as UInt64, 14_999 as UInt64)
        let (input, output) = (155_826_095_771 as UInt64, 118_692_551_929_016 as UInt64)
        let bought = ConstantProduct.output(
            of: amount - trade - creator, reserveIn: input, reserveOut: output)
        #expect(bought == 22_775_325_670)
        let result = try Self.pool(input, output, creator: 500)
            .quote(.aToB, .exactIn(Atoms(amount)), unixTime: 0)
        #expect(result.tradeFee.count + result.creatorFeeIn.count == trade + creator - 1)
        #expect(result.creatorFeeIn.count == creator - 1)
    }

    private static func pool(_ input: UInt64, _ output: UInt64, creator: UInt32) -> CPMMState {
        CPMMState(
            vault0: input, vault1: output, owed0: 0, owed1: 0,
            fees: CPMMFees(
                trade: HundredthsOfBasisPoint(2_500),
                protocolShare: HundredthsOfBasisPoint(120_000),
                fundShare: HundredthsOfBasisPoint(40_000),
                creator: HundredthsOfBasisPoint(creator), creatorSide: .input))
    }
}
