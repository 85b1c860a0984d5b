import Numbers

extension Settings {
    /// Names must be unique, and whatever is named must exist.
    func checkReferences(_ reader: SettingsReader) {
        checkUnique(sources.map(\.name), in: "sources", reader)
        checkUnique(books.map(\.name) + pools.map(\.name), in: "books and pools", reader)
        let assetNames = Set(assets.map(\.name))
        let sourceKinds = Dictionary(
            sources.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
        func asset(_ name: String, _ key: String) {
            if !name.isEmpty && !assetNames.contains(name) {
                reader.fault(key, "no [assets.\(name)] is declared")
            }
        }
        func source(_ name: String, _ key: String, kind: SourceSettings.Kind?) {
            guard !name.isEmpty else { return }
            guard let found = sourceKinds[name] else {
                return reader.fault(key, "no source is named \"\(name)\"")
            }
            if let kind, kind != found {
                reader.fault(
                    key, "source \"\(name)\" is a \(found.rawValue), not a \(kind.rawValue)")
            }
        }
        for (index, book) in books.enumerated() {
            source(book.source, "books[\(index)].source", kind: .coinbase)
            asset(book.base, "books[\(index)].base")
            asset(book.quote, "books[\(index)].quote")
        }
        for (index, pool) in pools.enumerated() {
            source(pool.source, "pools[\(index)].source", kind: .solana)
            asset(pool.tokenA, "pools[\(index)].token_a")
            asset(pool.tokenB, "pools[\(index)].token_b")
        }
        for (index, balance) in balances.enumerated() {
            source(balance.source, "balances[\(index)].source", kind: nil)
            asset(balance.asset, "balances[\(index)].asset")
        }
        if !assets.isEmpty { asset(costs.feeAsset, "costs.fee_asset") }
        for (index, market) in markets.enumerated() { check(market, at: index, reader) }
        for (index, one) in sources.enumerated() {
            if one.backoffMost < one.backoffLeast {
                reader.fault("sources[\(index)].backoff_most_ms", "is less than backoff_least_ms")
            }
            if 2 * one.messageMebibytes >= journal.ringMebibytes {
                reader.fault(
                    "sources[\(index)].message_mib",
                    "\(one.messageMebibytes) must be less than half of journal.ring_mib")
            }
        }
        if journal.ringMebibytes & (journal.ringMebibytes - 1) != 0 {
            reader.fault(
                "journal.ring_mib", "\(journal.ringMebibytes) is not a power of two")
        }
    }

    private func check(_ market: MarketSettings, at index: Int, _ reader: SettingsReader) {
        let book = books.first { $0.name == market.book }
        let pool = pools.first { $0.name == market.pool }
        if book == nil, !market.book.isEmpty {
            reader.fault("markets[\(index)].book", "no book is named \"\(market.book)\"")
        }
        if pool == nil, !market.pool.isEmpty {
            reader.fault("markets[\(index)].pool", "no pool is named \"\(market.pool)\"")
        }
        if let book, let pool, book.base != pool.tokenA, book.base != pool.tokenB {
            reader.fault(
                "markets[\(index)]",
                "the pool trades \(pool.tokenA) and \(pool.tokenB), not the book's \(book.base)")
        }
    }

    private func checkUnique(_ names: [String], in place: String, _ reader: SettingsReader) {
        var seen: Set<String> = []
        for name in names where !name.isEmpty && !seen.insert(name).inserted {
            reader.fault(place, "the name \"\(name)\" stands twice")
        }
    }
}
