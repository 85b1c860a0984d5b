import Foundation
import Numbers
import Solana
import Testing

@testable import Pools

/// An instruction as it was recorded, or as another program built it.
private struct Told: Equatable {
    var program: String
    var accounts: [[String]]
    var data: String

    /// - Parameter payer: an account whose writable flag is not looked at: the transaction's fee
    ///   payer is always writable, whatever the instruction says.
    init(_ instruction: Instruction, payer: PublicKey? = nil) {
        program = "\(instruction.program)"
        accounts = instruction.accounts.map {
            ["\($0.key)", "\($0.isSigner)", "\($0.isWritable || $0.key == payer)"]
        }
        data = instruction.data.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    init(recorded: [String: Any]) throws {
        program = try #require(recorded["program_id"] as? String)
        data = try #require(recorded["data"] as? String)
        let metas = try #require(recorded["accounts"] as? [[String: Any]])
        accounts = metas.map { meta in
            [
                meta["pubkey"] as? String ?? "", "\(meta["is_signer"] as? Bool == true)",
                "\(meta["is_writable"] as? Bool == true)",
            ]
        }
    }

    init(built: [String: Any]) throws {
        program = try #require(built["program"] as? String)
        data = try #require(built["data"] as? String)
        let metas = try #require(built["accounts"] as? [[Any]])
        accounts = metas.map { meta in
            [meta[0] as? String ?? ""]
                + meta.dropFirst().map { ($0 as? Bool) == true ? "true" : "false" }
        }
    }
}

@Suite("DLMM swap instructions")
struct DLMMInstructionTests {
    static let isSoldersThere: Bool = (try? python(["-c", "import solders"])) != nil

    /// What a Python program prints; nil where it fails.
    static func python(_ arguments: [String]) throws -> Data? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? data : nil
    }

    @Test(
        "each is the one that solders builds from the pair's keys",
        .enabled(if: isSoldersThere, "needs Python's solders"),
        arguments: [(false, []), (true, [-7, 0, 3]), (false, [0, 1])] as [(Bool, [Int32])])
    func solders(withBitmap: Bool, arrays: [Int32]) throws {
        let pair = DLMMBytes.address
        let terms: [String: Any] = [
            "pair": "\(pair)", "mint_x": "\(DLMMPlanTests.mintX)",
            "mint_y": "\(DLMMPlanTests.mintY)",
            "source": "GjxJ1KCKU6tduWpgJKXA81spVK5mHZHbXNFTSvFELqgN",
            "destination": "7sfqR1grUb5jCTrpYm31cc1HA4quapJ8ur8ZdkUwUqtS",
            "trader": "CfKSQ1DbJa79XGp3fieJJwnskHBbWkgrpC3DmL6rTzQH",
            "program_x": "\(DLMMPlanTests.tokens2022)", "program_y": "\(DLMMPlanTests.tokens)",
            "arrays": arrays, "bitmap": withBitmap, "first": UInt64.max - 1,
            "second": 0x0102_0304_0506_0708,
        ]
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../Reference/dlmm_swaps.py").path
        let argument = String(
            decoding: try JSONSerialization.data(withJSONObject: terms), as: UTF8.self)
        let printed = try #require(try Self.python([script, argument]))
        let built = try JSONSerialization.jsonObject(with: printed) as? [[String: Any]] ?? []
        // What the pair's account names, from its bytes.
        var bytes = DLMMBytes.pair()
        DLMMBytes.put(DLMMPlanTests.mintX, at: 88, &bytes)
        DLMMBytes.put(DLMMPlanTests.mintY, at: 120, &bytes)
        for (offset, mint) in [(152, DLMMPlanTests.mintX), (184, DLMMPlanTests.mintY)] {
            let reserve = DLMMLayout.reserveAddress(pair: pair, mint: mint)
            DLMMBytes.put(try #require(reserve), at: offset, &bytes)
        }
        DLMMBytes.put(try #require(DLMMLayout.oracleAddress(pair: pair)), at: 552, &bytes)
        bytes[880] = 1
        let accounts = try bytes.withUnsafeBytes { raw in
            DLMMSwapAccounts(
                try DLMMPairAccount(AccountBytes(raw), owner: dlmmProgram), at: pair,
                bitmap: withBitmap ? DLMMLayout.extensionAddress(pair: pair) : nil,
                source: key("GjxJ1KCKU6tduWpgJKXA81spVK5mHZHbXNFTSvFELqgN"),
                destination: key("7sfqR1grUb5jCTrpYm31cc1HA4quapJ8ur8ZdkUwUqtS"),
                trader: key("CfKSQ1DbJa79XGp3fieJJwnskHBbWkgrpC3DmL6rTzQH"),
                arrays: arrays.compactMap {
                    DLMMLayout.binArrayAddress(pair: pair, index: $0)
                })
        }
        let (first, second) = (UInt64.max - 1, 0x0102_0304_0506_0708 as UInt64)
        let own = [
            DLMMLayout.swap(accounts, input: Atoms(first), outputMin: Atoms(second)),
            DLMMLayout.swap2(accounts, input: Atoms(first), outputMin: Atoms(second)),
            DLMMLayout.swapExactOut2(accounts, inputMax: Atoms(first), output: Atoms(second)),
        ]
        #expect(built.count == 3)
        #expect(try built.map(Told.init(built:)) == own.map { Told($0) })
    }

    static let folder = "data/meteora/dlmm/carbon"

    @Test(
        "each is the one that the chain ran",
        .enabled(if: Shared.exists(folder), "needs ../shared/data"),
        arguments: [
            ("swap_ix", 60_165_522, 0), ("swap2_ix", 217_206_901, 0),
            ("swap_exact_out2_ix", 3_826_290_145, 4_891_000_000_000),
        ] as [(String, UInt64, UInt64)])
    func recorded(name: String, first: UInt64, second: UInt64) throws {
        let url = Shared.root.appendingPathComponent("\(Self.folder)/\(name).json")
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        let told = try Told(recorded: try #require(json as? [String: Any]))
        let keys = told.accounts.map { key($0[0]) }
        let fixed = name == "swap_ix" ? 15 : 16
        let accounts = DLMMSwapAccounts(
            pair: keys[0], reserveX: keys[2], reserveY: keys[3], source: keys[4],
            destination: keys[5], mintX: keys[6], mintY: keys[7], oracle: keys[8],
            trader: keys[10], tokenProgramX: keys[11], tokenProgramY: keys[12],
            arrays: Array(keys.dropFirst(fixed)))
        let own =
            switch name {
            case "swap_ix":
                DLMMLayout.swap(accounts, input: Atoms(first), outputMin: Atoms(second))
            case "swap2_ix":
                DLMMLayout.swap2(accounts, input: Atoms(first), outputMin: Atoms(second))
            default:
                DLMMLayout.swapExactOut2(
                    accounts, inputMax: Atoms(first), output: Atoms(second))
            }
        #expect(Told(own, payer: keys[10]) == told)
        #expect(DLMMLayout.oracleAddress(pair: keys[0]) == keys[8])
        #expect(DLMMLayout.reserveAddress(pair: keys[0], mint: keys[6]) == keys[2])
    }

    @Test("accounts that there may be none of are written where there is one")
    func optional() {
        let (a, b) = (DLMMPlanTests.mintX, DLMMPlanTests.mintY)
        let accounts = DLMMSwapAccounts(
            pair: a, bitmap: b, reserveX: a, reserveY: a, source: a, destination: a, mintX: a,
            mintY: a, oracle: a, host: b, trader: a, tokenProgramX: a, tokenProgramY: a,
            arrays: [])
        let swap = DLMMLayout.swap2(accounts, input: Atoms(1), outputMin: Atoms(2))
        for place in [1, 9] { #expect(swap.accounts[place] == AccountMeta(b, isWritable: true)) }
        #expect(swap.accounts.filter { $0.isSigner }.count == 1)
        #expect(
            swap.data == [0x41, 0x4B, 0x3F, 0x4C, 0xEB, 0x5B, 0x5B, 0x88, 1]
                + [UInt8](repeating: 0, count: 7) + [2] + [UInt8](repeating: 0, count: 11))
    }
}
