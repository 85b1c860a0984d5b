import Foundation
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// Accounts of mainnet, with what their index says of them.
@Suite(
    "Raydium CLMM, real accounts",
    .enabled(if: Shared.exists("data/raydium/clmm"), "needs ../shared/data"))
struct CLMMRealAccountTests {
    private func bytes(_ path: String) throws -> [UInt8] {
        let file = Shared.root.appendingPathComponent("data/raydium/clmm/\(path)")
        let data = try Data(contentsOf: file)
        if path.hasSuffix(".bin") { return Array(data) }
        let row = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let text = try #require(row?["data"] as? String)
        return Array(try #require(Data(base64Encoded: text)))
    }

    private func pool<Value>(
        _ path: String, _ body: (CLMMAccount) throws -> Value
    ) throws -> Value {
        try bytes(path).withUnsafeBytes {
            try body(CLMMAccount(AccountBytes($0), owner: CLMMAccounts.program))
        }
    }

    @Test("three pools")
    func pools() throws {
        try pool("carbon/pool_state_account.json") {
            #expect($0.config == key("9iFER3bpjf1PTTCQCfTRu17EJgvsxo9pVyA9QWwEuX4x"))
            #expect($0.mint0 == key("So11111111111111111111111111111111111111112"))
            #expect($0.mint1 == key("4kzLMxfMZVf6UztzjMcAmyLfBYgFcr9FfpwusrqgEjiH"))
            #expect($0.tickSpacing == 1 && $0.liquidity == 3_464_101_788_356)
            #expect($0.tick.count == 71_168 && $0.feeSide == 0 && !$0.feeRule.isOn)
        }
        try pool("single/2QdhepnKRTLjjSqPL1PtKNwqrUkoLee5Gqs8bvZhRdMv.bin") {
            #expect($0.config == key("HfERMT5DRA6C1TAqecrJQFpmkf3wsWTMncqnj3RDg5aw"))
            #expect($0.tickSpacing == 10 && $0.liquidity == 27_969_667_954_126)
            #expect($0.tick.count == -37_105)
        }
        try pool("single/Ds33rQ1d4AXwxqyeXX6Pc3G4pFNr6iWb3dd8YfBBQMPr.bin") {
            #expect($0.config == key("3XCQJQryqpDvvZBfGxR7CLAw5dpGJ9aa7kt1jRLdyxuZ"))
            #expect($0.mint1 == key("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"))
            #expect($0.tickSpacing == 1 && $0.liquidity == 4_234_111_328)
            #expect($0.tick.count == -24_825)
        }
    }

    @Test("a pool's own address and vaults are those that its seeds give")
    func seeds() throws {
        let address = key("2QdhepnKRTLjjSqPL1PtKNwqrUkoLee5Gqs8bvZhRdMv")
        try pool("single/\(address).bin") {
            #expect(
                CLMMLayout.poolAddress(config: $0.config, mint0: $0.mint0, mint1: $0.mint1)
                    == address)
            #expect(CLMMLayout.vaultAddress(pool: address, mint: $0.mint0) == $0.vault0)
            #expect(CLMMLayout.vaultAddress(pool: address, mint: $0.mint1) == $0.vault1)
        }
    }

    @Test("a configuration and a tick array, and all of it in words")
    func others() throws {
        let inspected = try [
            "carbon/amm_config_account.json", "carbon/tick_array_state_account.json",
            "carbon/pool_state_account.json",
        ].map { path in
            try bytes(path).withUnsafeBytes {
                try CLMMLayout.inspect(AccountBytes($0), owner: CLMMAccounts.program)
            }
        }
        #expect(inspected.map(\.kind) == ["AmmConfig", "TickArrayState", "PoolState"])
        func value(_ name: String, of place: Int) -> String? {
            inspected[place].fields.first { $0.name == name }?.value
        }
        #expect(value("index", of: 0) == "4")
        #expect(value("pool", of: 1) == "2AP2wU8HnpsxJ2ErSjWeSRzG1HLootMoisthJouWJLka")
        #expect(value("start tick", of: 1) == "-13860")
        #expect(value("tick", of: 2) == "71168")
        #expect(value("liquidity", of: 2) == "3464101788356")
    }

    @Test("a tick array's ticks are those that another decoder found")
    func ticks() throws {
        let path = "carbon/tick_array_state_account.json"
        let file = Shared.root.appendingPathComponent("data/raydium/clmm/\(path)")
        let row = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        let decoded = (row as? [String: Any])?["data_decoded"] as? [String: Any]
        let column = try #require((decoded?["ticks"] as? [String: Any])?["data"])
        let ticks = try #require(column as? [[String: Any]])
        try #require(ticks.count == 60)
        try bytes(path).withUnsafeBytes { bytes in
            let array = try CLMMTickArray(AccountBytes(bytes), owner: CLMMAccounts.program)
            for (slot, tick) in ticks.enumerated() {
                #expect(array.tick(slot: slot).count == number(tick["tick"]) as Int32)
                #expect(array.net(slot: slot) == number(tick["liquidityNet"]) as Int128)
                #expect(array.gross(slot: slot) == number(tick["liquidityGross"]) as UInt128)
                #expect(array.orders(slot: slot) == (0, 0))
            }
        }
    }

    @Test("a plan of a real pool names arrays around its price")
    func plan() throws {
        let address = key("2QdhepnKRTLjjSqPL1PtKNwqrUkoLee5Gqs8bvZhRdMv")
        var known = KnownAccounts()
        let data = try bytes("single/\(address).bin")
        known[address] = .present(owner: CLMMAccounts.program, data: data)
        let plan = try CLMMLayout.plan(address, known)
        let starts = plan.filter { $0.role == .array }.map(\.start)
        #expect(starts == starts.sorted() && starts.count >= 5 && starts.contains(-37_200))
        var diff = PoolDiff(
            instrument: InstrumentID(0), pool: address, room: CLMMLayout.room())
        try CLMMAccounts.read(plan[0], data, CLMMAccounts.program, into: &diff)
        var state = CLMMState()
        CLMMAccounts.drain(&diff, into: &state)
        #expect(state.tickSpacing == 10 && state.misfits == 0 && !state.isKnown)
    }
}
