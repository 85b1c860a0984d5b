import Numbers

extension StatusReport {
    /// The whole state as lines of text, for the summary.
    public var lines: [String] { StatusLayout.joined(sections) }

    /// The whole state in parts, the most important first, for a terminal that redraws.
    public var sections: [StatusSection] {
        [
            StatusSection("the run", words: header),
            StatusSection("feeds", table: sourceLines, words: troubleLines),
            StatusSection("markets", table: instrumentLines),
            StatusSection("chances", words: decisionLines),
            StatusSection("balances", table: balanceLines, words: profitLines + [ledgerLine]),
            StatusSection("latency", table: stageLines, keeps: .lastRows),
        ]
    }

    /// The state in one line, for a pipe.
    public var line: String {
        let feeds = sources.map { source in
            "\(source.name) \(source.isConnected ? age(source) : down(source))"
        }
        let live = instruments.count { $0.state == .live }
        let refused = refusals.reduce(0) { $0 + $1.count }
        var parts = [
            "\(StatusText.span(elapsed)): \(feeds.joined(separator: ", "))",
            "live \(live)/\(instruments.count)",
            "inputs \(inputs)",
            "chances \(opportunities) accepted \(accepted) refused \(refused)",
        ]
        if !trades.isEmpty {
            parts.append(trades.map { "\($0.name) \($0.count)" }.joined(separator: " "))
        }
        if let total = stages.last, total.count > 0 {
            parts.append(
                "\(total.name) p50 \(StatusText.span(total.p50)) p99 \(StatusText.span(total.p99))")
        }
        if let journal {
            if let trouble = journal.trouble { parts.append("recording waits: \(trouble)") }
            parts.append("journal \(journal.acknowledged)")
        }
        return parts.joined(separator: "; ")
    }

    private func down(_ source: Source) -> String {
        source.trouble.map { "down (\($0))" } ?? "down"
    }

    private func age(_ source: Source) -> String {
        source.age.map { StatusText.span($0) + " old" } ?? "silent"
    }

    private var header: [String] {
        var text =
            "after \(StatusText.span(elapsed)): \(StatusText.grouped(inputs)) inputs, "
            + "\(StatusText.grouped(events)) events, \(StatusText.grouped(decisions)) decisions"
        if let journal {
            text +=
                "; journal \(journal.directory): \(StatusText.grouped(journal.acknowledged)) "
                + "records, \(StatusText.bytes(journal.bytes))"
        }
        guard let trouble = journal?.trouble else { return [text] }
        return [text, "the recording waits: \(trouble)"]
    }

    private var sourceLines: [String] {
        ["feed            state        age     messages        bytes  connects  gaps"]
            + sources.map { source in
                StatusText.pad(source.name, to: 16)
                    + StatusText.pad(source.isConnected ? "up" : "down", to: 8)
                    + StatusText.padLeft(source.age.map(StatusText.span) ?? "–", to: 8)
                    + StatusText.padLeft(StatusText.grouped(source.messages), to: 13)
                    + StatusText.padLeft(StatusText.bytes(source.bytes), to: 13)
                    + StatusText.padLeft("\(source.connections)", to: 10)
                    + StatusText.padLeft("\(source.gaps)", to: 6)
            }
    }

    private var troubleLines: [String] {
        sources.compactMap { source in
            source.trouble.map { "\(source.name), last trouble: \($0)" }
        }
    }

    private var instrumentLines: [String] {
        ["market                    state         price"]
            + instruments.map { one in
                StatusText.pad(one.name, to: 26) + StatusText.pad(one.state.rawValue, to: 14)
                    + one.price
            }
    }

    private var decisionLines: [String] {
        var lines = ["chances \(opportunities), accepted \(accepted)"]
        if !refusals.isEmpty {
            let text = refusals.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
            lines.append("refused   \(text)")
        }
        if !trades.isEmpty {
            let text = trades.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
            lines.append("trades    \(text)")
        }
        if !faults.isEmpty {
            let text = faults.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
            lines.append("faults    \(text)")
        }
        return lines
    }

    private var balanceLines: [String] {
        ["asset  venue               opening              now           change"]
            + balances.map { one in
                StatusText.pad(one.asset, to: 7) + StatusText.pad(one.venue, to: 11)
                    + StatusText.padLeft(
                        StatusText.amount(one.opening, decimals: one.decimals), to: 16)
                    + StatusText.padLeft(
                        StatusText.amount(one.now, decimals: one.decimals), to: 17)
                    + StatusText.padLeft(
                        StatusText.amount(
                            one.now - one.opening, decimals: one.decimals, signed: true), to: 17)
            }
    }

    private var ledgerLine: String {
        isLedgerBalanced ? "the ledger balances" : "THE LEDGER DOES NOT BALANCE"
    }

    private var stageLines: [String] {
        ["stage                      count       p50       p99     p99.9       max"]
            + stages.map { stage in
                StatusText.pad(stage.name, to: 20)
                    + StatusText.padLeft(StatusText.grouped(stage.count), to: 12)
                    + StatusText.padLeft(StatusText.span(stage.p50), to: 10)
                    + StatusText.padLeft(StatusText.span(stage.p99), to: 10)
                    + StatusText.padLeft(StatusText.span(stage.p999), to: 10)
                    + StatusText.padLeft(StatusText.span(stage.max), to: 10)
            }
    }
}
