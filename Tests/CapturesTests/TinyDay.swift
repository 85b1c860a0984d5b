import Foundation
import Solana

@testable import Captures

/// A pool's whole life of one day: what mainnet's pool 4fuUiY did on 2022-04-06 (slots 128440171 to
/// 128444274), written out by hand, with the accounts that it left.
struct TinyDay {
    static let pool = "4fuUiYxTQ6QCrdSq9ouBYcTM7bqSwYTSyLueGZLTy4T4"
    static let lowerArray = "8kZSTVuV7C4GD9ZVR4wDtRSXv1SvsSQPfqUbthueRNGV"
    static let upperArray = "FqFkv2xNNCUyx1RYV61pGZ9AMzGfgcD8uXC9zCF5JKnR"
    static let position = "FDH9j87ifYkJQUSpJRoE3SEGhLHt73tQMseBrvixsAQ"

    /// Name and payload of each instruction, in order.
    var instructions = [
        ("initializePool", "\"dataInitialSqrtPrice\":\"18446744073709551616\""),
        ("initializeTickArray", "\"dataStartTickIndex\":-88"),
        ("initializeTickArray", "\"dataStartTickIndex\":0"),
        (
            "openPositionWithMetadata",
            """
            "dataTickLowerIndex":-4,"dataTickUpperIndex":4,"keyPosition":"\(TinyDay.position)"
            """
        ),
        (
            "increaseLiquidity",
            """
            "dataLiquidityAmount":"5000750012499","keyPosition":"\(TinyDay.position)",\
            "keyTickArrayLower":"\(TinyDay.lowerArray)",\
            "keyTickArrayUpper":"\(TinyDay.upperArray)",\
            "transferAmount0":"1000000000","transferAmount1":"1000000000"
            """
        ),
        TinyDay.swap("100000000", out: "99988000"),
        TinyDay.swap("10000000", out: "9998580"),
    ]
    var hasPosition = true
    var hasPool = true
    var sqrtPrice: UInt128 = 18_446_338_355_706_385_148

    static func swap(_ amount: String, out: String) -> (String, String) {
        (
            "swap",
            """
            "dataAmount":"\(amount)","dataOtherAmountThreshold":"0",\
            "dataSqrtPriceLimit":"4295048016","dataAmountSpecifiedIsInput":1,"dataAToB":1,\
            "transferAmount0":"\(amount)","transferAmount1":"\(out)"
            """
        )
    }

    /// The row that the day gives.
    func row() throws -> ReplayRow? {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("captures-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let day = folder.appendingPathComponent("day.jsonl")
        let end = folder.appendingPathComponent("end.json")
        try transactions.write(to: day, atomically: true, encoding: .utf8)
        try accounts.write(to: end, atomically: true, encoding: .utf8)
        return try WhirlpoolDay.rows(
            transactions: day.path, accounts: end.path, capture: "tiny"
        ).first
    }

    private var transactions: String {
        var lines = ["{\"slot\":1,\"transactions\":[]}"]
        for (index, one) in instructions.enumerated() {
            lines.append(
                """
                {"slot":\(index + 2),"transactions":[{"index":0,"signature":"s\(index)",\
                "instructions":[{"name":"\(one.0)","payload":\
                {"keyWhirlpool":"\(TinyDay.pool)",\(one.1)}}]}]}
                """)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var accounts: String {
        var all = [
            (TinyDay.lowerArray, array(from: -88, tick: -4, net: 5_000_750_012_499)),
            (TinyDay.upperArray, array(from: 0, tick: 4, net: -5_000_750_012_499)),
        ]
        if hasPool { all.append((TinyDay.pool, poolData)) }
        if hasPosition { all.append((TinyDay.position, positionData)) }
        let texts = all.map { key, data in
            "{\"pubkey\":\"\(key)\",\"data\":\"\(Data(data).base64EncodedString())\"}"
        }
        return "{\"slot\":9,\"accounts\":[\(texts.joined(separator: ","))]}\n"
    }

    private var poolData: [UInt8] {
        var data = [UInt8](repeating: 0, count: 653)
        data.put(0x0963_80E1_0CD1_953F as UInt64, at: 0)
        data.put(1 as UInt16, at: 41)
        data.put(1 as UInt16, at: 43)
        data.put(100 as UInt16, at: 45)
        data.put(300 as UInt16, at: 47)
        data.put(5_000_750_012_499 as UInt128, at: 49)
        data.put(sqrtPrice, at: 65)
        data.put(-1 as Int32, at: 81)
        return data
    }

    private var positionData: [UInt8] {
        var data = [UInt8](repeating: 0, count: 216)
        data.put(-4 as Int32, at: 88)
        data.put(4 as Int32, at: 92)
        return data
    }

    private func array(from start: Int32, tick: Int32, net: Int128) -> [UInt8] {
        var data = [UInt8](repeating: 0, count: 9_988)
        data.put(0xBB42_076E_BEBD_6145 as UInt64, at: 0)
        data.put(start, at: 8)
        let place = 12 + 113 * Int(tick - start)
        data[place] = 1
        data.put(net, at: place + 1)
        data.put(net.magnitude, at: place + 17)
        data.replaceSubrange(9_956..., with: PublicKey(TinyDay.pool)?.bytes ?? [])
        return data
    }
}

extension [UInt8] {
    mutating func put<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
        for place in 0..<(Value.bitWidth / 8) {
            self[offset + place] = UInt8(truncatingIfNeeded: value >> Value(place * 8))
        }
    }
}
