import Markets
import Pipeline

/// The market of `make_wire.py` as settings of the program: SOL-USD at 0.01 and 10⁻⁸, and a
/// Whirlpool of SOL and USDC with a spacing of 4. Fees as the peers have them: 0.1 % at the
/// exchange, 0.04 % in the pool. The accounts hold enough for every trade.
enum WirePlan {
    /// - Parameters:
    ///   - address: of the sender, without a scheme; its paths are `/book` and `/node`.
    ///   - query: behind the paths.
    static func make(
        address: String, query: String, isSecure: Bool, authority: String
    ) throws(SettingsFaults) -> Plan {
        let (socket, http) = isSecure ? ("wss", "https") : ("ws", "http")
        let trust = isSecure ? "ca_file = \"\(authority)\"" : ""
        let text = """
            [journal]
            ring_mib = 16
            [assets.SOL]
            decimals = 9
            [assets.USD]
            decimals = 6
            [assets.USDC]
            decimals = 6
            [[sources]]
            name = "coinbase"
            kind = "coinbase"
            url = "\(socket)://\(address)/book\(query)"
            stale_ms = 3600000
            message_mib = 4
            \(trust)
            [[sources]]
            name = "solana"
            kind = "solana"
            url = "\(socket)://\(address)/node\(query)"
            http_url = "\(http)://\(address)/"
            stale_ms = 3600000
            message_mib = 4
            \(trust)
            [[books]]
            name = "SOL-USD"
            source = "coinbase"
            product = "SOL-USD"
            base = "SOL"
            quote = "USD"
            taker_fee_millionths = 1000
            [[pools]]
            name = "SOL-USDC"
            source = "solana"
            address = "HJPjoWUrhoZzkNfRpHuieeFk9WcZWjwy6PBjZ81ngndJ"
            token_a = "SOL"
            token_b = "USDC"
            [[markets]]
            book = "SOL-USD"
            pool = "SOL-USDC"
            [costs]
            priority_fee_lamports = 10000
            [risk]
            size_most = "1000"
            size_least = "0.00000001"
            [paper]
            venue_latency_us = 2000
            chain_latency_us = 400000
            slippage_millionths = 2000
            """
        return try Plan(Settings(text: text + balances, file: "the benchmark's settings"))
    }

    private static var balances: String {
        [
            ("coinbase", "SOL", "1000000"), ("coinbase", "USD", "1000000000"),
            ("solana", "SOL", "1000000"), ("solana", "USDC", "1000000000"),
        ].map { source, asset, amount in
            "\n[[balances]]\nsource = \"\(source)\"\nasset = \"\(asset)\"\namount = \"\(amount)\""
        }.joined()
    }
}

/// What a message was, and when it was due.
struct WireStamp {
    let isCoinbase: Bool
    /// Its 19 digits; 0 when it has none.
    let digits: UInt64

    /// Looks where the messages of `make_wire.py` have their stamps.
    @_noLocks init(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 128 else {
            isCoinbase = false
            digits = 0
            return
        }
        isCoinbase = unsafe bytes[2] == 0x63
        digits = unsafe WireStamp.number(bytes, from: isCoinbase ? 34 : 86)
    }

    /// The 19 digits there; 0 when they are none.
    @_noLocks private static func number(
        _ bytes: UnsafeRawBufferPointer, from start: Int
    ) -> UInt64 {
        var value: UInt64 = 0
        for place in start..<(start &+ 19) {
            let digit = unsafe bytes[place] &- 0x30
            guard digit < 10 else { return 0 }
            value = value &* 10 &+ UInt64(digit)
        }
        return value
    }
}
