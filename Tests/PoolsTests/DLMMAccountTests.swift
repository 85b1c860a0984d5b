import Foundation
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

let dlmmProgram = key("LBUZKhRxPF3XUpBCjp4YzTKgLccjZhTSDM9YuVaPwxo")

/// Accounts as the program lays them out, written byte by byte.
enum DLMMBytes {
    static let address = key("EtAdVRLFH22rjWh3mcUasKFF27WtHhsaCvK27tPFFWig")

    static func put(_ value: some FixedWidthInteger, at offset: Int, _ bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { raw in
            for (index, byte) in raw.enumerated() { bytes[offset + index] = byte }
        }
    }

    static func put(_ key: PublicKey, at offset: Int, _ bytes: inout [UInt8]) {
        withUnsafeBytes(of: key) { raw in
            for (index, byte) in raw.enumerated() { bytes[offset + index] = byte }
        }
    }

    static func marked(_ mark: [UInt8], count: Int) -> [UInt8] {
        mark + [UInt8](repeating: 0, count: count - 8)
    }

    /// The real pair of December 2024, with the bits of arrays −1 and 0.
    static func pair() -> [UInt8] {
        var bytes = marked([0x21, 0x0B, 0x31, 0x62, 0xB5, 0x65, 0xB1, 0x0D], count: 904)
        put(4_000 as UInt16, at: 8, &bytes)
        put(300 as UInt16, at: 10, &bytes)
        put(1_200 as UInt16, at: 12, &bytes)
        put(5_000 as UInt16, at: 14, &bytes)
        put(7_500 as UInt32, at: 16, &bytes)
        put(150_000 as UInt32, at: 20, &bytes)
        put(-1_768 as Int32, at: 24, &bytes)
        put(1_768 as Int32, at: 28, &bytes)
        put(10_000 as UInt32, at: 40, &bytes)
        put(16 as Int32, at: 48, &bytes)
        put(1_734_391_447 as Int64, at: 56, &bytes)
        put(15 as Int32, at: 76, &bytes)
        put(250 as UInt16, at: 80, &bytes)
        put(0x8000_0000_0000_0000 as UInt64, at: 640, &bytes)
        put(1 as UInt64, at: 648, &bytes)
        return bytes
    }

    static func array(
        _ index: Int64, of pair: PublicKey = address, bins: [Int: DLMMBin] = [:]
    ) -> [UInt8] {
        var bytes = marked([0x5C, 0x8E, 0x5C, 0xDC, 0x05, 0x94, 0x46, 0xB5], count: 10_136)
        put(index, at: 8, &bytes)
        put(pair, at: 24, &bytes)
        for (slot, bin) in bins {
            let start = 56 + 144 * slot
            put(bin.amountX, at: start, &bytes)
            put(bin.amountY, at: start + 8, &bytes)
            put(bin.price, at: start + 16, &bytes)
            put(bin.openOrders, at: start + 112, &bytes)
            put(bin.processedOrders, at: start + 128, &bytes)
            bytes[start + 140] = bin.ordersAreAsks ? 1 : 0
        }
        return bytes
    }

    /// A bitmap with the bits of these arrays.
    static func bitmap(_ indices: [Int]) -> [UInt8] {
        var bytes = marked([0x50, 0x6F, 0x7C, 0x71, 0x37, 0xED, 0x12, 0x05], count: 1_576)
        put(address, at: 8, &bytes)
        for index in indices {
            let bit = index >= 0 ? index - 512 : -(index + 1) - 512
            bytes[(index >= 0 ? 40 : 808) + bit / 8] |= 1 << UInt8(bit % 8)
        }
        return bytes
    }
}

@Suite("DLMM accounts")
struct DLMMAccountTests {
    @Test("a pair and its bins, from bytes, swap as the program swapped")
    func bytes() throws {
        var feed = DLMMFeed()
        let plain = PlainPair.real()
        try feed.read(.pool, DLMMBytes.pair())
        let bins = Dictionary(uniqueKeysWithValues: plain.bins.map { (Int($0.key), $0.value) })
        try feed.read(.array, DLMMBytes.array(0, bins: bins))
        feed.drain()
        #expect(feed.state.isKnown && feed.state.pair.supportsOrders)
        let rows: [(UInt64, UInt64, UInt64)] = [
            (1_000_000, 100, 683_237), (100_000_000, 600, 67_673_603),
            (100_000_000, 5_000, 67_693_803),
        ]
        for (input, elapsed, output) in rows {
            let result = try feed.state.quote(
                .bToA, .exactIn(Atoms(input)), at: seconds(1_734_391_447 + elapsed))
            #expect(result.amountOut.count == output)
        }
    }

    @Test("the bits of all accounts are one row, in the order of the arrays")
    func bitmap() throws {
        let outer = [-6_656, -6_655, -1_025, -1_024, -577, -576, -514, -513, 512, 575, 6_655]
        var feed = DLMMFeed()
        try feed.read(.pool, DLMMBytes.pair())
        feed.drain()
        #expect(throws: DLMMError.bitmapExtensionAccountIsNotProvided) {
            try feed.state.nextArray(from: 1, isDown: false)
        }
        try feed.read(.bitmap, DLMMBytes.bitmap(outer))
        feed.drain()
        let all = (outer + [-1, 0]).sorted()
        var found: [Int] = []
        var index: Int32 = -6_656
        while let next = try? feed.state.nextArray(from: index, isDown: false) {
            found.append(Int(next))
            index = next + 1
        }
        #expect(found == all)
        found = []
        index = 6_655
        while let next = try? feed.state.nextArray(from: index, isDown: true) {
            found.append(Int(next))
            index = next - 1
        }
        #expect(found == all.reversed())
        #expect((-6_656...6_655).filter { feed.state.isFlagged(array: Int32($0)) } == all)
        for outside in [Int32.min, -6_657, 6_656, .max] {
            let isFlagged = feed.state.isFlagged(array: outside)
            #expect(!isFlagged)
            #expect(throws: DLMMError.cannotFindNonZeroLiquidityBinArrayID) {
                try feed.state.nextArray(from: outside, isDown: true)
            }
        }
    }

    @Test("an account of another kind, owner, length or pair is refused with its reason")
    func refusals() throws {
        var feed = DLMMFeed(arrays: 2)
        let (pair, array, bitmap) = (DLMMBytes.pair(), DLMMBytes.array(0), DLMMBytes.bitmap([]))
        let tokens = key("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
        #expect(throws: AccountError.poolUnknown) { try feed.read(.array, array) }
        #expect(throws: AccountError.poolUnknown) { try feed.missing(.array) }
        #expect(throws: AccountError.wrongOwner) {
            try feed.read(.pool, pair, owner: tokens)
        }
        #expect(throws: AccountError.wrongDiscriminator) { try feed.read(.pool, array) }
        #expect(throws: AccountError.wrongDiscriminator) { try feed.read(.array, bitmap) }
        #expect(throws: AccountError.wrongDiscriminator) { try feed.read(.bitmap, pair) }
        #expect(throws: AccountError.wrongDiscriminator) { try feed.read(.oracle, pair) }
        #expect(throws: AccountError.wrongPool) { try feed.read(.pool, pair, key: tokens) }
        #expect(throws: AccountError.missing) { try feed.missing(.pool) }
        #expect(throws: AccountError.missing) { try feed.missing(.mintA) }
        #expect(feed.drain().isEmpty)
        try feed.read(.pool, pair)
        #expect(throws: AccountError.wrongPool) {
            try feed.read(.array, DLMMBytes.array(0, of: tokens))
        }
        #expect(throws: AccountError.misplacedArray) { try feed.read(.array, array, start: 1) }
        for index in [Int64.min, -6_657, 6_656, .max] {
            #expect(throws: AccountError.valueOutOfRange) {
                try feed.read(.array, DLMMBytes.array(index))
            }
        }
        for index in [Int32.min, -6_657, 6_656, .max] {
            #expect(throws: AccountError.misplacedArray) {
                try feed.missing(.array, start: index)
            }
        }
        for index in [Int32(0), 1, 0] {
            try feed.read(.array, DLMMBytes.array(Int64(index)), start: index)
        }
        #expect(throws: AccountError.tooManyArrays) {
            try feed.read(.array, DLMMBytes.array(2), start: 2)
        }
        feed.diff.forget(array: 1)
        feed.drain()
        try feed.read(.array, DLMMBytes.array(2), start: 2)
    }

    @Test("an account that is cut anywhere is refused as cut, a longer one as too long")
    func lengths() throws {
        var feed = DLMMFeed()
        let (pair, array, bitmap) = (DLMMBytes.pair(), DLMMBytes.array(0), DLMMBytes.bitmap([]))
        #expect(throws: AccountError.wrongLength) { try feed.read(.pool, pair + [0]) }
        #expect(throws: AccountError.wrongLength) { try feed.read(.array, array + [0]) }
        #expect(throws: AccountError.wrongLength) { try feed.read(.bitmap, bitmap + [0]) }
        for length in stride(from: 0, to: 904, by: 7) {
            #expect(throws: AccountError.truncated) {
                try feed.read(.pool, Array(pair.prefix(length)))
            }
            #expect(throws: AccountError.truncated) {
                try feed.read(.bitmap, Array(bitmap.prefix(length)))
            }
            #expect(throws: AccountError.truncated) {
                try feed.read(.array, Array(array.prefix(length * 11)))
            }
        }
    }

    @Test("values that the program never writes are refused")
    func ranges() throws {
        let wrong: [(Int, [UInt8])] = [
            (80, [0, 0]), (32, [0x11, 0x27]), (14, [0x11, 0x27]), (35, [3]), (36, [2]), (86, [2]),
            (76, [0xE9, 6, 0, 0]), (28, [0, 0, 0, 0x40]), (24, [0, 0, 0, 0x80]),
        ]
        for (offset, values) in wrong {
            var feed = DLMMFeed()
            var bytes = DLMMBytes.pair()
            bytes.replaceSubrange(offset..<offset + values.count, with: values)
            #expect(throws: AccountError.valueOutOfRange) { try feed.read(.pool, bytes) }
        }
        // A pair's step never changes.
        var feed = DLMMFeed()
        var bytes = DLMMBytes.pair()
        try feed.read(.pool, bytes)
        bytes[80] = 100
        #expect(throws: AccountError.valueOutOfRange) { try feed.read(.pool, bytes) }
    }

    @Test("a bin with something in it has the price of its id")
    func prices() throws {
        var feed = DLMMFeed()
        try feed.read(.pool, DLMMBytes.pair())
        var bin = PlainPair.real().bins[16]!
        let right = bin.price
        for price in [0, 1, right - 1, right + 1, .max] {
            bin.price = price
            #expect(throws: AccountError.valueOutOfRange) {
                try feed.read(.array, DLMMBytes.array(0, bins: [16: bin]))
            }
        }
        bin.price = right
        try feed.read(.array, DLMMBytes.array(0, bins: [16: bin]))
        feed.drain()
        #expect(feed.state.bin(16)?.price == 27_384_295_260_308_783_586)
        // Where nothing is, no price is looked at.
        var empty = DLMMBin()
        empty.price = 5
        try feed.read(.array, DLMMBytes.array(0, bins: [17: empty]))
    }

    @Test("a pair that is not enabled does not swap")
    func disabled() throws {
        var feed = DLMMFeed()
        var bytes = DLMMBytes.pair()
        bytes[82] = 1
        try feed.read(.pool, bytes)
        feed.drain()
        #expect(throws: DLMMError.poolDisabled) {
            try feed.state.quote(.aToB, .exactIn(Atoms(1_000)), at: seconds(0))
        }
    }

    @Test("mutated and random bytes never trap, nor do swaps on what they load")
    func mutations() throws {
        var seeded = Seeded(state: 11)
        let plain = PlainPair.real()
        let bins = Dictionary(uniqueKeysWithValues: plain.bins.map { (Int($0.key), $0.value) })
        let (pair, array) = (DLMMBytes.pair(), DLMMBytes.array(0, bins: bins))
        let bitmap = DLMMBytes.bitmap([-513, 512])
        var feed = DLMMFeed()
        for round in 0..<20_000 {
            var changed = (pair: pair, array: array, bitmap: bitmap)
            for _ in 0...seeded.below(4) {
                let byte = UInt8(truncatingIfNeeded: seeded.next())
                changed.pair[Int(seeded.below(904))] = byte
                changed.array[56 + Int(seeded.below(10_080))] = byte
                changed.array[56 + 144 * 15 + Int(seeded.below(288))] = byte
                changed.bitmap[Int(seeded.below(1_576))] = byte
            }
            if round % 50 == 0 {
                for index in 8..<904 {
                    changed.pair[index] = UInt8(truncatingIfNeeded: seeded.next())
                }
            }
            try? feed.read(.pool, changed.pair)
            try? feed.read(.array, changed.array)
            try? feed.read(.bitmap, changed.bitmap)
            feed.drain()
            let amount = seeded.next() >> seeded.below(64)
            let time = seconds(1_734_391_447 + seeded.below(3_000))
            for direction in [SwapDirection.aToB, .bToA] {
                _ = try? feed.state.quote(direction, .exactIn(Atoms(amount)), at: time)
                _ = try? feed.state.quote(direction, .exactOut(Atoms(amount)), at: time)
                var cursor = feed.state.stretchCursor(direction, at: time)
                while feed.state.nextStretch(&cursor) != nil {}
            }
            if round % 50 == 0 { feed.diff.beginSnapshot() }
        }
        #expect(feed.state.misfits == 0)
    }
}
