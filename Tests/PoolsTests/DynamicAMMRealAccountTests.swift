import Foundation
import Numbers
import Solana
import Testing

@testable import Pools

private let folder = "data/meteora/damm_v1"

@Suite("Real Dynamic AMM accounts", .enabled(if: Shared.exists(folder), "needs ../shared/data"))
struct DynamicAMMRealAccountTests {
    static let pool = "HcjZvfeSNJbNkfLD4eEcRBr96AD3w1GpmMppaeRZf7ur"

    static func account(_ name: String) throws -> WrittenAccount? {
        let url = Shared.root.appendingPathComponent("\(folder)/\(name).json")
        guard let data = try? Data(contentsOf: url) else { return nil }
        let json = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let account = try #require(json?["account"] as? [String: Any])
        let text = try #require((account["data"] as? [String])?.first)
        let bytes = try #require(Data(base64Encoded: text))
        var written = WrittenAccount(
            length: 0, owner: key(try #require(account["owner"] as? String)))
        written.bytes = Array(bytes)
        return written
    }

    /// The plan's accounts, read as it names them.
    static func state() throws -> (DynamicAMMState, [PoolAccount]) {
        var known = KnownAccounts()
        var planned: [PoolAccount] = []
        for _ in 0..<3 {
            planned = try DynamicAMMLayout.plan(key(pool), known)
            for account in planned {
                let found = try Self.account("\(account.key)")
                let written = try #require(found)
                known[account.key] = .present(owner: written.owner, data: written.bytes)
            }
        }
        var diff = DynamicAMMFeed.diff(key(pool))
        for account in planned {
            let found = try Self.account("\(account.key)")
            try DynamicAMMFeed.read(account, try #require(found), &diff)
        }
        var state = DynamicAMMState()
        DynamicAMMFeed.drain(&diff, into: &state)
        return (state, planned)
    }

    @Test("the mSOL pool's accounts are found by its plan and say what the sheet says")
    func decoded() throws {
        let (state, planned) = try Self.state()
        #expect(state.isKnown && planned.count == 10)
        #expect(state.told == (try DynamicAMMSwapTests.staked.state()).told)
    }

    @Test(
        "they price as the program did",
        arguments: [
            (.aToB, 1_000_000_000, 835_119_749), (.bToA, 1_000_000_000, 1_197_193_504),
            (.aToB, 123_456_789_012, 103_100_814_590), (.bToA, 123_456_789_012, 147_800_995_985),
            (.aToB, 1_000, 833), (.bToA, 1_000, 1_195),
        ] as [(SwapDirection, UInt64, UInt64)])
    func priced(direction: SwapDirection, input: UInt64, output: UInt64) throws {
        let (state, _) = try Self.state()
        let trade = try state.trade(
            direction, .exactIn(Atoms(input)), at: DynamicAMMSwapTests.now)
        #expect(trade.amountOut.count == output)
        let back = try state.trade(
            direction, .exactOut(Atoms(output)), at: DynamicAMMSwapTests.now)
        #expect(back.amountOut.count >= output && back.amountIn.count <= input)
    }

    @Test("the instruction names the accounts that the pool's fixture has")
    func instruction() throws {
        let own = try #require(try Self.account(Self.pool))
        let pool = try own.decode(DynamicAMMPool.init(_:owner:))
        let vaults = try [pool.vaultA, pool.vaultB].map { vault in
            let found = try Self.account("\(vault)")
            return try #require(found).decode(DynamicAMMVault.init(_:owner:))
        }
        let built = DynamicAMMInstruction.swap(
            .aToB, input: Atoms(1), outputMin: Atoms(0),
            DynamicAMMParty(
                pool: key(Self.pool), account: pool, vaultA: vaults[0], vaultB: vaults[1]),
            DynamicAMMInstructionTests.taker)
        let names = [
            Self.pool, "\(PlainDynamicAMM.key(51))", "\(PlainDynamicAMM.key(52))",
            "FERjPVNEa7Udq8CEv68h6tPL46Tq7ieE49HrE2wea3XT",
            "8p1VKP45hhqq5iZG5fNGoi7ucme8nFLeChoDWNy7rWFm",
            "HZeLxbZ9uHtSpwZC3LBr4Nubd14iHwz7bRSghRZf5VCG",
            "3ifhD4Ywaa8aBZAaQSqYgN4Q1kaFArioLU8uumJMaqkE",
            "FZN7QZ8ZUUAxMPfxYEYkH3cXUASzH8EqA6B4tyCL8f1j",
            "21bR3D4QR4GzopVco44PVMBXwHFpSYrbrdeNwdKk7umb",
            "HWnWnLvBzvSmXH5hnHJCFmuQbDTsX3Ba2w9CPE5zf4YD",
            "GGG4DxkYa86g2v4KwtvR8Xu2tXEp1xd4BRC3yNnpve3g",
            "GYuyKhedWVsndqG5tyXwRiRSTxFKrLJysgedccqU7aH8",
        ]
        #expect(built.accounts.prefix(12).map { "\($0.key)" } == names)
    }
}
