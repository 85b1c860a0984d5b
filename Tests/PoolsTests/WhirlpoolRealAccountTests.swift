import Foundation
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// Accounts of four real pools as they stood at the end of slot 365,795,240, one of which has an
/// adaptive fee and dynamic tick arrays.
private enum Dump {
    static let path = "data/whirlpool/eos365795240/eos365795240.dump.csv"

    static func accounts() throws -> [PublicKey: [UInt8]] {
        let text = try String(contentsOf: Shared.root.appendingPathComponent(path), encoding: .utf8)
        var accounts: [PublicKey: [UInt8]] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let columns = line.split(separator: ",")
            guard columns.count >= 2 else { continue }
            let base64 = columns[1].trimmingCharacters(in: .whitespaces)
            guard let data = Data(base64Encoded: base64), let name = PublicKey("\(columns[0])")
            else { continue }
            accounts[name] = Array(data)
        }
        return accounts
    }

    /// The pools among them.
    static func pools(_ accounts: [PublicKey: [UInt8]]) -> [PublicKey] {
        accounts.filter { $0.value.count == 653 }.map(\.key)
    }
}

@Suite("Real Whirlpool accounts", .enabled(if: Shared.exists(Dump.path), "needs ../shared/data"))
struct WhirlpoolRealAccountTests {
    @Test("the plan finds the dumped arrays and the oracle, and the pools trade")
    func trade() throws {
        let accounts = try Dump.accounts()
        let pools = Dump.pools(accounts)
        #expect(accounts.count == 17 && pools.count == 4)
        var found: Set<PublicKey> = []
        var adaptive = 0
        for pool in pools {
            var known = KnownAccounts()
            known[pool] = .present(owner: whirlpoolProgram, data: accounts[pool]!)
            let plan = try WhirlpoolLayout.plan(pool, known)
            var diff = PoolDiff(
                instrument: InstrumentID(0), pool: pool, room: WhirlpoolLayout.room())
            var state = WhirlpoolState()
            for account in plan {
                if let bytes = accounts[account.key] {
                    found.insert(account.key)
                    try bytes.withUnsafeBytes {
                        try WhirlpoolLayout.read(
                            account, AccountBytes($0), owner: whirlpoolProgram, into: &diff)
                    }
                } else if account.role == .array {
                    try WhirlpoolLayout.readMissing(account, into: &diff)
                } else {
                    try PlainWhirlpool.mintBytes(.none).withUnsafeBytes {
                        try WhirlpoolLayout.read(
                            account, AccountBytes($0), owner: TokenAccount.program, into: &diff)
                    }
                }
            }
            while let event = diff.next(slot: Slot(1), input: InputSequence(1), received: .never) {
                state.apply(event)
            }
            #expect(state.isKnown && state.misfits == 0)
            if state.isAdaptive { adaptive += 1 }
            let now = ChainTime(slot: 365_795_241, seconds: 1_757_500_000)
            let there = try state.settle(.aToB, .exactIn(Atoms(1_000_000)), at: now)
            let back = try state.settle(
                .bToA, .exactIn(Atoms(there.amountOut.count)), at: now)
            #expect(there.amountOut.count > 0 && back.amountOut.count < 1_000_000)
            #expect(back.amountOut.count > 960_000)
        }
        #expect(adaptive == 1 && found.count == 17)
    }

    @Test("the oracle of SOL/USDC with an adaptive fee, in words")
    func oracle() throws {
        let accounts = try Dump.accounts()
        let bytes = try #require(
            accounts[key("31HfnCJfkAmdiAqXTRPVCPo9uDXLRstpK7tU2kk5zYB7")])
        let words = try bytes.withUnsafeBytes {
            try WhirlpoolLayout.inspect(AccountBytes($0), owner: whirlpoolProgram)
        }
        #expect(words.kind == "Oracle")
        let fields = Dictionary(uniqueKeysWithValues: words.fields.map { ($0.name, $0.value) })
        #expect(fields["whirlpool"] == "4HppGTweoGQ8ZZ6UcCgwJKfi5mJD9Dqwy6htCpnbfBLW")
        #expect(fields["filter period (seconds)"] == "30")
        #expect(fields["decay period (seconds)"] == "600")
        #expect(fields["group size (ticks)"] == "4")
        #expect(fields["major swap (ticks)"] == "4")
    }

    @Test("every kind of account has words, and any bytes a refusal")
    func inspection() throws {
        let plain = PlainWhirlpool.example
        var kinds: [String] = []
        for (account, bytes) in plain.accounts {
            guard account.role != .mintA, account.role != .mintB, let bytes else { continue }
            let words = try bytes.withUnsafeBytes {
                try WhirlpoolLayout.inspect(AccountBytes($0), owner: whirlpoolProgram)
            }
            kinds.append(words.kind)
            #expect(Set(words.fields.map(\.name)).count == words.fields.count)
        }
        #expect(kinds == ["Whirlpool", "Oracle"] + Array(repeating: "TickArray", count: 4))
        let array = PlainWhirlpool.Array(isDynamic: true, ticks: [3: -5])
        let words = try PlainWhirlpool.arrayBytes(0, array).withUnsafeBytes {
            try WhirlpoolLayout.inspect(AccountBytes($0), owner: whirlpoolProgram)
        }
        #expect(words.kind == "DynamicTickArray")
        #expect(words.fields.last?.name == "slot 3 gross liquidity")
        #expect(words.fields.last?.value == "5")
        for bytes in [[], [1], [UInt8](repeating: 9, count: 300)] {
            #expect(throws: AccountError.self) {
                try bytes.withUnsafeBytes {
                    try WhirlpoolLayout.inspect(AccountBytes($0), owner: whirlpoolProgram)
                }
            }
        }
    }
}
