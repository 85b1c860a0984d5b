import Numbers
import Testing

@testable import Pools

func exampleCPMM(
    creator: UInt32 = 0, trade: UInt32 = 2_500, side: CPMMCreatorSide = .input,
    openTime: UInt64 = 0, isSwapDisabled: Bool = false
) -> CPMMState {
    CPMMState(
        vault0: 5_000_000_001_000, vault1: 750_000_000_077, owed0: 1_000, owed1: 77,
        fees: CPMMFees(
            trade: HundredthsOfBasisPoint(trade), protocolShare: HundredthsOfBasisPoint(120_000),
            fundShare: HundredthsOfBasisPoint(40_000), creator: HundredthsOfBasisPoint(creator),
            creatorSide: side),
        openTime: openTime, isSwapDisabled: isSwapDisabled)
}

func exampleAMM(
    coin: UInt64 = 50_000_000_000_000, pc: UInt64 = 2_000_000_000_000,
    status: AMMv4Status = .swapOnly,
    openTime: UInt64 = 0
) -> AMMv4State {
    AMMv4State(
        coinVault: coin + 9, pcVault: pc + 5, owedCoin: 9, owedPC: 5, feeNumerator: 25,
        feeDenominator: 10_000, status: status, openTime: openTime)
}

@Suite("Raydium CPMM, by hand")
struct CPMMExampleTests {
    struct Example: Sendable {
        var creator: UInt32
        var trade: UInt32
        var side: CPMMCreatorSide
        /// Of an exact input of 1,000,000,007: output, trade fee, creator's fee.
        var input: [UInt64]
        /// Of an exact output of 100,000,003: input, trade fee, creator's fee.
        var output: [UInt64]
    }

    @Test(
        "published examples, by whom the creator is paid",
        arguments: [
            Example(
                creator: 0, trade: 2_500, side: .input, input: [149_595_156, 2_500_001, 0],
                output: [668_426_655, 1_671_067, 0]),
            Example(
                creator: 500, trade: 2_500, side: .token0,
                input: [149_520_186, 2_500_001, 500_000],
                output: [668_761_874, 1_671_905, 334_381]),
            Example(
                creator: 500, trade: 2_500, side: .token1,
                input: [149_520_358, 2_500_001, 74_798],
                output: [668_761_087, 1_671_903, 50_026]),
            Example(
                creator: 100, trade: 10_000, side: .input,
                input: [148_455_609, 10_000_001, 100_000],
                output: [673_558_530, 6_735_587, 67_355]),
        ])
    func examples(example: Example) throws {
        let state = exampleCPMM(
            creator: example.creator, trade: example.trade, side: example.side)
        let sold = try state.quote(.aToB, .exactIn(Atoms(1_000_000_007)), unixTime: 0)
        #expect(
            [
                sold.amountOut.count, sold.tradeFee.count,
                sold.creatorFeeIn.count + sold.creatorFeeOut.count,
            ] == example.input)
        #expect(sold.amountIn.count == 1_000_000_007)
        let bought = try state.quote(.aToB, .exactOut(Atoms(100_000_003)), unixTime: 0)
        #expect(
            [
                bought.amountIn.count, bought.tradeFee.count,
                bought.creatorFeeIn.count + bought.creatorFeeOut.count,
            ] == example.output)
        #expect(bought.amountOut.count == 100_000_003)
        let isPaidIn = example.side != .token1
        #expect((isPaidIn ? sold.creatorFeeOut.count : sold.creatorFeeIn.count) == 0)
        #expect((isPaidIn ? bought.creatorFeeOut.count : bought.creatorFeeIn.count) == 0)
    }

    @Test("the protocol and the fund take their parts of the trade fee, rounded down")
    func shares() throws {
        let sold = try exampleCPMM().quote(.aToB, .exactIn(Atoms(1_000_000_007)), unixTime: 0)
        #expect(sold.protocolFee.count == 300_000 && sold.fundFee.count == 100_000)
        #expect(sold.lpFee.count == 2_100_001)
        let bought = try exampleCPMM().quote(.aToB, .exactOut(Atoms(100_000_003)), unixTime: 0)
        #expect(bought.protocolFee.count == 200_528 && bought.fundFee.count == 66_842)
    }

    @Test("a swap moves the vaults by what changed hands, and what they owe by the fees")
    func swap() throws {
        var state = exampleCPMM(creator: 500, side: .token1)
        try state.swap(.aToB, .exactIn(Atoms(1_000_000_007)), unixTime: 0)
        #expect(state.vault0 == 5_001_000_001_007 && state.owed0 == 401_000)
        #expect(state.vault1 == 750_000_000_077 - 149_520_358 && state.owed1 == 77 + 74_798)
        var other = exampleCPMM(creator: 500, side: .token0)
        try other.swap(.aToB, .exactIn(Atoms(1_000_000_007)), unixTime: 0)
        #expect(other.owed0 == 901_000 && other.owed1 == 77)
        try other.swap(.bToA, .exactOut(Atoms(1_000_000)), unixTime: 0)
        #expect(other.vault0 == 5_001_000_001_007 - 1_000_000)
        #expect(other.owed0 == 901_000 + 501)
    }

    @Test("each error comes in the program's order, with its code and name")
    func errors() {
        func error(_ state: CPMMState, _ amount: SwapAmount, at time: UInt64 = 0) -> CPMMError? {
            do throws(CPMMError) {
                _ = try state.quote(.aToB, amount, unixTime: time)
                return nil
            } catch {
                return error
            }
        }
        let one = SwapAmount.exactIn(Atoms(1_000_000))
        let nothing = SwapAmount.exactIn(Atoms(0))
        #expect(error(exampleCPMM(isSwapDisabled: true), nothing) == .notApproved)
        #expect(error(exampleCPMM(openTime: 10), one, at: 9) == .notApproved)
        #expect(error(exampleCPMM(openTime: 10), one, at: 10) == nil)
        var state = exampleCPMM()
        state.owed0 = state.vault0 + 1
        #expect(error(state, nothing) == .requireGtViolated)
        #expect(error(state, .exactOut(Atoms(0))) == .requireGtViolated)
        #expect(error(state, one) == .insufficientVault)
        state.owed1 = state.vault1
        #expect(error(state, one) == .insufficientVault)
        state.owed0 = 0
        #expect(error(state, one) == .aborted)
        #expect(error(exampleCPMM(), .exactIn(Atoms(1))) == .requireGtViolated)
        #expect(error(exampleCPMM(), .exactOut(Atoms(750_000_000_000))) == .aborted)
        #expect(error(exampleCPMM(trade: 1_000_001), one) == .aborted)
        #expect(error(exampleCPMM(trade: 1_000_000), one) == .requireGtViolated)
        #expect(
            CPMMError.allCases.map(\.description) == [
                "6000 NotApproved", "6012 InsufficientVault", "2505 RequireGtViolated", "panic",
                "17 AccountFrozen", "PoolUnknown",
            ])
        #expect(error(CPMMState(), one) == .poolUnknown)
        state = exampleCPMM()
        state.isVaultFrozen = true
        #expect(error(state, one) == .accountFrozen)
        #expect(error(state, nothing) == .requireGtViolated)
    }
}

@Suite("Raydium AMM v4, by hand")
struct AMMv4ExampleTests {
    @Test(
        "published examples",
        arguments: [
            (SwapDirection.aToB, true, 1_000_000_000, 39_899_204),
            (.aToB, true, 123_456_789, 4_925_913), (.bToA, true, 39_899_204, 994_966_575),
            (.aToB, false, 39_899_204, 1_000_000_000), (.aToB, false, 1_000_000, 25_062_670),
            (.bToA, false, 1_000_000_000, 40_101_054),
        ] as [(SwapDirection, Bool, UInt64, UInt64)])
    func examples(direction: SwapDirection, isIn: Bool, fixed: UInt64, other: UInt64) throws {
        let order: SwapAmount = isIn ? .exactIn(Atoms(fixed)) : .exactOut(Atoms(fixed))
        let result = try exampleAMM().quote(direction, order, unixTime: 0)
        #expect(result.amountIn.count == (isIn ? fixed : other))
        #expect(result.amountOut.count == (isIn ? other : fixed))
    }

    @Test(
        "dust pays a whole atom of fee",
        arguments: [(3, 1), (10, 8), (100, 90), (401, 285)] as [(UInt64, UInt64)])
    func dust(input: UInt64, output: UInt64) throws {
        let state = exampleAMM(coin: 1_000, pc: 1_000)
        let result = try state.quote(.aToB, .exactIn(Atoms(input)), unixTime: 0)
        #expect(result.amountOut.count == output)
        #expect(result.fee.count == (input == 401 ? 2 : 1))
    }

    @Test("a swap moves the vaults by what changed hands; the fee stays")
    func swap() throws {
        var state = exampleAMM()
        try state.swap(.aToB, .exactIn(Atoms(1_000_000_000)), unixTime: 0)
        #expect(state.coinVault == 50_001_000_000_009)
        #expect(state.pcVault == 2_000_000_000_005 - 39_899_204)
        try state.swap(.bToA, .exactOut(Atoms(1_000)), unixTime: 0)
        #expect(state.coinVault == 50_000_999_999_009)
        var waiting = exampleAMM(status: .waitingTrade, openTime: 5)
        try waiting.swap(.aToB, .exactIn(Atoms(1_000_000_000)), unixTime: 5)
        #expect(waiting.status == .swapOnly)
    }

    @Test("a pool on an order book swaps through the older instruction, if it has nothing there")
    func orderBook() throws {
        var state = exampleAMM(status: .initialised)
        let order = SwapAmount.exactIn(Atoms(1_000_000_000))
        let result = try state.quote(.aToB, order, unixTime: 0, through: .orderBook)
        #expect(result.amountOut.count == 39_899_204)
        #expect(throws: AMMv4Error.invalidStatus) {
            try state.quote(.aToB, order, unixTime: 0, through: .plain)
        }
        let time = ChainTime(slot: 0, seconds: 0)
        #expect(try state.trade(.aToB, order, at: time).amountOut.count == 39_899_204)
        state.bookPC = 1
        #expect(throws: AMMv4Error.fundsOnOrderBook) {
            try state.quote(.aToB, order, unixTime: 0, through: .orderBook)
        }
        #expect(state.spot(.aToB, at: time) == nil)
        state.known.remove(.book)
        #expect(!state.isKnown)
        #expect(throws: AMMv4Error.poolUnknown) {
            try state.quote(.aToB, order, unixTime: 0, through: .orderBook)
        }
    }

    @Test("each error comes in the program's order, with its code and name")
    func errors() {
        func error(_ state: AMMv4State, _ amount: SwapAmount, at time: UInt64 = 0) -> AMMv4Error? {
            do throws(AMMv4Error) {
                _ = try state.quote(.bToA, amount, unixTime: time)
                return nil
            } catch {
                return error
            }
        }
        let one = SwapAmount.exactIn(Atoms(1_000_000))
        let nothing = SwapAmount.exactIn(Atoms(0))
        for status in AMMv4Status.allCases {
            let expected: AMMv4Error? =
                status == .swapOnly || status == .waitingTrade ? nil : .invalidStatus
            #expect(error(exampleAMM(status: status), one) == expected)
        }
        #expect(error(exampleAMM(status: .waitingTrade, openTime: 5), one, at: 4) == .invalidStatus)
        #expect(error(exampleAMM(status: .waitingTrade, openTime: 5), one, at: 5) == nil)
        #expect(error(exampleAMM(status: .disabled), nothing) == .invalidStatus)
        var state = exampleAMM()
        state.coinVault = 8
        #expect(error(state, nothing) == .invalidInput)
        #expect(error(state, one) == .checkedSubOverflow)
        state.coinVault = 9
        #expect(error(state, one) == .invalidInput)
        #expect(error(state, .exactOut(Atoms(1))) == .aborted)
        #expect(error(exampleAMM(coin: 21, pc: 0), .exactIn(Atoms(84))) == .insufficientFunds)
        #expect(error(exampleAMM(coin: 21, pc: 0), .exactIn(Atoms(1))) == .aborted)
        #expect(error(exampleAMM(coin: 21, pc: 0), .exactOut(Atoms(1))) == .invalidInput)
        #expect(error(exampleAMM(coin: 21), .exactOut(Atoms(21))) == .aborted)
        #expect(
            AMMv4Error.allCases.map(\.description) == [
                "22 InvalidStatus", "29 InvalidInput", "32 CheckedSubOverflow",
                "40 InsufficientFunds", "panic", "17 AccountFrozen", "PoolUnknown",
                "FundsOnOrderBook",
            ])
        #expect(error(AMMv4State(), one) == .poolUnknown)
        state = exampleAMM()
        state.isVaultFrozen = true
        #expect(error(state, one) == .accountFrozen)
        #expect(error(state, nothing) == .invalidInput)
    }
}
