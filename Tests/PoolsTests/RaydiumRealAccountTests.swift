import Foundation
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

private let folder = "data/raydium"
private let now = ChainTime(slot: 447_803_092, seconds: 1_789_650_000)

@Suite(
    "Raydium's real accounts", .enabled(if: Shared.exists(folder), "needs ../shared/data"))
struct RaydiumRealAccountTests {
    /// The batch of a CPMM pool, by what each account is.
    private static func batch() throws -> [String: (key: PublicKey, account: WrittenAccount)] {
        let name = "cpmm/47hq28mcL7q5GhBg7epyGF2dnuJd4MKFt8QhT7CzYUp4.subset.json"
        let json = try JSONSerialization.jsonObject(
            with: Data(contentsOf: Shared.root.appendingPathComponent("\(folder)/\(name)")))
        let list = try #require((json as? [String: Any])?["accounts"] as? [[String: Any]])
        var batch: [String: (key: PublicKey, account: WrittenAccount)] = [:]
        for entry in list {
            let text = try #require(entry["data_base64"] as? String)
            let bytes = Array(try #require(Data(base64Encoded: text)))
            var account = WrittenAccount(length: 0, owner: key(entry["owner"] as? String ?? ""))
            account.bytes = bytes
            let role = try #require(entry["note"] as? String)
            batch[role] = (key(entry["pubkey"] as? String ?? ""), account)
        }
        return batch
    }

    @Test("a CPMM pool with its config and vaults is planned, read, told and quoted")
    func cpmm() throws {
        let batch = try Self.batch()
        let pool = try #require(batch["pool_state"])
        var known = KnownAccounts()
        for (address, account) in batch.values {
            known[address] = .present(owner: account.owner, data: account.bytes)
        }
        let plan = try CPMMLayout.plan(pool.key, known)
        #expect(plan.map(\.role) == [.pool, .config, .vaultA, .vaultB])
        let roles = ["pool_state", "amm_config", "token_0_vault", "token_1_vault"]
        #expect(plan.map(\.key) == roles.compactMap { batch[$0]?.key })
        var diff = PoolDiff(
            instrument: InstrumentID(0), pool: pool.key, room: CPMMLayout.room())
        for (place, role) in zip(plan, roles) {
            let account = try #require(batch[role]).account
            try RaydiumPool.cpmm().read(place, account, into: &diff)
        }
        var told = RaydiumState.cpmm(CPMMState())
        tell(&diff, &told)
        guard case .cpmm(let state) = told else { return }
        #expect(state.vault0 == 2_852_026_310 && state.vault1 == 287_291_012)
        #expect(state.owed0 == 6_016_355 + 2_217_165 && state.owed1 == 532_456 + 196_187)
        #expect(state.fees.trade.count == 3_000 && state.fees.protocolShare.count == 120_000)
        #expect(state.fees.fundShare.count == 40_000 && state.fees.creator.count == 0)
        #expect(state.openTime == 1_749_098_776 && !state.isSwapDisabled)
        let price = try #require(state.spot(.aToB, at: now)).from
        #expect(abs(price * price * 1_000 - 100.767_668) < 1e-6)
        let sold = try state.trade(.aToB, .exactIn(Atoms(1_000_000_000)), at: now)
        #expect(sold.amountOut.count == 74_386_382 && sold.fee == 3_000_000)
        let config = try #require(batch["amm_config"]).account
        let inspection = try config.decode { (data, owner) throws(AccountError) in
            try CPMMLayout.inspect(data, owner: owner)
        }
        #expect(inspection.fields.contains { $0.name == "index" && $0.value == "5" })
    }

    @Test("a CPMM pool's account alone names what it needs")
    func cpmmAlone() throws {
        let address = "2AqnFKiRgCcf7iravD8nWcyS6MG2fu3c6rBSpiPWnw9A"
        var account = WrittenAccount(length: 0, owner: WrittenAccount.cpmmProgram)
        let file = Shared.root.appendingPathComponent("\(folder)/cpmm/\(address).bin")
        account.bytes = Array(try Data(contentsOf: file))
        let pool = try account.cpmm()
        #expect(pool.owed0 == 19_905_730_496_642 + 73_117_231_019_654)
        #expect(pool.owed1 == 1_142_213 + 4_189_415 && pool.openTime == 1_773_063_180)
        var known = KnownAccounts()
        known[key(address)] = .present(owner: account.owner, data: account.bytes)
        #expect(try CPMMLayout.plan(key(address), known).count >= 4)
    }

    @Test("the SOL/USDC pool of AMM v4 is read as it is described")
    func amm() throws {
        let address = "58oQChx4yWmvKdwLLZzBi4ChoCc2fqCUWBkwMihLYQo2"
        let file = Shared.root.appendingPathComponent("\(folder)/amm_v4/\(address).json")
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        var account = WrittenAccount(length: 0, owner: key(json?["owner"] as? String ?? ""))
        account.bytes = Array(
            try #require(Data(base64Encoded: json?["data"] as? String ?? "")))
        let pool = try account.amm()
        #expect(pool.status == .swapOnly && pool.nonce == 254)
        #expect(pool.feeNumerator == 25 && pool.feeDenominator == 10_000)
        #expect(pool.owedCoin == 162_834_498 && pool.owedPC == 12_518_360)
        #expect(pool.coinVault == key("DQyrAcCrDXQ7NeoqGgDCZwBvWDcYmFCjSb9JtteuvPpz"))
        #expect(pool.pcVault == key("HLmqeL62xR1QoZ1HKKbXRrdN1p3phKpxRMb2VVopvBBz"))
        #expect(pool.coinMint == key("So11111111111111111111111111111111111111112"))
        #expect(pool.pcMint == key("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"))
        #expect(pool.openOrders == key("HmiHHzq4Fym9e1D4qzLS6LDDM3tNsCTBPDWHTLZ763jY"))
        #expect(pool.market == key("8BnEgHoWFysVcuFFX7QztDmzuH8r5ZFvyP3sYwn1XTh6"))
        #expect(pool.marketProgram == key("srmqPvymJeFKQ4zGQed1GFppgkRHL9kaELCbyksJtPX"))
        var known = KnownAccounts()
        known[key(address)] = .present(owner: account.owner, data: account.bytes)
        let roles = try AMMv4Layout.plan(key(address), known).map(\.role)
        #expect(roles == [.pool, .vaultA, .vaultB])
    }
}
