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
            let some = rows.filter { $0.setting == setting }
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

    private func table(_ setting: Setting, _ rows: [Row]) -> BenchTable {
        var table = BenchTable(
            "wire_\(setting.scheme)_\(setting.rate)",
            title: "\(setting.title): due to be sent → decision, medians over rounds, µs",
            Self.columns)
        func number(_ samples: Samples) -> BenchTable.Cell {
            samples.isEmpty ? .none : .number(samples.median / 1_000, places: 1)
        }
        let ours = rows.first { $0.program == .oursSpinning }?.ages[0].median
        for row in rows {
            let micros = Samples(row.ages[0].values.map { $0 / 1_000 })
            let floor = rows.first { $0.program == row.floor }?.ages[0].median
            let p50 = row.ages[0].median
            table.add([
                .text(row.program.title), number(row.ages[0]), .text(micros.spread(1)),
                number(row.ages[1]), number(row.ages[2]), number(row.ages[3]),
                number(row.ages[4]), number(row.ages[5]), number(row.time),
                row.hits.isEmpty ? .none : .number(row.hits.median, places: 0),
                floor.map { .number(p50 / $0, places: 2) } ?? .none,
                ours.map { .number($0 / p50, places: 2) } ?? .none,
            ])
        }
        return table
    }

    private func bars(_ setting: Setting, _ rows: [Row]) -> [BenchBar] {
        func row(_ program: Program) -> Row? {
            rows.first { $0.program == program && !$0.ages[0].isEmpty }
        }
        var bars: [BenchBar] = []
        let title = setting.title
        for (place, name) in [(0, "l2_data"), (3, "account")] {
            if let ours = row(.oursSpinning)?.ages[place].median {
                if let floor = row(.floorSpinning)?.ages[place].median {
                    bars.append(
                        BenchBar(
                            what: "\(title), \(name): busy poll p50 to the busy-poll floor",
                            got: ours / floor, most: 1.3))
                }
                let peers = Program.allCases.filter(\.isPeer).compactMap(row)
                if let best = peers.min(by: { $0.ages[place].median < $1.ages[place].median }) {
                    bars.append(
                        BenchBar(
                            what: "\(title), \(name): busy poll p50 to the best peer's "
                                + "(\(best.program.title))",
                            got: ours / best.ages[place].median, most: 0.25))
                }
            }
        }
        guard let ours = row(.oursWaiting), let beast = row(.beast),
            let floor = row(.floorWaiting)
        else { return bars }
        let base = floor.ages[0].median
        bars.append(
            BenchBar(
                what: "\(title): µs over the floor when waiting, beast's "
                    + fixed((beast.ages[0].median - base) / 1_000, 2),
                got: (ours.ages[0].median - base) / 1_000,
                most: (beast.ages[0].median - base) / 1_000))
        bars.append(
            BenchBar(
                what: "\(title): CPU a message when waiting, to beast's",
                got: ours.time.median / beast.time.median, most: 1))
        return bars
    }
}

extension WireNetwork.Row {
    /// The floor that receives as this program does.
    var floor: WireNetwork.Program {
        switch program {
        case .oursSpinning, .floorSpinning: .floorSpinning
        default: .floorWaiting
        }
    }
}
