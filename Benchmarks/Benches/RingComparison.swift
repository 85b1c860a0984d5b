import Tiles

/// `bench ring`: our ring beside boost's, moodycamel's and a plain one in C++, in turns.
public enum RingComparison {
    public static func run(_ plan: BenchPlan) -> BenchReport {
        var report = BenchReport("ring", on: BenchMachine())
        var ring = RingBench.Plan()
        // Short rounds and many: what disturbs one leaves the others.
        ring.messages /= 4 * UInt64(plan.shrink)
        ring.trips /= 4 * UInt64(plan.shrink)
        ring.readerCore = plan.core
        var figures = Figures()
        let peer = PeerProgram("ring", in: plan)
        let arguments = [
            ring.messages, ring.trips, UInt64(ring.writerCore), UInt64(ring.readerCore),
        ]
        var hiccups = Samples()
        for _ in 0..<(plan.rounds > 1 ? 3 * plan.rounds : 1) {
            hiccups.add(Hiccups.waitForQuiet(cores: [ring.writerCore, ring.readerCore]))
            do throws(ThreadRefusal) {
                for result in try RingBench.round(ring) {
                    figures.add(
                        result.by, result.bytes, result.messageNanoseconds,
                        result.roundTripNanoseconds)
                }
            } catch {
                report.notes.append("no thread for our ring: \(error.reason)")
                return report
            }
            for line in peer?.run(arguments.map { "\($0)" }) ?? [] { figures.add(line) }
        }
        if peer == nil { report.notes.append(PeerProgram.missing("ring")) }
        report.tables = [figures.table]
        report.bars = figures.bars
        report.notes += Hiccups.notes(hiccups)
        return report.finished()
    }

    /// Every round of every ring and message size.
    private struct Figures {
        struct Row {
            let by: String
            let bytes: Int
            var message = Samples()
            var trip = Samples()
        }
        private var rows: [Row] = []

        mutating func add(_ by: String, _ bytes: Int, _ message: Double, _ trip: Double) {
            let found = rows.firstIndex { $0.by == by && $0.bytes == bytes }
            let place = found ?? rows.count
            if found == nil { rows.append(Row(by: by, bytes: bytes)) }
            rows[place].message.add(message)
            rows[place].trip.add(trip)
        }

        mutating func add(_ line: PeerLine) {
            guard let by = line.text("by"), let bytes = line.number("bytes"),
                let message = line.number("message_ns"), let trip = line.number("round_trip_ns")
            else { return }
            add(by, Int(bytes), message, trip)
        }

        private func ours(_ bytes: Int) -> Row? {
            rows.first { $0.by == "Apus" && $0.bytes == bytes }
        }

        var table: BenchTable {
            var table = BenchTable(
                "rings", title: "one thread to another, medians over rounds (least..most), ns",
                [
                    .init("by", "ring"), .init("bytes", "bytes"),
                    .init("message_ns", "a message"), .init("message_spread", ""),
                    .init("message_ratio", "ours/its"), .init("round_trip_ns", "round trip"),
                    .init("round_trip_spread", ""), .init("round_trip_ratio", "ours/its"),
                ])
            for row in rows.sorted(by: { $0.bytes < $1.bytes }) {
                guard let ours = ours(row.bytes) else { continue }
                table.add([
                    .text(row.by), .number(Double(row.bytes), places: 0),
                    .number(row.message.median, places: 2), .text(row.message.spread(2)),
                    .number(ours.message.median / row.message.median, places: 2),
                    .number(row.trip.median, places: 1), .text(row.trip.spread(0)),
                    .number(ours.trip.median / row.trip.median, places: 2),
                ])
            }
            return table
        }

        /// At least equal to the best of the others.
        var bars: [BenchBar] {
            Set(rows.map(\.bytes)).sorted().flatMap { bytes -> [BenchBar] in
                let peers = rows.filter { $0.bytes == bytes && $0.by != "Apus" }
                guard let ours = ours(bytes), let message = peers.map(\.message.median).min(),
                    let trip = peers.map(\.trip.median).min()
                else { return [] }
                return [
                    BenchBar(
                        what: "\(bytes) bytes, a message, ours to the best peer's",
                        got: ours.message.median / message, most: 1),
                    BenchBar(
                        what: "\(bytes) bytes, round trip, ours to the best peer's",
                        got: ours.trip.median / trip, most: 1),
                ]
            }
        }
    }
}
