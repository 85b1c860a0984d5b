import Codecs
import Markets
import Pipeline
import Simulators

/// What `apus venues` tells a person, and as JSON a script: one object a line.
struct VenueReport {
    let addresses: VenueHost.Addresses
    let authorityFile: String

    var lines: [String] {
        [
            "\(addresses.product) at \(addresses.venueURL)",
            "pool \(addresses.pool) at \(addresses.chainURL) and \(addresses.chainHTTP)",
        ] + addresses.otherPools.map { "pool \($0.address), \($0.kind.rawValue)" }
            + (authorityFile.isEmpty ? [] : ["authority in \(authorityFile)"]) + ["ready"]
    }

    /// `{"event": "ready", …}`.
    var json: String {
        object("ready") { writer in
            for (key, text) in [
                ("product", addresses.product), ("venue_url", addresses.venueURL),
                ("pool", addresses.pool), ("chain_url", addresses.chainURL),
                ("chain_http_url", addresses.chainHTTP), ("authority_file", authorityFile),
            ] {
                writer.key(key)
                writer.string(text)
            }
            writer.key("other_pools")
            writer.beginArray()
            for pool in addresses.otherPools {
                writer.beginObject()
                writer.key("kind")
                writer.string(pool.kind.rawValue)
                writer.key("address")
                writer.string(pool.address)
                writer.endObject()
            }
            writer.endArray()
        }
    }

    func line(_ counters: VenueCounters) -> String {
        "connections \(counters.connections), exchange messages \(counters.coinbaseMessages), "
            + "chain messages \(counters.solanaMessages), answers \(counters.answers), "
            + "faults \(counters.faults), slow clients \(counters.slowClients)"
    }

    /// `{"event": "ended", …}`; `swaps` where recorded ones were done again.
    func json(_ counters: VenueCounters, _ comparison: SwapComparison?) -> String {
        object("ended") { writer in
            numbers(
                [
                    ("connections", counters.connections),
                    ("exchange_messages", counters.coinbaseMessages),
                    ("chain_messages", counters.solanaMessages), ("answers", counters.answers),
                    ("faults", counters.faults), ("slow_clients", counters.slowClients),
                    ("violations", counters.violations),
                ], &writer)
            guard let comparison else { return }
            writer.key("swaps")
            writer.beginObject()
            numbers(
                [
                    ("done", comparison.swaps), ("exact", comparison.exact),
                    ("within_1_bp", comparison.withinOne), ("within_10_bp", comparison.withinTen),
                    ("within_100_bp", comparison.withinHundred), ("refused", comparison.refused),
                    ("worst_millionths", comparison.worstMillionths),
                    ("corrections", comparison.corrections),
                ], &writer)
            writer.endObject()
        }
    }

    private func numbers(_ numbers: [(String, UInt64)], _ writer: inout JSONWriter) {
        for (key, number) in numbers {
            writer.key(key)
            writer.unsigned(number)
        }
    }

    private func object(_ event: String, _ body: (inout JSONWriter) -> Void) -> String {
        jsonText { writer in
            writer.beginObject()
            writer.key("event")
            writer.string(event)
            body(&writer)
            writer.endObject()
        }
    }
}
