import Codecs

/// Messages in the venues' own order of keys, all different, the same at every run.
enum DecodeMessages {
    static func make(_ kind: DecodeBench.Kind, count: Int) -> [String] {
        var numbers = SeededNumbers(seed: 20_260_822)
        return (0..<count).map { index in
            switch kind {
            case .oneLevel: levels(1, index, &numbers)
            case .nineLevels: levels(9, index, &numbers)
            case .account: account(index, &numbers)
            }
        }
    }

    /// A Coinbase `l2_data` update.
    private static func levels(
        _ count: Int, _ index: Int, _ numbers: inout SeededNumbers
    ) -> String {
        let second = padded(UInt64(index) % 60, 2)
        let stamp = "2026-08-22T14:07:\(second).\(padded(numbers.below(1_000_000_000), 9))Z"
        let time = "2026-08-22T14:07:\(second).\(padded(numbers.below(1_000_000), 6))Z"
        let levels = (0..<count).map { _ in
            let side = numbers.below(2) == 0 ? "bid" : "offer"
            let price = 14_000 + numbers.below(600)
            let lots = numbers.below(4) == 0 ? 0 : numbers.below(5_000_000_000)
            let size =
                lots == 0 ? "0" : "\(lots / 100_000_000).\(padded(lots % 100_000_000, 8))"
            return "{\"side\":\"\(side)\",\"event_time\":\"\(time)\",\"price_level\":\""
                + "\(price / 100).\(padded(price % 100, 2))\",\"new_quantity\":\"\(size)\"}"
        }
        return "{\"channel\":\"l2_data\",\"client_id\":\"\",\"timestamp\":\"\(stamp)\","
            + "\"sequence_num\":\(810_000 + index),\"events\":[{\"type\":\"update\","
            + "\"product_id\":\"SOL-USD\",\"updates\":[\(levels.joined(separator: ","))]}]}"
    }

    /// A Solana `accountNotification` of a Whirlpool's length.
    private static func account(_ index: Int, _ numbers: inout SeededNumbers) -> String {
        let bytes = (0..<653).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
        var room = [UInt8](repeating: 0, count: Base64.characters(for: bytes.count))
        _ = unsafe bytes.withUnsafeBytes { bytes in
            unsafe room.withUnsafeMutableBytes { unsafe Base64.encode(bytes, into: $0) }
        }
        let data = String(decoding: room, as: UTF8.self)
        return "{\"jsonrpc\":\"2.0\",\"method\":\"accountNotification\",\"params\":{\"result\":"
            + "{\"context\":{\"slot\":\(318_204_193 + index)},\"value\":{\"lamports\":5435760,"
            + "\"data\":[\"\(data)\",\"base64\"],"
            + "\"owner\":\"whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc\",\"executable\":false,"
            + "\"rentEpoch\":18446744073709551615,\"space\":653}},\"subscription\":"
            + "\(23_784 + numbers.below(9))}}"
    }

    static func padded(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
