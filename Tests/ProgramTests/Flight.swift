import Foundation
import Testing

/// Simulated venues in one process, and settings for paper trading against them in another.
final class Flight {
    let scratch: Scratch
    let venues: Child
    private(set) var venueURL = ""
    private(set) var chainURL = ""
    private(set) var chainHTTP = ""
    private(set) var pool = ""
    private(set) var product = ""
    let authority: String

    /// Starts the venues on free ports. `market` are lines of [venues], and tables below it.
    init(
        _ market: String = "mode = \"generated\"\nseed = 7", in scratch: Scratch? = nil,
        seconds: Int = 60
    ) async throws {
        let scratch = try scratch ?? Scratch()
        self.scratch = scratch
        authority = scratch.unique("authority.pem")
        let file = try scratch.file(
            "venues.toml", "[venues]\nca_file = \"\(authority)\"\n\(market)\n")
        venues = try Program.start(
            ["venues", "--config", file, "--duration", "\(seconds)s"], in: scratch)
        try await venues.says("ready")
        for line in venues.output.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words.count == 3, words[1] == "at" { (product, venueURL) = (words[0], words[2]) }
            if words.count == 6, words[0] == "pool" {
                (pool, chainURL, chainHTTP) = (words[1], words[3], words[5])
            }
        }
        try #require(!venueURL.isEmpty && !chainHTTP.isEmpty, "\(venues.output)\(venues.errors)")
    }

    /// Settings for these venues, in a file. `base` is the asset of book and pool.
    func settings(
        source: String = "", extra: String = "", base: String = "SOL", decimals: Int = 9,
        named name: String = "paper.toml", replacing changes: [(String, String)] = []
    ) throws -> String {
        var text = lines(source: source, extra: extra, base: base, decimals: decimals)
        for (old, new) in changes {
            try #require(text.contains(old), "\(old) is in the settings")
            text = text.replacingOccurrences(of: old, with: new)
        }
        return try scratch.file(name, text)
    }

    private func lines(source: String, extra: String, base: String, decimals: Int) -> String {
        let quick = """
            stale_ms = 1000
            silence_ms = 700
            backoff_least_ms = 20
            backoff_most_ms = 200
            message_mib = 4
            """
        let fee = base == "SOL" ? "" : "[assets.SOL]\ndecimals = 9"
        return """
            \(fee)
            [assets.\(base)]
            decimals = \(decimals)
            [assets.USD]
            decimals = 6
            [assets.USDC]
            decimals = 6
            [status]
            interval_ms = 50
            [journal]
            ring_mib = 32
            segment_mib = 1
            [[sources]]
            name = "coinbase"
            kind = "coinbase"
            url = "\(venueURL)"
            ca_file = "\(authority)"
            \(source.isEmpty ? quick : source)
            [[sources]]
            name = "solana"
            kind = "solana"
            url = "\(chainURL)"
            http_url = "\(chainHTTP)"
            ca_file = "\(authority)"
            \(source.isEmpty ? quick : source)
            [[books]]
            name = "book"
            source = "coinbase"
            product = "\(product)"
            base = "\(base)"
            quote = "USD"
            taker_fee_millionths = 300
            [[pools]]
            name = "pool"
            source = "solana"
            address = "\(pool)"
            token_a = "\(base)"
            token_b = "USDC"
            [[markets]]
            book = "book"
            pool = "pool"
            [[balances]]
            source = "coinbase"
            asset = "\(base)"
            amount = "2000"
            [[balances]]
            source = "coinbase"
            asset = "USD"
            amount = "300000"
            [[balances]]
            source = "solana"
            asset = "\(base)"
            amount = "2000"
            [[balances]]
            source = "solana"
            asset = "USDC"
            amount = "300000"
            \(base == "SOL" ? "" : "[costs]\nfee_cash_atoms = 4000")
            [paper]
            venue_latency_us = 2000
            chain_latency_us = 20000
            slippage_millionths = 2000
            \(extra)
            """
    }

    /// Paper trades for so long and gives the summary.
    func paper(
        _ settings: String, record folder: String? = nil, duration: String = "3s",
        status: Int32 = 0
    ) async throws -> Summary {
        let ended = try await Program.run(
            ["paper", "--config", settings, "--duration", duration, "--json"]
                + (folder.map { ["--record", $0] } ?? []),
            in: scratch, within: 60)
        try #require(ended.status == status, "\(ended.errors)")
        return Summary(json: try ended.json(), log: ended.errors)
    }
}

/// What `paper --json` prints at the end.
struct Summary {
    let json: [String: Any]
    let log: String

    func number(_ key: String) -> Int { (json[key] as? Int) ?? 0 }
    func count(_ group: String, _ name: String) -> Int {
        ((json[group] as? [String: Any])?[name] as? Int) ?? 0
    }
    var isBalanced: Bool { json["ledger_balanced"] as? Bool ?? false }
    var hash: String { json["decision_hash"] as? String ?? "" }
    /// The states of book and pool.
    var states: [String] {
        (json["markets"] as? [[String: Any]] ?? []).compactMap { $0["state"] as? String }
    }
    func source(_ name: String) -> [String: Any] {
        (json["sources"] as? [[String: Any]] ?? []).first { $0["name"] as? String == name } ?? [:]
    }
    /// How often a stage was measured.
    func measured(_ stage: String) -> Int? {
        let stages = json["latency"] as? [[String: Any]] ?? []
        return stages.first { $0["stage"] as? String == stage }?["count"] as? Int
    }
    /// The last trouble of a source, in words.
    func trouble(_ name: String) -> String { source(name)["trouble"] as? String ?? "" }
    var acknowledged: Int {
        ((json["journal"] as? [String: Any])?["acknowledged"] as? Int) ?? 0
    }
}
