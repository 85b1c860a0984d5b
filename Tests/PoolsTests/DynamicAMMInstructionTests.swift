import Foundation
import Numbers
import Solana
import Testing

@testable import Pools

/// PyPI's `solders` builds the same instruction and writes it down.
private enum Peer {
    static let script = """
        import sys
        from solders.instruction import Instruction, AccountMeta
        from solders.pubkey import Pubkey
        key = Pubkey.from_string
        program, vaults, tokens = (key(x) for x in sys.argv[1:4])
        amount, least = int(sys.argv[4]), int(sys.argv[5])
        user = key(sys.argv[6])
        written = [AccountMeta(key(x), False, True) for x in sys.argv[7:19]]
        read = [AccountMeta(x, False, False) for x in (vaults, tokens)]
        stake = [AccountMeta(key(x), False, False) for x in sys.argv[19:]]
        accounts = written + [AccountMeta(user, True, False)] + read + stake
        data = bytes([248, 198, 158, 145, 225, 117, 135, 200])
        data += amount.to_bytes(8, "little") + least.to_bytes(8, "little")
        it = Instruction(program, data, accounts)
        print(it.program_id)
        for m in it.accounts:
            print(m.pubkey, int(m.is_signer), int(m.is_writable))
        print(bytes(it.data).hex())
        """

    static func run(_ arguments: [String]) -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = Pipe()
        do { try process.run() } catch { return (-1, "") }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// False where Python or its package is missing.
    static let isThere = run(["-c", "import solders"]).status == 0
}

@Suite("Dynamic AMM instructions")
struct DynamicAMMInstructionTests {
    static func party(_ pool: PlainDynamicAMM) throws -> DynamicAMMParty {
        DynamicAMMParty(
            pool: PlainDynamicAMM.pool,
            account: try pool.poolAccount.decode(DynamicAMMPool.init(_:owner:)),
            vaultA: try PlainDynamicAMM.vault(pool.a, isA: true)
                .decode(DynamicAMMVault.init(_:owner:)),
            vaultB: try PlainDynamicAMM.vault(pool.b, isA: false)
                .decode(DynamicAMMVault.init(_:owner:)))
    }

    static let taker = DynamicAMMTaker(
        user: PlainDynamicAMM.key(50), source: PlainDynamicAMM.key(51),
        destination: PlainDynamicAMM.key(52))

    @Test("a swap names the accounts in the order that the program executed")
    func order() throws {
        let party = try Self.party(DynamicAMMSwapTests.staked)
        let built = DynamicAMMInstruction.swap(
            .bToA, input: Atoms(258), outputMin: Atoms(1), party, Self.taker)
        let bytes: [UInt8] = [1, 51, 52, 13, 14, 20, 21, 22, 23, 15, 16, 18, 50]
        #expect(built.accounts.prefix(13).map(\.key) == bytes.map(PlainDynamicAMM.key))
        #expect(built.accounts.count == 16)
        #expect(built.accounts.filter(\.isSigner).map(\.key) == [PlainDynamicAMM.key(50)])
        #expect(built.accounts.map(\.isWritable) == (0..<16).map { $0 < 12 })
        #expect(
            built.data
                == [0xF8, 0xC6, 0x9E, 0x91, 0xE1, 0x75, 0x87, 0xC8] + [2, 1, 0, 0, 0, 0, 0, 0]
                + [1, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test("solders builds the same", .enabled(if: Peer.isThere, "needs PyPI's solders"))
    func same() throws {
        for direction in SwapDirection.allCases {
            for depeg in UInt8(0)...3 {
                var pool = DynamicAMMSwapTests.staked
                pool.depeg = depeg
                let built = DynamicAMMInstruction.swap(
                    direction, input: Atoms(123_456_789), outputMin: Atoms(.max),
                    try Self.party(pool), Self.taker)
                let protocolFee: UInt8 = direction.isDown ? 17 : 18
                let written: [UInt8] = [
                    1, 51, 52, 13, 14, 20, 21, 22, 23, 15, 16, protocolFee,
                ]
                var arguments = [
                    "-c", Peer.script, "Eo7WjKq67rjJQSZxS6z3YkapzY3eMj6Xy8X5EQVn5UaB",
                    "24Uqj9JCLxUeoC3hGfh5W3s9FM9uCHDS2SG3LYwBpyTi",
                    "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "123456789",
                    "18446744073709551615", "\(PlainDynamicAMM.key(50))",
                ]
                arguments += written.map { "\(PlainDynamicAMM.key($0))" }
                switch depeg {
                case 1: arguments.append("8szGkuLTAux9XMgZ2vtY39jVSowEcpBfFfD8hXSEqdGC")
                case 2: arguments.append("49Yi1TKkNyYjPAFdR9LBvoHcUjuPX4Df5T5yv39w2XTn")
                case 3: arguments.append("\(PlainDynamicAMM.key(30))")
                default: break
                }
                var lines = ["\(built.program)"]
                for meta in built.accounts {
                    lines.append(
                        "\(meta.key) \(meta.isSigner ? 1 : 0) \(meta.isWritable ? 1 : 0)")
                }
                lines.append(built.data.map { String(format: "%02x", $0) }.joined())
                let peer = Peer.run(arguments)
                #expect(peer.status == 0)
                #expect(peer.output == lines.joined(separator: "\n") + "\n")
            }
        }
    }
}
