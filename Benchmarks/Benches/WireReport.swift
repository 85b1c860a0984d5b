/// The tables and bars of `bench wire`'s second part.
extension WireNetwork {
    private static let columns: [BenchTable.Column] = [
        .init("by", "program"), .init("coinbase_p50_us", "l2 p50"),
        .init("spread", "least..most"), .init("coinbase_p99_us", "p99"),
        .init("coinbase_p999_us", "p99.9"), .init("solana_p50_us", "account p50"),
        .init("solana_p99_us", "p99"), .init("solana_p999_us", "p99.9"),
        .init("cpu_us", "CPU/message"), .init("opportunities", "opportunities"),
        .init("to_floor", "to its floor"), .init("ours_to_it", "ours to it"),
    ]

    func write(into report: inout BenchReport) {
        for setting in Self.settings(plan) {
            let some = Program.allCases.compactMap { program in
                rows.first { $0.setting == setting && $0.program == program }
            }
            guard !some.isEmpty else { continue }
            report.tables.append(table(setting, some))
            report.bars += bars(setting, some)
        }
        report.notes += Hiccups.notes(hiccups)
        for row in rows where !row.faults.isEmpty {
            let faults = Set(row.faults).sorted().joined(separator: "; ")
            report.notes.append("\(row.program.title), \(row.setting.title): \(faults)")
        }
        report.notes += notes
    }

    private func table(_ setting: Setting, _ rows: [WireRow]) -> BenchTable {
        var table = BenchTable(
            "wire_\(setting.scheme)_\(setting.rate)",
            title: "\(setting.title): due to be sent → decision, medians over slices, µs",
            Self.columns)
        func number(_ samples: Samples) -> BenchTable.Cell {
            samples.isEmpty ? .none : .number(samples.median / 1_000, places: 1)
        }
        let ours = rows.first { $0.program == .oursSpinning }
        for row in rows {
            let ages = (0..<6).map(row.figures)
            let micros = Samples(ages[0].values.map { $0 / 1_000 })
            let toFloor = rows.first { $0.program == row.floor }
                .map { row.paired(with: $0, 0, /) }
            let toIt = ours.map { $0.paired(with: row, 0, /) }
            table.add([
                .text(row.program.title), number(ages[0]), .text(micros.spread(1)),
                number(ages[1]), number(ages[2]), number(ages[3]), number(ages[4]),
                number(ages[5]), number(row.time),
                row.hits.isEmpty ? .none : .number(row.hits.median, places: 0),
                toFloor.map { .number($0.median, places: 2) } ?? .none,
                toIt.map { .number($0.median, places: 2) } ?? .none,
            ])
        }
        return table
    }

    /// Each from the comparisons within the slices.
    private func bars(_ setting: Setting, _ rows: [WireRow]) -> [BenchBar] {
        func row(_ program: Program) -> WireRow? {
            rows.first { $0.program == program && !$0.isEmpty }
        }
        var bars: [BenchBar] = []
        let title = setting.title
        for (place, name) in [(0, "l2_data"), (3, "account")] {
            guard let ours = row(.oursSpinning) else { break }
            if let floor = row(.floorSpinning) {
                bars.append(
                    BenchBar(
                        what: "\(title), \(name): busy poll p50 to the busy-poll floor",
                        got: ours.paired(with: floor, place, /).median, most: 1.3))
            }
            let peers = Program.allCases.filter(\.isPeer).compactMap(row)
            let best = peers.min { $0.figures(place).median < $1.figures(place).median }
            if let best {
                bars.append(
                    BenchBar(
                        what: "\(title), \(name): busy poll p50 to the best peer's "
                            + "(\(best.program.title))",
                        got: ours.paired(with: best, place, /).median, most: 0.25))
            }
        }
        guard let ours = row(.oursWaiting), let beast = row(.beast),
            let floor = row(.floorWaiting)
        else { return bars }
        let theirs = beast.paired(with: floor, 0, -).median / 1_000
        bars.append(
            BenchBar(
                what: "\(title): µs over the floor when waiting, beast's \(fixed(theirs, 2))",
                got: ours.paired(with: floor, 0, -).median / 1_000, most: theirs))
        bars.append(
            BenchBar(
                what: "\(title): CPU a message when waiting, to beast's",
                got: ours.pairedTime(with: beast).median, most: 1))
        return bars
    }
}
