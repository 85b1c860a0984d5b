import Foundation
import Numbers
import Solana
import Testing

@testable import Pools

/// A swap that the chain executed: block 361,774,429's, in the block's order.
struct PhoenixExecution: Sendable {
    var order: PhoenixOrder
    var clientOrder: UInt128
    /// The instruction's data; the first, second and last leave the two final options out, as
    /// the program allows.
    var data: String
    /// What the program logged.
    var fill: PhoenixFill

    static let all: [PhoenixExecution] = [
        PhoenixExecution(
            order: PhoenixOrder(.aToB, baseLots: 12_100), clientOrder: 0,
            data: "00020100442f0000000000000000000000000000000000000000000000000000"
                + "0000000001000000000000000000000000000000000000",
            fill: PhoenixFill(
                baseLots: 12_100, quoteLots: 173_173_270, feeLots: 86_630, crossed: 0)),
        PhoenixExecution(
            order: PhoenixOrder(.aToB, baseLots: 7_100), clientOrder: 0,
            data: "00020100bc1b0000000000000000000000000000000000000000000000000000"
                + "0000000001000000000000000000000000000000000000",
            fill: PhoenixFill(
                baseLots: 7_100, quoteLots: 101_614_067, feeLots: 50_833, crossed: 0)),
        PhoenixExecution(
            order: PhoenixOrder(.aToB, limit: 14_312, baseLots: 349_338),
            clientOrder: 0x1_986A_C816_66,
            data: "00020101e8370000000000009a54050000000000000000000000000000000000"
                + "00000000000000000000000001006616c86a980100000000000000000000000000",
            fill: PhoenixFill(
                baseLots: 15_716, quoteLots: 224_924_885, feeLots: 112_519, crossed: 1)),
        PhoenixExecution(
            order: PhoenixOrder(.aToB, limit: 14_319, baseLots: 241_771),
            clientOrder: 0x1_986A_C6BE_FF,
            data: "00020101ef370000000000006bb0030000000000000000000000000000000000"
                + "0000000000000000000000000100ffbec66a980100000000000000000000000000",
            fill: PhoenixFill(baseLots: 0, quoteLots: 0, feeLots: 0)),
        // Its transaction failed later, in another program.
        PhoenixExecution(
            order: PhoenixOrder(.aToB, baseLots: 2_100), clientOrder: 0,
            data: "0002010034080000000000000000000000000000000000000000000000000000"
                + "0000000001000000000000000000000000000000000000",
            fill: PhoenixFill(
                baseLots: 2_100, quoteLots: 8_395_800, feeLots: 4_200, crossed: 0)),
    ]
}

@Suite("Phoenix instructions")
struct PhoenixInstructionTests {
    private let accounts = PhoenixSwapAccounts(
        market: key("G7pBjZYCBPDh6MjmKDm7F9xydekrH5Fwei68D3wR4kW8"),
        baseVault: key("CwwJDThzgm4vjY1jCe1Bhk444wd94B7zQSSMUaeeVrR9"),
        quoteVault: key("R4UtcnArWbMmSDtqb7vBUhumJrVEZwAwHEc2Uvu2Rdv"),
        trader: key("CujGG3HXK7kPP8D4cFPJHqK4z6tMgMEC1ZaBm3p11WuL"),
        baseAccount: key("21GYgaYQV7gb5o6CRYVauh42JxJz1ySxuDKRGYG5VgTp"),
        quoteAccount: key("2q9n9B4nxjnTnio8r94kDmNfnaAC4kru7T9biHzXdx43"))

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }

    @Test("swaps that the chain executed are built to the byte, and fill as they were filled")
    func executed() throws {
        // What the five met: a bid of which they left nothing, and one far below it.
        var market = PlainMarket(fee: 5)
        market.tickSize = 1_000
        market.add(bids: [(14_319, 34_916), (4_000, 500_000)])
        var pair = try PhoenixPair.of(market)
        let time = ChainTime(slot: 361_774_429, seconds: 1_755_872_986)
        for execution in PhoenixExecution.all {
            let built = PhoenixLayout.swap(
                execution.order, accounts, selfTrade: .cancelProvide,
                clientOrder: execution.clientOrder)
            let tail = execution.data.count == 110 ? "0000" : ""
            #expect(hex(built.data) == execution.data + tail)
            let fill = try pair.state.swap(execution.order, at: time)
            #expect(fill == execution.fill)
        }
        #expect(pair.bids == [PhoenixLevel(ticks: 4_000, lots: 497_900)])
    }

    @Test("the reference's example is built to the byte")
    func example() {
        let order = PhoenixOrder(.bToA, quoteLots: 2_000_000_000, baseLotsMin: 13_000)
        let built = PhoenixLayout.swap(order, accounts)
        let expected =
            "00020000" + "0000000000000000" + "0094357700000000" + "c832000000000000"
            + "0000000000000000" + "0000" + String(repeating: "0", count: 32) + "000000"
        #expect(hex(built.data) == expected)
    }

    @Test("a swap names its accounts in the program's order, as a recorded one did")
    func metas() {
        let built = PhoenixLayout.swap(PhoenixOrder(.aToB, baseLots: 1), accounts)
        #expect(built.program == phoenixProgram)
        #expect(
            built.accounts.map(\.key.description) == [
                "PhoeNiXZ8ByJGLkxNfZRnkUfjvmuYqLR89jjFHGqdXY",
                "7aDTsspkQNGKmrexAN7FLx9oxU3iPczSSvHNggyuqYkR",
                "G7pBjZYCBPDh6MjmKDm7F9xydekrH5Fwei68D3wR4kW8",
                "CujGG3HXK7kPP8D4cFPJHqK4z6tMgMEC1ZaBm3p11WuL",
                "21GYgaYQV7gb5o6CRYVauh42JxJz1ySxuDKRGYG5VgTp",
                "2q9n9B4nxjnTnio8r94kDmNfnaAC4kru7T9biHzXdx43",
                "CwwJDThzgm4vjY1jCe1Bhk444wd94B7zQSSMUaeeVrR9",
                "R4UtcnArWbMmSDtqb7vBUhumJrVEZwAwHEc2Uvu2Rdv",
                "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
            ])
        #expect(built.accounts.map(\.isSigner) == (0..<9).map { $0 == 3 })
        #expect(built.accounts.map(\.isWritable) == (0..<9).map { $0 == 2 || (4...7) ~= $0 })
    }

    /// The same instructions by PyPI's `solders`, one in each line: data, then the accounts.
    private static let program = """
        import struct, sys
        from solders.instruction import AccountMeta, Instruction
        from solders.pubkey import Pubkey
        key = Pubkey.from_string
        program = key("PhoeNiXZ8ByJGLkxNfZRnkUfjvmuYqLR89jjFHGqdXY")
        log, _ = Pubkey.find_program_address([b"log"], program)
        token = key("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
        market, base_vault, quote_vault, trader, base, quote = map(key, sys.argv[1:7])
        def maybe(x): return b"\\0" if x is None else b"\\1" + struct.pack("<Q", x)
        def line(side, price, n_base, n_quote, min_base, min_quote, own, client, slot, second):
            data = bytes([0, 2, side]) + maybe(price)
            data += struct.pack("<4QB", n_base, n_quote, min_base, min_quote, own) + maybe(None)
            data += client.to_bytes(16, "little") + bytes([0]) + maybe(slot) + maybe(second)
            ix = Instruction(program, data, [
                AccountMeta(program, False, False), AccountMeta(log, False, False),
                AccountMeta(market, False, True), AccountMeta(trader, True, False),
                AccountMeta(base, False, True), AccountMeta(quote, False, True),
                AccountMeta(base_vault, False, True), AccountMeta(quote_vault, False, True),
                AccountMeta(token, False, False)])
            print(bytes(ix.data).hex(), *(
                f"{m.pubkey}{'s' if m.is_signer else '-'}{'w' if m.is_writable else '-'}"
                for m in ix.accounts))
        big = 2**64 - 1
        line(0, None, 0, 2_000_000_000, 13_000, 0, 0, 0, None, None)
        line(1, 14312, 349_338, 0, 0, 0, 1, 0x1986AC81666, None, None)
        line(0, big, big, 0, big, big, 2, 2**128 - 1, big, big)
        line(1, 0, 0, 1, 0, 7, 0, 1, 361774429, None)
        line(0, 5, 1, 0, 1, 0, 2, 0, None, 1755872986)
        """

    private static func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c"] + arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }

    private static let hasSolders = (try? python(["import solders"]))?.status == 0

    @Test("`solders` builds the same bytes", .enabled(if: hasSolders, "needs PyPI's solders"))
    func solders() throws {
        let keys = [
            accounts.market, accounts.baseVault, accounts.quoteVault, accounts.trader,
            accounts.baseAccount, accounts.quoteAccount,
        ]
        let answer = try Self.python([Self.program] + keys.map(\.description))
        let last = UInt64.max
        let built = [
            PhoenixLayout.swap(
                PhoenixOrder(.bToA, quoteLots: 2_000_000_000, baseLotsMin: 13_000), accounts),
            PhoenixLayout.swap(
                PhoenixOrder(.aToB, limit: 14_312, baseLots: 349_338), accounts,
                selfTrade: .cancelProvide, clientOrder: 0x1_986A_C816_66),
            PhoenixLayout.swap(
                PhoenixOrder(
                    .bToA, limit: last, baseLots: last, baseLotsMin: last, quoteLotsMin: last,
                    lastSlot: last, lastSecond: last),
                accounts, selfTrade: .decrementTake, clientOrder: .max),
            PhoenixLayout.swap(
                PhoenixOrder(
                    .aToB, limit: 0, quoteLots: 1, quoteLotsMin: 7, lastSlot: 361_774_429),
                accounts, clientOrder: 1),
            PhoenixLayout.swap(
                PhoenixOrder(
                    .bToA, limit: 5, baseLots: 1, baseLotsMin: 1, lastSecond: 1_755_872_986),
                accounts, selfTrade: .decrementTake),
        ]
        let lines = built.map { instruction in
            ([hex(instruction.data)]
                + instruction.accounts.map {
                    "\($0.key)\($0.isSigner ? "s" : "-")\($0.isWritable ? "w" : "-")"
                }).joined(separator: " ")
        }
        #expect(answer.output.split(separator: "\n").map(String.init) == lines)
    }
}
