import Foundation
import Numbers
import Solana
import Testing

@testable import Pools

/// PyPI `solders`, which builds the same instructions on its own.
private enum Solders {
    static func run(_ arguments: [String], input: Data) -> Data? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let question = Pipe()
        let answer = Pipe()
        process.standardInput = question
        process.standardOutput = answer
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        question.fileHandleForWriting.write(input)
        try? question.fileHandleForWriting.close()
        let data = answer.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? data : nil
    }

    static let isThere = run(["-c", "import solders.instruction"], input: Data()) != nil

    static var script: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Reference/whirlpool_swap.py").path
    }
}

/// A key that is nobody's.
private func someone(_ number: UInt64) -> PublicKey {
    PublicKey(words: number, number &* 0x9E37_79B9_7F4A_7C15, ~number, 5)
}

private func party(
    _ number: UInt64, spacing: UInt16, tick: Int32, spares: [Int32] = []
) throws -> WhirlpoolParty {
    var plain = PlainWhirlpool.example
    plain.spacing = spacing
    plain.tick = tick
    plain.price = TickMath.sqrtPrice(at: TickIndex(tick)).bits
    var account = try decodePool(plain.poolBytes)
    account.mintA = someone(number + 1)
    account.mintB = someone(number + 2)
    account.vaultA = someone(number + 3)
    account.vaultB = someone(number + 4)
    return WhirlpoolParty(
        pool: someone(number), program: whirlpoolProgram, account: account,
        tokenProgramA: TokenAccount.program, tokenProgramB: TokenAccount.program2022,
        spares: spares.map { TickIndex($0) })
}

private func json(
    _ party: WhirlpoolParty, _ direction: SwapDirection, limit: SqrtPrice
) -> [String: Any] {
    [
        "key": "\(party.pool)", "program": "\(party.program)",
        "mint_a": "\(party.account.mintA)", "mint_b": "\(party.account.mintB)",
        "vault_a": "\(party.account.vaultA)", "vault_b": "\(party.account.vaultB)",
        "tokens_a": "\(party.tokenProgramA)", "tokens_b": "\(party.tokenProgramB)",
        "down": direction == .aToB, "spacing": Int(party.account.tickSpacing),
        "tick": Int(party.account.tick.count), "limit": "\(limit.bits)",
        "spares": party.spares.map { Int($0.count) },
    ]
}

private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

private func compare(
    _ built: Instruction, _ order: WhirlpoolOrder, _ pools: [[String: Any]], _ people: [PublicKey]
) throws {
    let (fixed, amount) = order.amount.end
    let question: [String: Any] = [
        "amount": amount, "threshold": order.threshold, "is_input": fixed.isInput,
        "pools": pools, "people": people.map { "\($0)" },
    ]
    let input = try JSONSerialization.data(withJSONObject: question)
    let output = try #require(Solders.run([Solders.script], input: input))
    let answer = try #require(try JSONSerialization.jsonObject(with: output) as? [String: Any])
    let accounts = try #require(answer["accounts"] as? [[Any]])
    #expect(accounts.count == built.accounts.count)
    for (wanted, found) in zip(accounts, built.accounts) {
        #expect(wanted[0] as? String == "\(found.key)")
        #expect(wanted[1] as? Bool == found.isSigner && wanted[2] as? Bool == found.isWritable)
    }
    #expect(answer["data"] as? String == hex(built.data))
}

@Suite("Whirlpool instructions")
struct WhirlpoolInstructionTests {
    struct Case: Sendable {
        var spacing: UInt16
        var tick: Int32
        var direction: SwapDirection
        var isInput: Bool
        var spares: [Int32] = []
    }

    static let cases = [
        Case(spacing: 64, tick: -32_101, direction: .aToB, isInput: true),
        Case(spacing: 64, tick: -1, direction: .bToA, isInput: true, spares: [-5_632, 16_896]),
        Case(spacing: 8, tick: 703, direction: .bToA, isInput: false, spares: [-704]),
        Case(spacing: 1, tick: -443_600, direction: .aToB, isInput: false),
        Case(spacing: 32_896, tick: 5, direction: .bToA, isInput: true),
        Case(spacing: 32_896, tick: 5, direction: .aToB, isInput: true, spares: [0]),
    ]

    @Test(
        "swap_v2 is what solders builds", .enabled(if: Solders.isThere, "needs PyPI solders"),
        arguments: cases)
    func swap(row: Case) throws {
        let party = try party(100, spacing: row.spacing, tick: row.tick, spares: row.spares)
        let amount: SwapAmount =
            row.isInput ? .exactIn(Atoms(.max - 6)) : .exactOut(Atoms(0x0102_0304_0506))
        let order = WhirlpoolOrder(amount, threshold: 0x1122_3344_5566_7788)
        let limit = SqrtPrice(bits: 0x0102_0304_0506_0708_090A_0B0C)
        let built = try #require(
            WhirlpoolLayout.swap(
                party, row.direction, order, limit: limit, authority: someone(1),
                tokensA: someone(2), tokensB: someone(3)))
        #expect(built.program == whirlpoolProgram)
        try compare(
            built, order, [json(party, row.direction, limit: limit)],
            [someone(1), someone(2), someone(3)])
    }

    @Test(
        "two_hop_swap_v2 is what solders builds",
        .enabled(if: Solders.isThere, "needs PyPI solders"),
        arguments: [
            (SwapDirection.aToB, SwapDirection.aToB), (.aToB, .bToA), (.bToA, .aToB),
            (.bToA, .bToA),
        ])
    func twoHop(first: SwapDirection, second: SwapDirection) throws {
        let one = try party(100, spacing: 64, tick: 5_600, spares: [16_896])
        let two = try party(200, spacing: 4, tick: -1_000, spares: first == second ? [] : [0, 352])
        let order = WhirlpoolOrder(.exactOut(Atoms(77)), threshold: 99)
        let limits = (first: SqrtPrice(bits: 0), second: SqrtPrice(bits: 1 << 90))
        let built = try #require(
            WhirlpoolLayout.twoHopSwap(
                one, first, two, second, order, limits: limits, authority: someone(1),
                tokensIn: someone(2), tokensOut: someone(3)))
        try compare(
            built, order,
            [json(one, first, limit: limits.first), json(two, second, limit: limits.second)],
            [someone(1), someone(2), someone(3)])
    }

    struct Recorded {
        var keys: [PublicKey]
        var writable: [Bool]
        var data: String

        init(_ name: String) throws {
            let path = "data/whirlpool/carbon/\(name).json"
            let file = try Data(contentsOf: Shared.root.appendingPathComponent(path))
            let json = try JSONSerialization.jsonObject(with: file) as? [String: Any]
            let accounts = json?["accounts"] as? [[String: Any]] ?? []
            keys = accounts.map { key($0["pubkey"] as? String ?? "") }
            writable = accounts.map { $0["is_writable"] as? Bool ?? false }
            data = json?["data"] as? String ?? ""
        }
    }

    @Test(
        "a recorded swap_v2, whose trader named the arrays the other way round",
        .enabled(if: Shared.exists("data/whirlpool/carbon/swap_v2_ix.json"), "needs ../shared"))
    func recordedSwap() throws {
        let recorded = try Recorded("swap_v2_ix")
        let keys = recorded.keys
        var party = try party(1, spacing: 8, tick: 57_100)
        party.pool = keys[4]
        party.tokenProgramB = keys[1]
        (party.account.mintA, party.account.mintB) = (keys[5], keys[6])
        (party.account.vaultA, party.account.vaultB) = (keys[8], keys[10])
        let built = try #require(
            WhirlpoolLayout.swap(
                party, .aToB,
                WhirlpoolOrder(.exactIn(Atoms(367_897_999)), threshold: 1),
                limit: TickMath.sqrtPriceMin, authority: keys[3], tokensA: keys[7],
                tokensB: keys[9]))
        let found = built.accounts.map(\.key)
        #expect(found.prefix(11) == keys.prefix(11) && found.suffix(1) == keys.suffix(1))
        #expect(found[11..<14].reversed() == Array(keys[11..<14]))
        #expect(built.accounts.map(\.isWritable) == recorded.writable)
        #expect(hex(built.data) == recorded.data)
    }

    @Test(
        "a recorded two_hop_swap_v2, to the last byte",
        .enabled(
            if: Shared.exists("data/whirlpool/carbon/two_hop_swap_v2_ix.json"), "needs ../shared"))
    func recordedTwoHop() throws {
        let recorded = try Recorded("two_hop_swap_v2_ix")
        let keys = recorded.keys
        var one = try party(1, spacing: 8, tick: 15_500)
        var two = try party(2, spacing: 1, tick: -5)
        (one.pool, two.pool) = (keys[0], keys[1])
        (one.account.mintB, one.account.mintA) = (keys[2], keys[3])
        (two.account.mintA, two.account.mintB) = (keys[3], keys[4])
        (one.tokenProgramB, one.tokenProgramA) = (keys[5], keys[6])
        (two.tokenProgramA, two.tokenProgramB) = (keys[6], keys[7])
        (one.account.vaultB, one.account.vaultA) = (keys[9], keys[10])
        (two.account.vaultA, two.account.vaultB) = (keys[11], keys[12])
        let built = try #require(
            WhirlpoolLayout.twoHopSwap(
                one, .bToA, two, .aToB,
                WhirlpoolOrder(.exactIn(Atoms(40_139_172)), threshold: 0),
                limits: (TickMath.sqrtPriceMax, TickMath.sqrtPriceMin), authority: keys[14],
                tokensIn: keys[8], tokensOut: keys[13]))
        #expect(built.accounts.map(\.key) == keys)
        var writable = recorded.writable
        writable[14] = false  // It paid for the transaction, so it was writable there.
        #expect(built.accounts.map(\.isWritable) == writable)
        #expect(built.accounts.filter(\.isSigner).map(\.key) == [keys[14]])
        #expect(hex(built.data) == recorded.data)
    }
}
