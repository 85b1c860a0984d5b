import Foundation
import Numbers
import Solana
import Testing

@testable import Pools

@Suite("Raydium constant product, which accounts")
struct RaydiumAccountPlanTests {
    private func plan(_ pool: RaydiumPool, _ known: KnownAccounts) throws -> [PoolAccount] {
        pool.isCPMM
            ? try CPMMLayout.plan(RaydiumPool.address, known)
            : try AMMv4Layout.plan(RaydiumPool.address, known)
    }

    @Test("the pool names all the others, once it is known")
    func plans() throws {
        for pool in [RaydiumPool.cpmm(), .amm(), .amm(isOnOrderBook: true)] {
            let first = try plan(pool, KnownAccounts())
            #expect(first == [PoolAccount(key: RaydiumPool.address, role: .pool)])
            var known = KnownAccounts()
            let written = pool.accounts[0].written
            known[RaydiumPool.address] = .present(owner: written.owner, data: written.bytes)
            #expect(try plan(pool, known) == pool.accounts.map(\.place))
            #expect(try plan(pool, pool.known) == pool.accounts.map(\.place))
        }
    }

    @Test("a missing account, or one that is refused, makes the plan fail")
    func failures() {
        for pool in [RaydiumPool.cpmm(), .amm(isOnOrderBook: true)] {
            for (place, written) in pool.accounts {
                var known = pool.known
                known[place.key] = .missing
                #expect(throws: AccountError.missing) { try plan(pool, known) }
                known[place.key] = .present(owner: repeatedKey(0x99), data: written.bytes)
                #expect(throws: AccountError.wrongOwner) { try plan(pool, known) }
            }
        }
    }

    @Test("mints of the Token-2022 program are asked for, and those with a transfer fee refused")
    func mints() throws {
        var pool = RaydiumPool.cpmm()
        let program = WrittenAccount.tokens2022.bytes
        for (place, byte) in program.enumerated() {
            pool.accounts[0].written.bytes[264 + place] = byte
        }
        var known = pool.known
        let mint = PoolAccount(key: repeatedKey(5), role: .mintB)
        #expect(try plan(pool, known) == pool.accounts.map(\.place) + [mint])
        let metadata: [UInt8] = [18, 0, 2, 0, 7, 7]
        let fee: [UInt8] = [1, 0, 1, 0, 7]
        let cases: [(AccountError?, [UInt8])] = [
            (nil, []), (nil, metadata), (nil, metadata + [0, 0] + fee), (nil, metadata + [9]),
            (.unsupportedExtension, metadata + fee), (.unsupportedExtension, [14, 0, 0, 0]),
            (.unsupportedExtension, [26, 0, 0, 0]), (.truncated, metadata + [19, 0]),
            (.truncated, [19, 0, 9, 0, 1]),
        ]
        for (error, extensions) in cases {
            let written = WrittenAccount.mint(extensions)
            known[mint.key] = .present(owner: written.owner, data: written.bytes)
            if let error {
                #expect(throws: error) { try plan(pool, known) }
            } else {
                #expect(try plan(pool, known).count == 5)
            }
        }
        let plain = WrittenAccount.mint()
        let others: [(AccountError?, WrittenAccount)] = [
            (nil, plain), (.wrongOwner, plain.with { $0.owner = repeatedKey(1) }),
            (.truncated, plain.with { $0.bytes.removeLast() }),
            (.wrongLength, plain.with { $0.bytes.append(0) }),
            (.valueOutOfRange, plain.with { $0.put(UInt8(0), at: 45) }),
            (.truncated, WrittenAccount.mint([]).with { $0.bytes.removeLast(10) }),
            (.wrongDiscriminator, WrittenAccount.mint([]).with { $0.put(UInt8(2), at: 165) }),
            (.wrongLength, WrittenAccount.mint([UInt8](repeating: 0, count: 189))),
        ]
        for (error, written) in others {
            known[mint.key] = .present(owner: written.owner, data: written.bytes)
            if let error {
                #expect(throws: error) { try plan(pool, known) }
            } else {
                #expect(try plan(pool, known).count == 5)
            }
        }
        var vault = pool.known
        let taxed = WrittenAccount.vault(mint: 4, amount: 1, length: 166).with {
            $0.bytes += [2, 0, 8, 0] + [UInt8](repeating: 0, count: 8)
        }
        vault[repeatedKey(2)] = .present(owner: taxed.owner, data: taxed.bytes)
        #expect(throws: AccountError.unsupportedExtension) { try plan(pool, vault) }
    }

    @Test("a swap's accounts tell the whole only together; a config alone does")
    func wholes() {
        for role in [PoolRole.pool, .vaultA, .vaultB] {
            #expect(!CPMMLayout.tellsWhole(role) && !AMMv4Layout.tellsWhole(role))
        }
        #expect(CPMMLayout.tellsWhole(.config) && CPMMLayout.tellsWhole(.mintA))
        #expect(!AMMv4Layout.tellsWhole(.openOrders))
    }

    @Test("what lies on an order book is read from where it stands, or refused")
    func openOrders() throws {
        var written = WrittenAccount.openOrders
        for (index, value) in [3, 4, 5, 6].enumerated() {
            written.put(UInt64(value), at: 77 + 8 * index)
        }
        let orders = try written.orders()
        #expect(orders.market == repeatedKey(6) && orders.owner == repeatedKey(0xA0))
        #expect(orders.coinFree == 3 && orders.coinTotal == 4)
        #expect(orders.pcFree == 5 && orders.pcTotal == 6)
        let cases: [(AccountError, WrittenAccount)] = [
            (.truncated, written.with { $0.bytes = [UInt8](repeating: 0, count: 12) }),
            (.truncated, written.with { $0.bytes.removeLast() }),
            (.wrongLength, written.with { $0.bytes.append(0) }),
            (.wrongDiscriminator, written.with { $0.bytes[4] = 0 }),
            (.wrongDiscriminator, written.with { $0.bytes[0] = 0 }),
            (.wrongDiscriminator, written.with { $0.put(UInt64(3), at: 5) }),
            (.valueOutOfRange, written.with { $0.put(UInt64(5), at: 77) }),
            (.valueOutOfRange, written.with { $0.put(UInt64(7), at: 93) }),
        ]
        for (error, account) in cases {
            #expect(throws: error) { try account.orders() }
        }
    }

    @Test("each account is shown with its kind and its fields")
    func inspections() throws {
        let pool = try WrittenAccount.cpmmPool.inspected()
        #expect(pool.kind == "PoolState" && pool["vault 0"] == "\(repeatedKey(2))")
        #expect(pool["creator is paid in"] == "token 1" && pool["swap"] == "enabled")
        #expect(pool["deposit"] == "disabled" && pool["creator fee"] == "enabled")
        #expect(pool["creator fees owed, token 1 (atoms)"] == "\(10 << 40)")
        #expect(pool["open time (seconds since 1970)"] == "1700000000")
        let config = try WrittenAccount.cpmmConfig.inspected()
        #expect(config.kind == "AmmConfig" && config["trade fee (1e-6 of the input)"] == "2500")
        #expect(config["fee for a new pool (lamports)"] == "150000000")
        let amm = try WrittenAccount.ammPool.inspected()
        #expect(amm.kind == "AmmInfo" && amm["status"] == "6 swapOnly" && amm["nonce"] == "254")
        #expect(amm["profit owed, coin (atoms)"] == "9" && amm["market"] == "\(repeatedKey(6))")
        let orders = try WrittenAccount.openOrders.inspected()
        #expect(orders.kind == "OpenOrders" && orders["coin, free (atoms)"] == "0")
        for account in [pool, config, amm, orders] {
            let names = account.fields.map(\.name)
            #expect(Set(names).count == names.count)
        }
        let odd = try WrittenAccount.ammPool.with { $0.put(UInt64(8), at: 0) }.inspected()
        #expect(odd["status"] == "8 unknown")
        let stranger = WrittenAccount.ammPool.with { $0.owner = repeatedKey(9) }
        #expect(throws: AccountError.wrongOwner) { try stranger.inspected() }
        let cut = WrittenAccount.cpmmPool.with { $0.bytes.removeLast() }
        #expect(throws: AccountError.truncated) { try cut.inspected() }
    }

    @Test("random bytes are shown or refused")
    func inspectionFuzz() {
        var seeded = Seeded(state: 55)
        let seeds: [WrittenAccount] = [.cpmmPool, .cpmmConfig, .ammPool, .openOrders]
        var shown = 0
        for round in 0..<4_000 {
            if (try? seeded.mutated(seeds[round % 4]).inspected()) != nil { shown += 1 }
        }
        #expect(shown > 500 && shown < 3_900)
    }
}

extension Inspection {
    fileprivate subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}

extension WrittenAccount {
    fileprivate func orders() throws -> OpenOrdersAccount {
        try decode { (data, _) throws(AccountError) in try OpenOrdersAccount(data) }
    }

    fileprivate func inspected() throws -> Inspection {
        try decode { (data, owner) throws(AccountError) in
            if owner == CPMMLayout.program { return try CPMMLayout.inspect(data, owner: owner) }
            return try AMMv4Layout.inspect(data, owner: owner)
        }
    }
}
