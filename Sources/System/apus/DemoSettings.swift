import Markets

/// The settings of `apus demo`: what a newcomer would write for the simulators.
enum DemoSettings {
    static func text(_ addresses: VenueHost.Addresses, authorityFile: String) -> String {
        feeds(addresses, authorityFile) + others(addresses) + trading
    }

    /// The pools of other kinds, each a market of its own with the same book.
    private static func others(_ addresses: VenueHost.Addresses) -> String {
        addresses.otherPools.map { pool in
            """
            [[pools]]
            name = "\(pool.kind.rawValue)"
            kind = "\(pool.kind.rawValue)"
            source = "solana"
            address = "\(pool.address)"
            token_a = "SOL"
            token_b = "USDC"
            [[markets]]
            book = "\(addresses.product)"
            pool = "\(pool.kind.rawValue)"

            """
        }.joined()
    }

    private static func feeds(
        _ addresses: VenueHost.Addresses, _ authorityFile: String
    ) -> String {
        """
        [assets.SOL]
        decimals = 9
        [assets.USD]
        decimals = 6
        [assets.USDC]
        decimals = 6

        [[sources]]
        name = "coinbase"
        kind = "coinbase"
        url = "\(addresses.venueURL)"
        ca_file = "\(authorityFile)"

        [[sources]]
        name = "solana"
        kind = "solana"
        url = "\(addresses.chainURL)"
        http_url = "\(addresses.chainHTTP)"
        ca_file = "\(authorityFile)"

        [[books]]
        name = "\(addresses.product)"
        source = "coinbase"
        product = "\(addresses.product)"
        base = "SOL"
        quote = "USD"
        taker_fee_millionths = 500

        [[pools]]
        name = "whirlpool"
        source = "solana"
        address = "\(addresses.pool)"
        token_a = "SOL"
        token_b = "USDC"

        [[markets]]
        book = "\(addresses.product)"
        pool = "whirlpool"


        """
    }

    private static let trading = """
        [[balances]]
        source = "coinbase"
        asset = "SOL"
        amount = "2000"
        [[balances]]
        source = "coinbase"
        asset = "USD"
        amount = "300000"
        [[balances]]
        source = "solana"
        asset = "SOL"
        amount = "2000"
        [[balances]]
        source = "solana"
        asset = "USDC"
        amount = "300000"

        [risk]
        size_most = "100"

        [paper]
        venue_latency_us = 5000
        chain_latency_us = 100000
        slippage_millionths = 2000
        """
}
