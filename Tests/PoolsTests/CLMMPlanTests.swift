import Foundation
import Numbers
import Solana
import Testing

@testable import Pools

@Suite("Raydium CLMM plans")
struct CLMMPlanTests {
    @Test("addresses as a recorded swap names them")
    func addresses() {
        // swap_v2 of pool 945czrk5…, spacing 1, which passes the extension and two arrays.
        let pool = key("945czrk5A4uSUH46xE8PLz4SMjqLXPDKqAyaGvA76bUg")
        #expect(
            CLMMLayout.bitmapAddress(pool: pool)
                == key("8yxZqXeguBG6fDSGLxTVTDMGEzUgatvhDzUC4CJv6KbQ"))
        #expect(
            CLMMLayout.tickArrayAddress(pool: pool, start: TickIndex(443_580))
                == key("3DGHSf9AYkon5ESJv6uJaVziuMVZ5Td7GBzuLU4w5cFt"))
        #expect(
            CLMMLayout.tickArrayAddress(pool: pool, start: TickIndex(-443_640))
                == key("HeV2hQbj6sxHZ8P3XW2Bho7iDzNpgC1MXiYmdTDvLpup"))
        #expect(
            CLMMLayout.configAddress(index: 4)
                == key("9iFER3bpjf1PTTCQCfTRu17EJgvsxo9pVyA9QWwEuX4x"))
    }

    private func present(
        _ bytes: [UInt8], _ owner: PublicKey = CLMMAccounts.program
    ) -> KnownAccounts.Entry {
        .present(owner: owner, data: bytes)
    }

    @Test("a plan grows with what is known, and ends")
    func growing() throws {
        var script = CLMMScript.exampleB
        script.spacing = 1
        script.ticks = [:]
        // Arrays of 60 ticks: five near ones above, one far beyond the pool's own bitmap below.
        for start in [0, 60, 180, 600, 6_000, 12_000] as [Int32] { script.ticks[start + 7] = 1 }
        script.ticks[-60_000] = 1
        let accounts = CLMMAccounts(script)
        let pool = CLMMAccounts.address
        var known = KnownAccounts()
        #expect(try CLMMLayout.plan(pool, known).map(\.role) == [.pool])
        known[pool] = present(accounts.pool)
        let first = try CLMMLayout.plan(pool, known)
        #expect(
            first.prefix(7).map(\.role) == [
                .pool, .config, .vaultA, .vaultB, .mintA, .mintB, .bitmap,
            ])
        #expect(first[1].key == CLMMAccounts.config && first[6].mayBeMissing)
        #expect(first.dropFirst(7).map(\.start) == [0, 60, 180, 600, 6_000])
        known[first[6].key] = present(accounts.wide)
        known[first[4].key] = present(accounts.mint, CLMMAccounts.token)
        let second = try CLMMLayout.plan(pool, known)
        #expect(second.dropFirst(7).map(\.start) == [-60_000, 0, 60, 180, 600, 6_000])
        for account in second.dropFirst(7) {
            let start = TickIndex(account.start)
            #expect(account.key == CLMMLayout.tickArrayAddress(pool: pool, start: start))
        }
        known[first[6].key] = .missing
        #expect(try CLMMLayout.plan(pool, known) == first)
    }

    @Test("what cannot be priced is refused")
    func refusals() {
        let accounts = CLMMAccounts(.exampleB)
        let pool = CLMMAccounts.address
        var known = KnownAccounts()
        known[pool] = .missing
        #expect(throws: AccountError.missing) { try CLMMLayout.plan(pool, known) }
        known[pool] = present(accounts.pool, CLMMAccounts.token)
        #expect(throws: AccountError.wrongOwner) { try CLMMLayout.plan(pool, known) }
        known[pool] = present(accounts.pool)
        var mint = [UInt8](repeating: 0, count: 278)
        for place in [45, 165, 166, 250, 258] { mint[place] = 1 }
        mint[168] = 108
        let program2022 = key("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb")
        known[PublicKey(words: 100, 0, 0, 1)] = present(mint, program2022)
        #expect(throws: AccountError.unsupportedExtension) { try CLMMLayout.plan(pool, known) }
    }

    @Test("the arrays that a swap reads are those that the bitmap names", arguments: 1...3)
    func starts(seed: UInt64) {
        var random = CLMMRandom(state: seed &+ 1_200)
        for _ in 0..<40 {
            let script = random.pool()
            let state = script.state()
            let named = Set(script.initialised.map(script.start)).sorted()
            let own = script.start(of: script.tick)
            let up = state.arrayStarts(.bToA, count: 9).map(\.count)
            let down = state.arrayStarts(.aToB, count: 9).map(\.count)
            #expect(up == Array(named.filter { $0 >= own }.prefix(9)))
            #expect(down == Array(named.filter { $0 <= own }.reversed().prefix(9)))
        }
    }

    @Test("a change of an array or of the bitmap may be half of one")
    func whole() {
        #expect(CLMMLayout.tellsWhole(.pool) && !CLMMLayout.tellsWhole(.array))
        #expect(!CLMMLayout.tellsWhole(.bitmap) && CLMMLayout.tellsWhole(.config))
    }
}

@Suite("Raydium CLMM swaps as instructions")
struct CLMMInstructionTests {
    static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Reference/clmm_swap.py")

    /// What the other implementation prints for these arguments; nil without it.
    static func solders(_ arguments: [String]) -> String? {
        let python = Process()
        let output = Pipe()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", script.path] + arguments
        python.standardOutput = output
        python.standardError = FileHandle.nullDevice
        guard (try? python.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        python.waitUntilExit()
        return python.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
    }

    /// One line an account (key, signer, writable), then the data.
    static func text(_ instruction: Instruction) -> String {
        let lines = instruction.accounts.map { meta in
            "\(meta.key) \(meta.isSigner ? "s" : "-")\(meta.isWritable ? "w" : "-")"
        }
        let data = instruction.data.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return (["\(instruction.program)"] + lines + [data.joined()]).joined(separator: "\n")
    }

    static func swap(
        _ direction: SwapDirection, _ amount: SwapAmount, threshold: UInt64, limit: UInt128,
        hasExtension: Bool, arrays: [Int32], pool: PublicKey, _ account: [UInt8]
    ) throws -> Instruction {
        let instruction = CLMMInstruction(
            payer: PublicKey(words: 11, 0, 0, 0), input: PublicKey(words: 12, 0, 0, 0),
            output: PublicKey(words: 13, 0, 0, 0), direction: direction, amount: amount,
            threshold: threshold, limit: SqrtPrice(bits: limit), hasExtension: hasExtension,
            arrays: arrays.map { TickIndex($0) })
        let built = try account.withUnsafeBytes { bytes in
            let account = try CLMMAccount(AccountBytes(bytes), owner: CLMMAccounts.program)
            return instruction.swapV2(pool, account)
        }
        return try #require(built)
    }

    @Test(
        "byte by byte what solders builds", .enabled(if: solders(["check"]) != nil),
        arguments: SwapDirection.allCases, [true, false])
    func twin(direction: SwapDirection, isExactIn: Bool) throws {
        let pool = CLMMAccounts.address
        let built = try Self.swap(
            direction, isExactIn ? .exactIn(Atoms(123_456_789)) : .exactOut(Atoms(.max)),
            threshold: 987_654_321_000, limit: isExactIn ? 0 : 1 << 70 | 5,
            hasExtension: isExactIn, arrays: [-600, 0, 60_000], pool: pool,
            CLMMAccounts(.exampleB).pool)
        var words = ["\(pool)", "\(CLMMAccounts.config)"]
        for word in [102, 103, 100, 101] as [UInt64] {
            words.append("\(PublicKey(words: word, 0, 0, 1))")
        }
        words.append("\(PublicKey(words: 9, 9, 9, 9))")
        for word in [11, 12, 13] as [UInt64] {
            words.append("\(PublicKey(words: word, 0, 0, 0))")
        }
        words += [
            direction.isDown ? "down" : "up", isExactIn ? "123456789" : "\(UInt64.max)",
            "987654321000", isExactIn ? "0" : "\((1 as UInt128) << 70 | 5)",
            isExactIn ? "in" : "out", isExactIn ? "extension" : "none", "-600", "0", "60000",
        ]
        let expected = try #require(Self.solders(words))
        #expect(Self.text(built) == expected.trimmingCharacters(in: .newlines))
    }

    @Test(
        "a recorded swap, built again",
        .enabled(if: Shared.exists("data/raydium/clmm/carbon"), "needs ../shared/data"))
    func recorded() throws {
        let file = Shared.root.appendingPathComponent("data/raydium/clmm/carbon/swap_v2_ix.json")
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        let row = try #require(object as? [String: Any])
        let metas = try #require(row["accounts"] as? [[String: Any]])
        let keys = metas.compactMap { $0["pubkey"] as? String }.map { key($0) }
        var account = CLMMAccounts(.exampleB).pool
        // Token 1 goes in, so the output's vault and mint are token 0's.
        for (place, offset) in [(1, 9), (12, 73), (11, 105), (6, 137), (5, 169), (7, 201)] {
            CLMMAccounts.put(keys[place], at: offset, in: &account)
        }
        var built = try Self.swap(
            .bToA, .exactOut(Atoms(4_345_224_260)), threshold: 500_000_000_000_000,
            limit: 79_226_673_521_066_979_257_578_248_090, hasExtension: true,
            arrays: [443_580, -443_640], pool: keys[2], account)
        for place in [0, 3, 4] { built.accounts[place].key = keys[place] }
        // Who pays for the transaction is writable in all of it.
        built.accounts[0].isWritable = true
        #expect(built.accounts.map(\.key) == keys)
        #expect(built.accounts.map(\.isSigner) == metas.map { $0["is_signer"] as? Bool })
        #expect(built.accounts.map(\.isWritable) == metas.map { $0["is_writable"] as? Bool })
        #expect(Self.text(built).hasSuffix("\n\(try #require(row["data"] as? String))"))
    }
}
