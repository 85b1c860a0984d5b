import Numbers
import Solana
import Testing

@testable import Pools

/// An account's bytes, written field by field.
struct WrittenAccount {
    var bytes: [UInt8]
    var owner: PublicKey

    init(length: Int, owner: PublicKey, mark: UInt64? = nil) {
        bytes = [UInt8](repeating: 0, count: length)
        self.owner = owner
        if let mark { put(mark, at: 0) }
    }

    mutating func put<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
        withUnsafeBytes(of: value.littleEndian) { raw in
            for place in 0..<raw.count { bytes[offset + place] = raw[place] }
        }
    }

    /// A key of 32 equal bytes.
    mutating func put(key byte: UInt8, at offset: Int) {
        for place in offset..<offset + 32 { bytes[place] = byte }
    }

    func with(_ change: (inout WrittenAccount) -> Void) -> WrittenAccount {
        var copy = self
        change(&copy)
        return copy
    }

    func decode<Account>(
        _ body: (AccountBytes, PublicKey) throws(AccountError) -> Account
    ) throws -> Account {
        try bytes.withUnsafeBytes { try body(AccountBytes($0), owner) }
    }

    func token() throws -> TokenAccount { try decode(TokenAccount.init(_:owner:)) }
    func cpmm() throws -> CPMMAccount { try decode(CPMMAccount.init(_:owner:)) }
    func config() throws -> CPMMConfig { try decode(CPMMConfig.init(_:owner:)) }
    func amm() throws -> AMMv4Account { try decode(AMMv4Account.init(_:owner:)) }
}

func repeatedKey(_ byte: UInt8) -> PublicKey {
    PublicKey(bytes: [UInt8](repeating: byte, count: 32))!
}

extension WrittenAccount {
    static let tokens = key("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
    static let tokens2022 = key("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb")
    static let cpmmProgram = key("CPMMoo8L3F4NbTegBCKVNunggL7H1ZpdTHKxQB5qKP1C")
    static let ammProgram = key("675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8")

    static func vault(mint: UInt8, amount: UInt64, length: Int = 165) -> WrittenAccount {
        var account = WrittenAccount(length: length, owner: length > 165 ? tokens2022 : tokens)
        account.put(key: mint, at: 0)
        account.put(key: 0xA0, at: 32)
        account.put(amount, at: 64)
        account.put(UInt8(1), at: 108)
        if length > 165 { account.put(UInt8(2), at: 165) }
        return account
    }

    static let cpmmPool: WrittenAccount = {
        var account = WrittenAccount(length: 637, owner: cpmmProgram)
        let mark: [UInt8] = [0xF7, 0xED, 0xE3, 0xF5, 0xD7, 0xC3, 0xDE, 0x46]
        for place in 0..<8 { account.bytes[place] = mark[place] }
        for (index, offset) in [8, 72, 104, 168, 200, 232, 264, 296].enumerated() {
            account.put(key: UInt8(index + 1), at: offset)
        }
        for (index, offset) in [341, 349, 357, 365, 397, 405].enumerated() {
            account.put(UInt64(10) << UInt64(8 * index), at: offset)
        }
        account.put(UInt8(3), at: 329)
        account.put(UInt64(1_700_000_000), at: 373)
        account.put(UInt8(2), at: 389)
        account.put(UInt8(1), at: 390)
        return account
    }()

    static let cpmmConfig: WrittenAccount = {
        var account = WrittenAccount(length: 236, owner: cpmmProgram)
        let mark: [UInt8] = [0xDA, 0xF4, 0x21, 0x68, 0xCB, 0xCB, 0x2B, 0x6F]
        for place in 0..<8 { account.bytes[place] = mark[place] }
        account.put(UInt64(2_500), at: 12)
        account.put(UInt64(120_000), at: 20)
        account.put(UInt64(40_000), at: 28)
        account.put(UInt64(150_000_000), at: 36)
        account.put(UInt64(500), at: 108)
        return account
    }()

    static let ammPool: WrittenAccount = {
        var account = WrittenAccount(length: 752, owner: ammProgram)
        account.put(UInt64(6), at: 0)
        account.put(UInt64(25), at: 176)
        account.put(UInt64(10_000), at: 184)
        account.put(UInt64(9), at: 192)
        account.put(UInt64(5), at: 200)
        account.put(UInt64(1_600_000_000), at: 224)
        account.put(UInt64(254), at: 8)
        for (index, offset) in [336, 368, 400, 432, 496, 528, 560].enumerated() {
            account.put(key: UInt8(index + 1), at: offset)
        }
        return account
    }()
}

@Suite("Token accounts")
struct TokenAccountTests {
    @Test("both programs' accounts hold a mint, a holder and a balance")
    func fields() throws {
        for length in [165, 166, 170, 182, 354, 356, 400] {
            let account = try WrittenAccount.vault(mint: 7, amount: .max - 1, length: length)
                .token()
            #expect(account.mint == repeatedKey(7) && account.holder == repeatedKey(0xA0))
            #expect(account.amount == .max - 1 && !account.isFrozen)
        }
        let vault = WrittenAccount.vault(mint: 7, amount: 1)
        #expect(try vault.with { $0.owner = WrittenAccount.tokens2022 }.token().amount == 1)
        #expect(try vault.with { $0.put(UInt8(2), at: 108) }.token().isFrozen)
    }

    @Test("extensions are walked, to find the one that a transfer fee leaves")
    func extensions() throws {
        func account(_ extensions: [UInt8]) -> WrittenAccount {
            WrittenAccount.vault(mint: 7, amount: 1, length: 166).with { $0.bytes += extensions }
        }
        let fee: [UInt8] = [2, 0, 8, 0] + [UInt8](repeating: 9, count: 8)
        let owner: [UInt8] = [7, 0, 0, 0]
        let hook: [UInt8] = [15, 0, 1, 0, 1]
        for without in [[], owner, owner + hook, hook + [0, 0] + fee, owner + [9]] {
            #expect(try !account(without).token().hasTransferFee)
        }
        for with in [fee, owner + fee, hook + owner + fee, fee + hook] {
            #expect(try account(with).token().hasTransferFee)
        }
        for cut in [Array(fee.dropLast()), owner + [9, 0], owner + [9, 0, 1], [9, 0, 255, 255]] {
            #expect(throws: AccountError.truncated) { try account(cut).token() }
        }
        #expect(try !WrittenAccount.vault(mint: 7, amount: 1).token().hasTransferFee)
    }

    @Test("what is no token account is refused with its reason")
    func refusals() {
        let vault = WrittenAccount.vault(mint: 7, amount: 1)
        let long = WrittenAccount.vault(mint: 7, amount: 1, length: 170)
        let cases: [(AccountError, WrittenAccount)] = [
            (.wrongOwner, vault.with { $0.owner = WrittenAccount.ammProgram }),
            (.truncated, vault.with { $0.bytes.removeLast() }),
            (.truncated, vault.with { $0.bytes = [] }),
            (.wrongLength, long.with { $0.owner = WrittenAccount.tokens }),
            (.wrongLength, .vault(mint: 7, amount: 1, length: 355)),
            (.wrongDiscriminator, long.with { $0.put(UInt8(1), at: 165) }),
            (.valueOutOfRange, vault.with { $0.put(UInt8(0), at: 108) }),
            (.valueOutOfRange, vault.with { $0.put(UInt8(3), at: 108) }),
        ]
        for (error, account) in cases {
            #expect(throws: error) { try account.token() }
        }
    }
}

@Suite("Raydium accounts")
struct RaydiumAccountTests {
    @Test("a CPMM pool's fields are read from where they stand")
    func cpmm() throws {
        let pool = try WrittenAccount.cpmmPool.cpmm()
        let keys = [
            pool.config, pool.vault0, pool.vault1, pool.mint0, pool.mint1, pool.tokenProgram0,
            pool.tokenProgram1, pool.observation,
        ]
        #expect(keys == (1...8).map { repeatedKey($0) })
        #expect(pool.owed0 == 0x0A_000A_000A)
        #expect(pool.owed1 == 0x0A00_0A00_0A00)
        #expect(!pool.isSwapDisabled && pool.openTime == 1_700_000_000)
        #expect(pool.isCreatorFeeEnabled && pool.creatorSide == .token1)
        let closed = try WrittenAccount.cpmmPool.with { $0.put(UInt8(4), at: 329) }.cpmm()
        #expect(closed.isSwapDisabled)
        let config = try WrittenAccount.cpmmConfig.config()
        #expect(config.tradeFee.count == 2_500 && config.creatorFee.count == 500)
        #expect(config.protocolShare.count == 120_000 && config.fundShare.count == 40_000)
    }

    @Test("a CPMM pool is refused with its reason")
    func cpmmRefusals() {
        let pool = WrittenAccount.cpmmPool
        let cases: [(AccountError, WrittenAccount)] = [
            (.wrongOwner, pool.with { $0.owner = WrittenAccount.ammProgram }),
            (.wrongDiscriminator, pool.with { $0.bytes[0] = 0 }),
            (.wrongDiscriminator, WrittenAccount.cpmmConfig),
            (.truncated, pool.with { $0.bytes.removeLast() }),
            (.truncated, pool.with { $0.bytes = [1] }),
            (.wrongLength, pool.with { $0.bytes.append(0) }),
            (.valueOutOfRange, pool.with { $0.put(UInt8(3), at: 389) }),
            (.valueOutOfRange, pool.with { $0.put(UInt8(2), at: 390) }),
            (.valueOutOfRange, pool.with { $0.put(UInt64.max, at: 341) }),
            (.valueOutOfRange, pool.with { $0.put(UInt64.max, at: 405) }),
        ]
        for (error, account) in cases {
            #expect(throws: error) { try account.cpmm() }
        }
    }

    @Test("a CPMM config is refused with its reason")
    func configRefusals() {
        let config = WrittenAccount.cpmmConfig
        let cases: [(AccountError, WrittenAccount)] = [
            (.wrongOwner, config.with { $0.owner = WrittenAccount.tokens }),
            (.wrongDiscriminator, WrittenAccount.cpmmPool),
            (.truncated, config.with { $0.bytes.removeLast() }),
            (.wrongLength, config.with { $0.bytes.append(0) }),
            (.valueOutOfRange, config.with { $0.put(UInt64(1_000_001), at: 12) }),
            (.valueOutOfRange, config.with { $0.put(UInt64(999_500), at: 12) }),
            (.valueOutOfRange, config.with { $0.put(UInt64(880_001), at: 28) }),
            (.valueOutOfRange, config.with { $0.put(UInt64.max, at: 20) }),
            (.valueOutOfRange, config.with { $0.put(UInt64(1) << 32, at: 108) }),
        ]
        for (error, account) in cases {
            #expect(throws: error) { try account.config() }
        }
    }

    @Test("an AMM v4 pool's fields are read from where they stand, or refused")
    func amm() throws {
        let written = WrittenAccount.ammPool
        let pool = try written.amm()
        let keys = [
            pool.coinVault, pool.pcVault, pool.coinMint, pool.pcMint, pool.openOrders, pool.market,
            pool.marketProgram,
        ]
        #expect(keys == (1...7).map { repeatedKey($0) } && pool.nonce == 254)
        #expect(pool.status == .swapOnly && pool.openTime == 1_600_000_000)
        #expect(pool.feeNumerator == 25 && pool.feeDenominator == 10_000)
        #expect(pool.owedCoin == 9 && pool.owedPC == 5)
        let cases: [(AccountError, WrittenAccount)] = [
            (.wrongOwner, written.with { $0.owner = WrittenAccount.cpmmProgram }),
            (.truncated, written.with { $0.bytes.removeLast() }),
            (.wrongLength, written.with { $0.bytes.append(0) }),
            (.valueOutOfRange, written.with { $0.put(UInt64(8), at: 0) }),
            (.valueOutOfRange, written.with { $0.put(UInt64(0), at: 184) }),
            (.valueOutOfRange, written.with { $0.put(UInt64(10_000), at: 176) }),
        ]
        for (error, account) in cases {
            #expect(throws: error) { try account.amm() }
        }
    }
}

extension Seeded {
    /// The account with a few bytes changed, cut or lengthened, or with none of its bytes left.
    mutating func mutated(_ account: WrittenAccount) -> WrittenAccount {
        var account = account
        switch below(8) {
        case 0: account.bytes = Array(account.bytes.prefix(Int(below(800))))
        case 1: account.bytes += [UInt8](repeating: UInt8(below(256)), count: Int(below(400)))
        case 2:
            for place in account.bytes.indices { account.bytes[place] = UInt8(below(256)) }
        default:
            for _ in 0...below(6) {
                account.bytes[Int(below(UInt64(account.bytes.count)))] = UInt8(below(256))
            }
        }
        return account
    }
}
