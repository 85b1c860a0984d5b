import Foundation
import Numbers
import Solana
import Testing

@testable import Pools

/// PyPI `solders` as a second builder of the same instructions, from the program's own order of
/// accounts. Key n is 32 bytes of n.
private enum Solders {
    static let isThere: Bool = { (try? run("import solders.instruction")) != nil }()

    struct Failure: Error { var output: String }

    static let program = """
        from solders.instruction import AccountMeta, Instruction
        from solders.pubkey import Pubkey
        import struct
        k = lambda n: Pubkey(bytes([n] * 32))
        token = Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
        cpmm = Pubkey.from_string("CPMMoo8L3F4NbTegBCKVNunggL7H1ZpdTHKxQB5qKP1C")
        amm = Pubkey.from_string("675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8")
        holder, _ = Pubkey.find_program_address([b"vault_and_lp_mint_auth_seed"], cpmm)
        keeper = Pubkey.create_program_address([b"amm authority", bytes([254])], amm)
        r = lambda key: AccountMeta(key, False, False)
        w = lambda key: AccountMeta(key, False, True)
        def show(name, ix):
            metas = [f"{m.pubkey}{'s' if m.is_signer else ''}{'w' if m.is_writable else ''}"
                     for m in ix.accounts]
            print(name, ix.program_id, ",".join(metas), bytes(ix.data).hex())
        def swap(down, mark, a, b):
            i, o = ((2, 6, 4), (3, 7, 5)) if down else ((3, 7, 5), (2, 6, 4))
            return Instruction(cpmm, bytes.fromhex(mark) + struct.pack("<QQ", a, b), [
                AccountMeta(k(0x50), True, True), r(holder), r(k(1)), w(k(0x77)), w(k(0x51)),
                w(k(0x52)), w(k(i[0])), w(k(o[0])), r(k(i[1])), r(k(o[1])), r(k(i[2])), r(k(o[2])),
                w(k(8))])
        show("cpmm-in-down", swap(True, "8fbe5adac41e33de", 123456789012345678, 77))
        show("cpmm-in-up", swap(False, "8fbe5adac41e33de", 123456789012345678, 77))
        show("cpmm-out-down", swap(True, "37d96256a34ab4ad", 2**64 - 1, 123456789))
        show("cpmm-out-up", swap(False, "37d96256a34ab4ad", 2**64 - 1, 123456789))
        user = [w(k(0x51)), w(k(0x52)), AccountMeta(k(0x50), True, False)]
        def plain(tag, a, b):
            return Instruction(amm, bytes([tag]) + struct.pack("<QQ", a, b), [
                r(token), w(k(0x77)), r(keeper), w(k(1)), w(k(2))] + user)
        def old(tag, a, b, target):
            return Instruction(amm, bytes([tag]) + struct.pack("<QQ", a, b), [
                r(token), w(k(0x77)), r(keeper), w(k(5))] + target + [w(k(1)), w(k(2)), r(k(7)),
                w(k(6)), w(k(0x60)), w(k(0x61)), w(k(0x62)), w(k(0x63)), w(k(0x64)),
                r(k(0x65))] + user)
        show("amm-in", plain(16, 123456789012345678, 77))
        show("amm-out", plain(17, 2**64 - 1, 123456789))
        show("book-in-17", old(9, 123456789012345678, 77, []))
        show("book-in-18", old(9, 123456789012345678, 77, [w(k(0x66))]))
        show("book-out-17", old(11, 2**64 - 1, 123456789, []))
        """

    static func run(_ text: String) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", text]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        guard process.terminationStatus == 0 else { throw Failure(output: text) }
        return text
    }
}

@Suite("Raydium's swap instructions")
struct RaydiumInstructionTests {
    private static let market = AMMv4Market(
        bids: repeatedKey(0x60), asks: repeatedKey(0x61), eventQueue: repeatedKey(0x62),
        coinVault: repeatedKey(0x63), pcVault: repeatedKey(0x64),
        vaultSigner: repeatedKey(0x65))
    private static let taker = AMMv4Taker(
        owner: repeatedKey(0x50), source: repeatedKey(0x51), destination: repeatedKey(0x52))
    private static let input = (
        SwapAmount.exactIn(Atoms(123_456_789_012_345_678)), 77 as UInt64
    )
    private static let output = (SwapAmount.exactOut(Atoms(123_456_789)), UInt64.max)

    /// All forms, by the names that the other builder gives them.
    private static func built() throws -> [String: Instruction] {
        let (cpmm, amm) = (try WrittenAccount.cpmmPool.cpmm(), try WrittenAccount.ammPool.amm())
        let pool = RaydiumPool.address
        func swap(_ direction: SwapDirection, _ order: (SwapAmount, UInt64)) -> Instruction {
            CPMMLayout.swap(
                pool, cpmm, direction, order.0, limit: order.1, payer: taker.owner,
                source: taker.source, destination: taker.destination)
        }
        func plain(_ order: (SwapAmount, UInt64)) throws -> Instruction {
            try #require(AMMv4Layout.swap(pool, amm, order.0, limit: order.1, taker))
        }
        func old(_ order: (SwapAmount, UInt64), _ target: PublicKey?) throws -> Instruction {
            try #require(
                AMMv4Layout.swap(
                    pool, amm, on: market, targetOrders: target, order.0, limit: order.1, taker))
        }
        return [
            "cpmm-in-down": swap(.aToB, input), "cpmm-in-up": swap(.bToA, input),
            "cpmm-out-down": swap(.aToB, output), "cpmm-out-up": swap(.bToA, output),
            "amm-in": try plain(input), "amm-out": try plain(output),
            "book-in-17": try old(input, nil), "book-in-18": try old(input, repeatedKey(0x66)),
            "book-out-17": try old(output, nil),
        ]
    }

    @Test("each equals what solders builds", .enabled(if: Solders.isThere, "needs solders"))
    func solders() throws {
        let built = try Self.built()
        let lines = try Solders.run(Solders.program).split(separator: "\n")
        #expect(lines.count == built.count)
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            let own = try #require(built[words[0]])
            #expect("\(own.program)" == words[1])
            #expect(own.accounts.map(\.inWords).joined(separator: ",") == words[2])
            #expect(own.data.inHex == words[3])
        }
    }

    @Test("a CPMM swap of the chain is built again: block 339,954,329, transaction 1,195")
    func recordedCPMM() throws {
        let keys = [
            "DaThaWhH6ub3TH98QGMGsgxj2GFRdtNtxTujQ1xXN44d",
            "GpMZbSM2GgvTKHJirzeGfMFoaZ8UR2X7F4v8vHTvxFbL",
            "D4FPEruKEHrG5TenZ2mpDGEfu1iUvTiqBxvpU8HLBvC2",
            "UKSPrYDU4veB4cAfV9HkzNg9gNP1jsoch8oySMG9tcJ",
            "E2Mh3tJ2TyMCAF4SPffQNPGHTeNoiZwfHbrTCF998vC9",
            "CSaaR2ecm5G7wuXi5HN3ybWiydT7HjGNHGuS191fXjsG",
            "UbuNkAD9qsF9EBxK2GMcP9xd9svv1MyZpsQqLb2LKth",
            "ECVwYk3kw1qyf3n8wnWnLJuhye21U1Xf2iuzuwGj9Jo9",
            "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
            "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
            "FyrBf5xKg5EwKZ9pHvSpJeLLuCWBicTpm3VvZcsibonk",
            "So11111111111111111111111111111111111111112",
            "GqXnzeMKAeXE3ZsSJ5q4oEjhFVfZHeenFvQ4PCTgsXtb",
        ].map { key($0) }
        var account = try WrittenAccount.cpmmPool.cpmm()
        // wSOL is the smaller mint: its side is 0, and this swap sells the other.
        account.config = keys[2]
        (account.vault1, account.vault0) = (keys[6], keys[7])
        (account.tokenProgram1, account.tokenProgram0) = (keys[8], keys[9])
        (account.mint1, account.mint0) = (keys[10], keys[11])
        account.observation = keys[12]
        let built = CPMMLayout.swap(
            keys[3], account, .bToA, .exactIn(Atoms(851_877_895)), limit: 15_007_181,
            payer: keys[0], source: keys[4], destination: keys[5])
        #expect(built.accounts.map(\.key) == keys)
        #expect(built.data.inHex == "8fbe5adac41e33de07a0c63200000000cdfde40000000000")
        // What the transaction had signed and let be written to.
        #expect(built.accounts.map(\.flag).joined() == "srrwwwwwrrrrw")
    }

    @Test("an AMM v4 swap of the chain is built again: the same block, transaction 1,245")
    func recordedAMM() throws {
        let keys = [
            "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
            "58oQChx4yWmvKdwLLZzBi4ChoCc2fqCUWBkwMihLYQo2",
            "5Q544fKrFoe6tsEbD7S8EmxGTJYAKtTVhAW5Q5pge4j1",
            "HmiHHzq4Fym9e1D4qzLS6LDDM3tNsCTBPDWHTLZ763jY",
            "DQyrAcCrDXQ7NeoqGgDCZwBvWDcYmFCjSb9JtteuvPpz",
            "HLmqeL62xR1QoZ1HKKbXRrdN1p3phKpxRMb2VVopvBBz",
            "srmqPvymJeFKQ4zGQed1GFppgkRHL9kaELCbyksJtPX",
            "8BnEgHoWFysVcuFFX7QztDmzuH8r5ZFvyP3sYwn1XTh6",
            "5jWUncPNBMZJ3sTHKmMLszypVkoRK6bfEQMQUHweeQnh",
            "EaXdHx7x3mdGA38j5RSmKYSXMzAFzzUXCLNBEDXDn1d5",
            "8CvwxZ9Db6XbLD46NZwwmVDZZRDy7eydFcAGkXKh9axa",
            "CKxTHwM9fPMRRvZmFnFoqKNd9pQR21c5Aq9bh5h9oghX",
            "6A5NHCj1yF6urc9wZNe6Bcjj4LVszQNj5DwAWG97yzMu",
            "CTz5UMLQm2SRWHzQnU62Pi4yJqbNGjgRBHqqp6oDHfF7",
            "6jz3UuC5tKeYGt5FiX18LRDEeceDmC55jmn5cDUL8wh7",
            "8bAVCeuQd9akudbotz4Ug3nv7e2KHVL2NTPtDaZLjvee",
            "CreQJ2t94QK5dsxUZGXfPJ8Nx7wA9LHr5chxjSMkbNft",
        ].map { key($0) }
        var account = try WrittenAccount.ammPool.amm()
        account.openOrders = keys[3]
        (account.coinVault, account.pcVault) = (keys[4], keys[5])
        (account.marketProgram, account.market) = (keys[6], keys[7])
        let market = AMMv4Market(
            bids: keys[8], asks: keys[9], eventQueue: keys[10], coinVault: keys[11],
            pcVault: keys[12], vaultSigner: keys[13])
        let built = try #require(
            AMMv4Layout.swap(
                keys[1], account, on: market, .exactIn(Atoms(500_151_014)),
                limit: 2_643_398_854,
                AMMv4Taker(owner: keys[16], source: keys[14], destination: keys[15])))
        #expect(built.accounts.map(\.key) == keys)
        #expect(built.data.inHex == "09e6b2cf1d00000000c6108f9d00000000")
        #expect(built.accounts.map(\.flag).joined() == "rwrwwwrwwwwwwrwws")
    }

    @Test("the authorities are the addresses that the programs derive")
    func authorities() throws {
        let seeds = [Array("vault_and_lp_mint_auth_seed".utf8)]
        #expect(ProgramAddress(seeds: seeds, program: CPMMLayout.program)?.bump == 253)
        #expect(
            ProgramAddress(seeds: seeds, program: CPMMLayout.program)?.key
                == CPMMLayout.authority)
        #expect(CPMMLayout.authority == key("GpMZbSM2GgvTKHJirzeGfMFoaZ8UR2X7F4v8vHTvxFbL"))
        let account = try WrittenAccount.ammPool.amm()
        #expect(
            AMMv4Layout.authority(of: account)
                == key("5Q544fKrFoe6tsEbD7S8EmxGTJYAKtTVhAW5Q5pge4j1"))
    }
}

extension AccountMeta {
    fileprivate var inWords: String {
        "\(key)\(isSigner ? "s" : "")\(isWritable ? "w" : "")"
    }
    /// s: signs; w: is written to; r: is read.
    fileprivate var flag: String { isSigner ? "s" : isWritable ? "w" : "r" }
}

extension [UInt8] {
    fileprivate var inHex: String {
        map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
