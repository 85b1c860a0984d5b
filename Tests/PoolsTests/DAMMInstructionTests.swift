import Foundation
import Solana
import Testing

@testable import Pools

/// PyPI `solders` as an independent builder of the same instruction.
private enum Solders {
    static func run(_ arguments: [String]) -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return (-1, "") }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    static let isThere = run(["import solders.instruction"]).status == 0

    /// From Anchor's conventions: hashes name the instructions, seeds the authorities.
    static let script = """
        import hashlib, struct, sys
        from solders.instruction import AccountMeta, Instruction
        from solders.pubkey import Pubkey
        mode, amount, limit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
        sees, referrer, *keys = sys.argv[4:]
        program = Pubkey.from_string("cpamdpZCGKUy5JxQXB4dcpGPiikHawvSWAd6mEn1sGG")
        derived = lambda seed: Pubkey.find_program_address([seed], program)[0]
        name = b"global:swap" if mode == "old" else b"global:swap2"
        data = hashlib.sha256(name).digest()[:8] + struct.pack("<QQ", amount, limit)
        if mode != "old": data += struct.pack("<B", int(mode))
        pool, source, target, va, vb, ma, mb, payer, pa, pb = map(Pubkey.from_string, keys)
        read = lambda key: AccountMeta(key, False, False)
        write = lambda key: AccountMeta(key, False, True)
        metas = [read(derived(b"pool_authority")), write(pool), write(source), write(target),
                 write(va), write(vb), read(ma), read(mb), AccountMeta(payer, True, False),
                 read(pa), read(pb),
                 read(program) if referrer == "-" else write(Pubkey.from_string(referrer)),
                 read(derived(b"__event_authority")), read(program)]
        if sees == "yes":
            metas.append(read(Pubkey.from_string("Sysvar1nstructions1111111111111111111111111")))
        built = Instruction(program, data, metas)
        print(built.program_id, bytes(built.data).hex())
        for meta in built.accounts: print(meta.pubkey, meta.is_signer, meta.is_writable)
        """
}

@Suite("DAMM v2 instructions")
struct DAMMInstructionTests {
    private static func accounts(referrer: PublicKey? = nil) throws -> DAMMSwapAccounts {
        let keys = (0..<3).map { PublicKey(words: 7, 8, 9, UInt64($0)) }
        let pool = try DAMMBytes().with { $0.bytes[483] = 1 }.decode()
        return DAMMSwapAccounts(
            pool, pool: DAMMBytes.address, payer: keys[0], input: keys[1], output: keys[2],
            referrer: referrer)
    }

    private static func text(_ instruction: Instruction) -> String {
        let data = instruction.data.map { String(format: "%02x", $0) }.joined()
        let metas = instruction.accounts.map {
            "\($0.key) \($0.isSigner ? "True" : "False") \($0.isWritable ? "True" : "False")\n"
        }
        return "\(instruction.program) \(data)\n" + metas.joined()
    }

    private func built(
        _ mode: String, _ amount: UInt64, _ limit: UInt64, sees: Bool, _ a: DAMMSwapAccounts
    ) -> String {
        let keys = [
            a.pool, a.input, a.output, a.vaultA, a.vaultB, a.mintA, a.mintB, a.payer, a.programA,
            a.programB,
        ]
        let referrer = a.referrer.map { "\($0)" } ?? "-"
        let arguments = [
            Solders.script, mode, "\(amount)", "\(limit)", sees ? "yes" : "no", referrer,
        ]
        return Solders.run(arguments + keys.map { "\($0)" }).output
    }

    @Test(
        "are byte by byte those of solders",
        .enabled(if: Solders.isThere, "needs Python's solders: pip install solders"))
    func solders() throws {
        let plain = try Self.accounts()
        let referred = try Self.accounts(referrer: PublicKey(words: 1, 2, 3, 4))
        for mode in DAMMSwapMode.allCases {
            for (accounts, sees) in [(plain, false), (referred, true)] {
                let limit = UInt64.max - UInt64(mode.rawValue)
                let ours = try #require(
                    DAMMLayout.swap(
                        accounts, mode, amount: 123_456_789_012, limit: limit, namesSysvar: sees))
                let theirs = built("\(mode.rawValue)", 123_456_789_012, limit, sees: sees, accounts)
                #expect(Self.text(ours) == theirs)
            }
        }
        let old = try #require(
            DAMMLayout.swap(plain, amountIn: 5, leastOut: 1 << 63, namesSysvar: false))
        #expect(Self.text(old) == built("old", 5, 1 << 63, sees: false, plain))
    }

    @Test("the authorities are the program's own addresses")
    func authorities() throws {
        #expect(
            DAMMLayout.poolAuthority() == key("HLnpSz9h2S4hiLQ43rnSD9XkcUThA7B8hQMKmDaiTLcC"))
        #expect(
            DAMMLayout.instructionsSysvar == key("Sysvar1nstructions1111111111111111111111111"))
        let swap = try #require(
            DAMMLayout.swap(
                try Self.accounts(), .exactOut, amount: 1, limit: 2, namesSysvar: true))
        #expect(swap.accounts.count == 15 && swap.accounts.filter(\.isSigner).count == 1)
        #expect(
            swap.data == [
                0x41, 0x4B, 0x3F, 0x4C, 0xEB, 0x5B, 0x5B, 0x88, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0,
                0, 0, 0, 0, 0, 2,
            ])
    }
}
