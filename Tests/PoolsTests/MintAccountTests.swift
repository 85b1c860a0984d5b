import Foundation
import Numbers
import Solana
import Testing

@testable import Pools

private func decode(
    _ bytes: [UInt8], owner: PublicKey = TokenAccount.program2022
) throws -> MintAccount {
    try bytes.withUnsafeBytes { try MintAccount(AccountBytes($0), owner: owner) }
}

/// A mint with one extension.
private func mint(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
    PlainWhirlpool.mintBytes(.none) + [UInt8](repeating: 0, count: 83) + [1] + little(type)
        + little(UInt16(value.count)) + value
}

@Suite("Mints")
struct MintAccountTests {
    @Test("a plain mint of either program")
    func plain() throws {
        let bytes = PlainWhirlpool.mintBytes(.none)
        for owner in [TokenAccount.program, TokenAccount.program2022] {
            let mint = try decode(bytes, owner: owner)
            #expect(mint.supply == 77 && mint.decimals == 6 && mint.transferFees.areNone)
            #expect(mint.isExtensible == (owner == TokenAccount.program2022))
        }
        #expect(throws: AccountError.wrongOwner) { try decode(bytes, owner: whirlpoolProgram) }
        #expect(throws: AccountError.truncated) { try decode(Array(bytes.dropLast())) }
        #expect(throws: AccountError.wrongLength) { try decode(bytes + [0]) }
        var blank = bytes
        blank[45] = 0
        #expect(throws: AccountError.valueOutOfRange) { try decode(blank) }
        let extended = mint(3, [UInt8](repeating: 1, count: 32))
        #expect(throws: AccountError.wrongLength) {
            try decode(extended, owner: TokenAccount.program)
        }
    }

    @Test("a transfer fee is read with both schedules")
    func transferFee() throws {
        let older = try #require(TransferFee(share: 5, most: 60))
        let newer = try #require(TransferFee(share: 10_000, most: .max))
        let fees = TransferFees(older: older, newer: newer, newerEpoch: 700)
        let mint = try decode(PlainWhirlpool.mintBytes(fees))
        #expect(mint.transferFees == fees)
        #expect(mint.transferFees.fee(at: ChainTime(slot: 302_399_999, seconds: 0)) == older)
        #expect(mint.transferFees.fee(at: ChainTime(slot: 302_400_000, seconds: 0)) == newer)
        #expect(throws: AccountError.unsupportedExtension) { try mint.refuseTransferFee() }
        var beyond = PlainWhirlpool.mintBytes(fees)
        beyond.replaceSubrange((beyond.count - 2)..<beyond.count, with: little(UInt16(10_001)))
        #expect(throws: AccountError.valueOutOfRange) { try decode(beyond) }
    }

    @Test("extensions that change a transfer are refused, the others are not")
    func extensions() throws {
        let none = [UInt8](repeating: 0, count: 64)
        for type: UInt16 in [3, 4, 10, 12, 16, 18, 19, 20, 21, 22, 23, 24, 25, 28] {
            #expect(throws: Never.self) { try decode(mint(type, none)) }
        }
        for type: UInt16 in [2, 5, 7, 8, 9, 11, 13, 15, 17, 27, 29, 40, 65_535] {
            #expect(throws: AccountError.unsupportedExtension) { try decode(mint(type, none)) }
        }
        #expect(throws: Never.self) { try decode(mint(14, none)) }
        let hook = [UInt8](repeating: 0, count: 32) + [UInt8](repeating: 4, count: 32)
        #expect(throws: AccountError.unsupportedExtension) { try decode(mint(14, hook)) }
        #expect(throws: Never.self) { try decode(mint(6, [1])) }
        #expect(throws: AccountError.unsupportedExtension) { try decode(mint(6, [2])) }
        let paused = [UInt8](repeating: 0, count: 32) + [1]
        #expect(throws: AccountError.unsupportedExtension) { try decode(mint(26, paused)) }
        #expect(throws: AccountError.truncated) { try decode(mint(14, [1])) }
        #expect(throws: AccountError.truncated) { try decode(mint(1, [1])) }
        #expect(throws: AccountError.truncated) { try decode(Array(mint(3, none).dropLast())) }
    }

    @Test(
        "real mints of Token-2022", .enabled(if: Shared.exists(RealPool.folder), "needs ../shared"),
        arguments: [
            ("pyusd.2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo", UInt8(6)),
            ("susd.susdabGDNbhrnCa6ncrYo81u4s9GM8ecK2UwMyZiq4X", 6),
        ])
    func real(name: String, decimals: UInt8) throws {
        let path = "\(RealPool.folder)/token_2022_\(name).json"
        let file = try Data(contentsOf: Shared.root.appendingPathComponent(path))
        let json = try JSONSerialization.jsonObject(with: file) as? [String: Any]
        let account = json?["account"] as? [String: Any]
        let text = (account?["data"] as? [String])?.first ?? ""
        let mint = try decode(Array(Data(base64Encoded: text) ?? Data()))
        #expect(mint.decimals == decimals && mint.supply > 0 && mint.transferFees.areNone)
        try mint.refuseTransferFee()
    }

    @Test("random bytes never trap")
    func fuzz() {
        var seeded = Seeded(state: 8)
        for _ in 0..<20_000 {
            let value = (0..<108).map { _ in UInt8(seeded.below(9)) }
            var bytes = mint(UInt16(seeded.below(30)), value)
            for _ in 0..<seeded.below(5) {
                bytes[Int(seeded.below(UInt64(bytes.count)))] = UInt8(seeded.below(256))
            }
            _ = try? decode(Array(bytes.prefix(Int(seeded.below(UInt64(bytes.count) + 40)))))
        }
    }
}

@Suite("Transfer fees")
struct TransferFeeTests {
    @Test("the fee is rounded up and capped")
    func fee() throws {
        let fee = try #require(TransferFee(share: 25, most: 1_000))
        #expect(fee.fee(on: 0) == 0 && fee.fee(on: 1) == 1 && fee.fee(on: 400) == 1)
        #expect(fee.fee(on: 401) == 2 && fee.fee(on: 1_000_000) == 1_000)
        #expect(fee.arriving(of: 401) == 399)
        #expect(TransferFee(share: 10_001, most: 0) == nil)
        #expect(TransferFee.none.fee(on: .max) == 0 && TransferFee.none.sent(arriving: 9) == 9)
    }

    @Test("what is sent is the least that lets the amount arrive")
    func inverse() throws {
        var seeded = Seeded(state: 6)
        for _ in 0..<20_000 {
            let share = seeded.below(4) == 0 ? 10_000 : UInt16(seeded.below(10_001))
            let most = UInt64(seeded.bits(seeded.below(64) + 1))
            let fee = try #require(TransferFee(share: share, most: most))
            let amount = UInt64(seeded.bits(seeded.below(64) + 1))
            guard let sent = fee.sent(arriving: amount) else {
                #expect(fee.arriving(of: .max) < amount)
                continue
            }
            #expect(fee.arriving(of: sent) == amount)
            #expect(sent == 0 || fee.arriving(of: sent - 1) < amount)
        }
    }
}
