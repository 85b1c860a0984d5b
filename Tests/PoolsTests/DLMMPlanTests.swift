import Foundation
import Solana
import Testing

@testable import Pools

/// A mint of the Token program, or of Token-2022 with extensions.
enum MintBytes {
    static func plain() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 82)
        bytes[44] = 6
        bytes[45] = 1
        return bytes
    }

    static func extended(_ extensions: [(type: UInt16, value: [UInt8])]) -> [UInt8] {
        var bytes = plain() + [UInt8](repeating: 0, count: 83) + [1]
        for (type, value) in extensions {
            for number in [type, UInt16(value.count)] {
                bytes += [UInt8(number & 0xFF), UInt8(number >> 8)]
            }
            bytes += value
        }
        return bytes
    }
}

@Suite("Which accounts a DLMM pair needs")
struct DLMMPlanTests {
    static let tokens = key("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
    static let tokens2022 = key("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb")
    static let pool = DLMMBytes.address
    static let mintX = key("Df6yfrKC8kZE3KNkrHERKzAetSxbrWeniQfyJY4Jpump")
    static let mintY = key("So11111111111111111111111111111111111111112")

    /// The pair with both mints, whose bits are those of arrays.
    static func known(_ indices: [Int]) -> KnownAccounts {
        var known = KnownAccounts()
        var bytes = DLMMBytes.pair()
        DLMMBytes.put(mintX, at: 88, &bytes)
        DLMMBytes.put(mintY, at: 120, &bytes)
        for index in 584..<712 { bytes[index] = 0 }
        for index in indices { bytes[584 + (index + 512) / 8] |= 1 << ((index + 512) % 8) }
        known[pool] = .present(owner: dlmmProgram, data: bytes)
        return known
    }

    static func starts(_ plan: [PoolAccount]) -> [Int32] {
        plan.compactMap { account in
            if case .array = account.role { account.start } else { nil }
        }
    }

    @Test("the pair first, then what it names, then the arrays around the active bin")
    func plan() throws {
        let nothing = try DLMMLayout.plan(Self.pool, KnownAccounts())
        #expect(nothing == [PoolAccount(key: Self.pool, role: .pool)])
        let plan = try DLMMLayout.plan(Self.pool, Self.known([-9, -3, -2, -1, 1, 4, 511]))
        #expect(plan[0] == nothing[0])
        #expect(plan[1] == PoolAccount(key: Self.mintX, role: .mintA))
        #expect(plan[2] == PoolAccount(key: Self.mintY, role: .mintB))
        let bitmap = try #require(DLMMLayout.extensionAddress(pair: Self.pool))
        #expect(plan[3] == PoolAccount(key: bitmap, role: .bitmap, mayBeMissing: true))
        #expect(Self.starts(plan) == [0, -1, -2, -3, 1, 4, 511])
        for account in plan.dropFirst(4) {
            let address = DLMMLayout.binArrayAddress(pair: Self.pool, index: account.start)
            #expect(account.key == address && account.mayBeMissing == (account.start == 0))
        }
        #expect(plan.count == 11)
    }

    @Test("arrays beyond the pair's own bits are named once the bitmap is known")
    func beyond() throws {
        var known = Self.known([0, 510])
        let bitmap = try #require(DLMMLayout.extensionAddress(pair: Self.pool))
        #expect(Self.starts(try DLMMLayout.plan(Self.pool, known)) == [0, 510])
        known[bitmap] = .missing
        #expect(Self.starts(try DLMMLayout.plan(Self.pool, known)) == [0, 510])
        let data = DLMMBytes.bitmap([-600, 512, 700, 701])
        known[bitmap] = .present(owner: dlmmProgram, data: data)
        #expect(Self.starts(try DLMMLayout.plan(Self.pool, known)) == [0, -600, 510, 512, 700])
    }

    @Test("what cannot be priced is refused with its reason")
    func refusals() throws {
        var known = Self.known([0])
        known[Self.mintX] = .present(owner: Self.tokens, data: MintBytes.plain())
        #expect(try DLMMLayout.plan(Self.pool, known).count == 5)
        known[Self.mintX] = .missing
        #expect(throws: AccountError.missing) { try DLMMLayout.plan(Self.pool, known) }
        // The newer schedule: at most 1 atom, of 1/10,000.
        let fee = [UInt8](repeating: 0, count: 98) + [1, 0, 0, 0, 0, 0, 0, 0, 1, 0]
        let data = MintBytes.extended([(1, fee)])
        known[Self.mintX] = .present(owner: Self.tokens2022, data: data)
        #expect(throws: AccountError.unsupportedExtension) {
            try DLMMLayout.plan(Self.pool, known)
        }
        known[Self.pool] = .missing
        #expect(throws: AccountError.missing) { try DLMMLayout.plan(Self.pool, known) }
        known[Self.pool] = .present(owner: Self.tokens, data: DLMMBytes.pair())
        #expect(throws: AccountError.wrongOwner) { try DLMMLayout.plan(Self.pool, known) }
    }

    @Test("a mint is taken or refused by its extensions")
    func mints() throws {
        var feed = DLMMFeed()
        func value(_ count: Int, _ places: Int...) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: count)
            for place in places { bytes[place] = 1 }
            return bytes
        }
        let none = [UInt8](repeating: 0, count: 108)
        let taken: [[(UInt16, [UInt8])]] = [
            [], [(1, none)], [(18, value(64, 5)), (19, value(185, 60))], [(12, value(32, 0))],
            // The hook's authority is no hook.
            [(14, value(64, 3))],
        ]
        for extensions in taken {
            try feed.read(.mintA, MintBytes.extended(extensions), owner: Self.tokens2022)
        }
        try feed.read(.mintB, MintBytes.plain(), owner: Self.tokens2022)
        let refused: [[(UInt16, [UInt8])]] = [
            [(1, value(108, 80, 88))], [(1, value(108, 98, 107))], [(14, value(64, 40))],
            [(9, [])],
            [(26, value(33, 32))], [(18, value(64, 0)), (1, value(108, 98, 106))],
        ]
        for extensions in refused {
            #expect(throws: AccountError.unsupportedExtension) {
                try feed.read(.mintB, MintBytes.extended(extensions), owner: Self.tokens2022)
            }
        }
        #expect(throws: AccountError.wrongOwner) { try feed.read(.mintA, MintBytes.plain()) }
        #expect(throws: AccountError.truncated) {
            try feed.read(.mintA, Array(MintBytes.plain().prefix(81)), owner: Self.tokens)
        }
        #expect(throws: AccountError.wrongLength) {
            try feed.read(.mintA, MintBytes.plain() + [0], owner: Self.tokens)
        }
        #expect(throws: AccountError.truncated) {
            let cut = MintBytes.extended([(1, none)]).dropLast()
            try feed.read(.mintA, Array(cut), owner: Self.tokens2022)
        }
        #expect(feed.drain().isEmpty)
    }

    @Test("mints of random bytes never trap")
    func random() {
        var seeded = Seeded(state: 31)
        var feed = DLMMFeed()
        for _ in 0..<10_000 {
            let extensions = (0..<3).map { _ -> (UInt16, [UInt8]) in
                let count = Int(seeded.below(120))
                return (
                    UInt16(seeded.below(30)),
                    (0..<count).map { _ in UInt8(truncatingIfNeeded: seeded.next()) }
                )
            }
            var bytes = MintBytes.extended(extensions)
            bytes[Int(seeded.below(UInt64(bytes.count)))] = UInt8(seeded.below(256))
            bytes.removeLast(Int(seeded.below(UInt64(bytes.count))))
            try? feed.read(.mintA, bytes, owner: Self.tokens2022)
        }
    }
}
