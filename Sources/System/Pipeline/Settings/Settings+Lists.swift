import Markets
import Numbers
import TOMLKit

extension Settings {
    mutating func readLists(_ root: TOMLTable, _ reader: SettingsReader) {
        if let table = root["assets"]?.table {
            for name in table.keys.sorted() {
                var section = reader.section("assets.\(name)", table[name]?.table)
                assets.append(
                    AssetSettings(
                        name: name, decimals: section.integer("decimals", -1, in: 0...18)))
                if assets.last?.decimals == -1 {
                    reader.fault("assets.\(name)", "needs decimals = 0…18")
                }
                section.finish()
            }
        }
        sources = reader.sections("sources", in: root).map { Self.source($0) }
        books = reader.sections("books", in: root).map { Self.book($0) }
        pools = reader.sections("pools", in: root).map { section in
            var section = section
            let pool = PoolSettings(
                name: section.required("name"), source: section.required("source"),
                kind: section.choice("kind", PoolKind.whirlpool),
                address: section.required("address"),
                tokenA: section.required("token_a"), tokenB: section.required("token_b"))
            section.finish()
            return pool
        }
        markets = reader.sections("markets", in: root).map { section in
            var section = section
            let market = MarketSettings(
                book: section.required("book"), pool: section.required("pool"),
                quoteRateMillionths: section.integer(
                    "quote_rate_millionths", 1_000_000, in: 1...1_000_000_000))
            section.finish()
            return market
        }
        balances = reader.sections("balances", in: root).map { section in
            var section = section
            let balance = BalanceSettings(
                source: section.required("source"), asset: section.required("asset"),
                amount: section.required("amount"))
            section.finish()
            return balance
        }
    }

    private static func source(_ section: SettingsSection) -> SourceSettings {
        var section = section
        var source = SourceSettings()
        source.name = section.required("name")
        source.kind = section.choice("kind", source.kind)
        source.url = section.required("url")
        source.httpURL =
            source.kind == .solana
            ? section.required("http_url") : section.text("http_url", "")
        source.authorityFile = section.text("ca_file", "")
        source.staleAfter = section.milliseconds("stale_ms", source.staleAfter, in: 1...3_600_000)
        source.silentAfter = section.milliseconds(
            "silence_ms", source.silentAfter, in: 10...3_600_000)
        source.sequenceScope = section.choice("sequence_scope", source.sequenceScope)
        source.commitment = section.choice("commitment", source.commitment)
        source.messageMebibytes = section.integer(
            "message_mib", source.messageMebibytes, in: 1...1_024)
        source.backoffLeast = section.milliseconds(
            "backoff_least_ms", source.backoffLeast, in: 1...3_600_000)
        source.backoffMost = section.milliseconds(
            "backoff_most_ms", source.backoffMost, in: 1...3_600_000)
        section.finish()
        return source
    }

    private static func book(_ section: SettingsSection) -> BookSettings {
        var section = section
        var book = BookSettings()
        book.name = section.required("name")
        book.source = section.required("source")
        book.product = section.required("product")
        book.base = section.required("base")
        book.quote = section.required("quote")
        book.priceIncrement = section.text("price_increment", book.priceIncrement)
        book.sizeIncrement = section.text("size_increment", book.sizeIncrement)
        book.takerFee = HundredthsOfBasisPoint(
            UInt32(section.millionths("taker_fee_millionths", Int(book.takerFee.count))))
        section.finish()
        return book
    }

    mutating func readTrading(_ root: TOMLTable, _ reader: SettingsReader) {
        var section = reader.section("costs", root["costs"]?.table)
        costs.baseFee = Lamports(
            UInt64(section.integer("base_fee_lamports", 5_000, in: 0...1_000_000_000)))
        costs.priorityFee = Lamports(
            UInt64(section.integer("priority_fee_lamports", 20_000, in: 0...1_000_000_000)))
        costs.feeAsset = section.text("fee_asset", costs.feeAsset)
        let cash = section.integer("fee_cash_atoms", -1, in: -1...1_000_000_000_000)
        costs.feeCashAtoms = cash < 0 ? nil : Int64(cash)
        section.finish()

        section = reader.section("risk", root["risk"]?.table)
        risk.isPaused = section.flag("paused", risk.isPaused)
        risk.killFile = section.text("kill_file", risk.killFile)
        risk.profitLeastAtoms = section.integer(
            "profit_least_atoms", risk.profitLeastAtoms, in: 0...Int.max)
        risk.notionalMostAtoms = section.integer(
            "notional_most_atoms", risk.notionalMostAtoms, in: 1...Int.max)
        risk.sizeMost = section.text("size_most", risk.sizeMost)
        risk.sizeLeast = section.text("size_least", risk.sizeLeast)
        section.finish()

        section = reader.section("paper", root["paper"]?.table)
        paper.venueLatency = section.microseconds(
            "venue_latency_us", paper.venueLatency, in: 0...60_000_000)
        paper.chainLatency = section.microseconds(
            "chain_latency_us", paper.chainLatency, in: 0...60_000_000)
        paper.slippageMillionths = section.millionths(
            "slippage_millionths", paper.slippageMillionths)
        section.finish()
    }

    mutating func readVenues(_ root: TOMLTable, _ reader: SettingsReader) {
        guard let table = root["venues"]?.table else { return }
        var section = reader.section("venues", table)
        var venues = VenueSettings()
        venues.mode = section.choice("mode", venues.mode)
        venues.seed = section.integer("seed", venues.seed, in: 0...Int.max)
        venues.otherPools = section.choices("other_pools", of: PoolKind.self)
        venues.speed = section.integer("speed", venues.speed, in: 1...1_000_000)
        venues.isEncrypted = section.flag("encrypted", venues.isEncrypted)
        venues.venuePort = section.integer("venue_port", venues.venuePort, in: 0...65_535)
        venues.chainPort = section.integer("chain_port", venues.chainPort, in: 0...65_535)
        venues.authorityFile = section.text("ca_file", venues.authorityFile)
        venues.dataDirectory = section.text("data_directory", venues.dataDirectory)
        venues.truthFile = section.text("truth_file", venues.truthFile)
        let faults = section.tables("faults")
        section.finish()
        venues.faults = faults.map { section in
            var section = section
            let messages = section.integer("after_messages", -1, in: 0...1_000_000_000)
            let fault = VenueFaultSettings(
                kind: section.required("kind"), endpoint: section.required("endpoint"),
                after: section.milliseconds("after_ms", Nanoseconds.seconds(1), in: 0...86_400_000),
                afterMessages: messages < 0 ? nil : messages,
                span: section.milliseconds("span_ms", Nanoseconds.seconds(5), in: 1...86_400_000),
                giantMebibytes: section.integer("giant_mib", 80, in: 1...96))
            section.finish()
            return fault
        }
        self.venues = venues
    }
}
