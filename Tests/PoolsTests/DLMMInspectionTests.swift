import Solana
import Testing

@testable import Pools

@Suite("DLMM accounts in words")
struct DLMMInspectionTests {
    static func inspect(
        _ bytes: [UInt8], owner: PublicKey = dlmmProgram
    ) throws -> (kind: String, fields: [String: String]) {
        try bytes.withUnsafeBytes { raw in
            let found = try DLMMLayout.inspect(AccountBytes(raw), owner: owner)
            let fields = found.fields.map { ($0.name, $0.value) }
            return (found.kind, Dictionary(uniqueKeysWithValues: fields))
        }
    }

    @Test("a pair")
    func pair() throws {
        var bytes = DLMMBytes.pair()
        DLMMBytes.put(DLMMPlanTests.mintX, at: 88, &bytes)
        bytes[881] = 1
        bytes[584] = 1
        DLMMBytes.put(77 as UInt64, at: 816, &bytes)
        let (kind, fields) = try Self.inspect(bytes)
        #expect(kind == "LbPair")
        #expect(fields["active bin"] == "15" && fields["bin step (bps)"] == "250")
        #expect(fields["price of the active bin (Q64.64)"] == "26716385619813447402")
        #expect(fields["lowest bin"] == "-1768" && fields["base fee (1e-9)"] == "10000000")
        #expect(fields["last update (seconds since 1970)"] == "1734391447")
        #expect(fields["activation (slot)"] == "77" && fields["enabled"] == "true")
        #expect(fields["token x mint"] == "\(DLMMPlanTests.mintX)")
        #expect(fields["token x program"] == "\(DLMMPlanTests.tokens)")
        #expect(fields["token y program"] == "\(DLMMPlanTests.tokens2022)")
        #expect(fields["oracle"] == "11111111111111111111111111111111")
        #expect(fields["arrays with liquidity"] == "-512, -1, 0")
    }

    @Test("a bin array and a bitmap")
    func others() throws {
        var bin = PlainPair.real().bins[16]!
        bin.ordersAreAsks = true
        bin.openOrders = 4
        let (kind, fields) = try Self.inspect(DLMMBytes.array(-2, bins: [16: bin]))
        #expect(kind == "BinArray" && fields.count == 4)
        #expect(fields["index"] == "-2" && fields["first bin"] == "-140")
        #expect(
            fields["bin -124 (atoms)"] == "x 39779981, y 0, open orders 4, processed orders 0 "
                + "(asks), price (Q64.64) 27384295260308783586")
        let bitmap = try Self.inspect(DLMMBytes.bitmap([-513, 600, -6_656]))
        #expect(bitmap.kind == "BinArrayBitmapExtension")
        #expect(bitmap.fields["pair"] == "\(DLMMBytes.address)")
        #expect(bitmap.fields["arrays with liquidity"] == "-6656, -513, 600")
        #expect(
            try Self.inspect(DLMMBytes.bitmap([])).fields["arrays with liquidity"] == "none")
    }

    @Test("what is none of them is refused, and random bytes never trap")
    func refusals() {
        #expect(throws: AccountError.truncated) { try Self.inspect([1, 2, 3]) }
        #expect(throws: AccountError.wrongOwner) {
            try Self.inspect(DLMMBytes.pair(), owner: DLMMPlanTests.tokens)
        }
        #expect(throws: AccountError.wrongDiscriminator) {
            try Self.inspect([UInt8](repeating: 7, count: 904))
        }
        var seeded = Seeded(state: 41)
        let all = [DLMMBytes.pair(), DLMMBytes.array(0), DLMMBytes.bitmap([])]
        for round in 0..<300 {
            var bytes = all[round % 3]
            for index in 8..<bytes.count {
                bytes[index] = UInt8(truncatingIfNeeded: seeded.next())
            }
            if round % 3 == 1 { DLMMBytes.put(Int64(seeded.below(5)), at: 8, &bytes) }
            _ = try? Self.inspect(bytes)
        }
    }
}
