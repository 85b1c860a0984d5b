/// What one program came to at one setting, slice by slice. In each slice every program has run
/// once, so values of one slice were measured within seconds of each other: this machine changes
/// its speed for minutes at a time, and only what was measured in the same state may be compared.
struct WireRow {
    let setting: WireNetwork.Setting
    let program: WireNetwork.Program
    /// By slice: p50, p99, p99.9 of Coinbase messages, then of Solana's, in ns; nil where the run
    /// failed.
    private(set) var ages: [[Double]?] = []
    /// By slice: processor time a message, in ns.
    private(set) var times: [Double?] = []
    var hits = Samples()
    var faults: [String] = []

    init(_ setting: WireNetwork.Setting, _ program: WireNetwork.Program) {
        self.setting = setting
        self.program = program
    }

    var isEmpty: Bool { ages.allSatisfy { $0 == nil } }

    /// All slices of one figure (0 ..< 6).
    func figures(_ place: Int) -> Samples { Samples(ages.compactMap { $0?[place] }) }
    var time: Samples { Samples(times.compactMap(\.self)) }

    mutating func add(_ result: WireFlight.Result) {
        guard result.fault == nil else { return fail(result.fault ?? "") }
        ages.append(
            [result.coinbase, result.solana].flatMap { samples in
                [0.5, 0.99, 0.999].map(samples.quantile)
            })
        times.append(result.time)
        hits.add(Double(result.hits))
    }

    /// The two lines of a peer.
    mutating func add(_ lines: [PeerLine]) {
        var all = [Double](repeating: 0, count: 6)
        var seen = 0
        for line in lines {
            guard let kind = line.text("message") else { continue }
            seen += 1
            for (place, key) in ["p50_ns", "p99_ns", "p999_ns"].enumerated() {
                all[(kind == "coinbase" ? 0 : 3) + place] = line.number(key) ?? 0
            }
        }
        guard seen == 2, let first = lines.first else { return fail("it printed no result") }
        ages.append(all)
        times.append(first.number("cpu_ns"))
        if let count = first.number("decisions") { hits.add(count) }
    }

    private mutating func fail(_ why: String) {
        faults.append(why)
        ages.append(nil)
        times.append(nil)
    }

    /// One figure of this row against the same of another, slice by slice.
    func paired(
        with other: WireRow, _ place: Int, _ compare: (Double, Double) -> Double
    ) -> Samples {
        Samples(
            zip(ages, other.ages).compactMap { ours, theirs in
                guard let ours, let theirs else { return nil }
                return compare(ours[place], theirs[place])
            })
    }

    /// Processor time against the other's, slice by slice.
    func pairedTime(with other: WireRow) -> Samples {
        Samples(
            zip(times, other.times).compactMap { ours, theirs in
                guard let ours, let theirs, theirs > 0 else { return nil }
                return ours / theirs
            })
    }

    /// The floor that receives as this program does.
    var floor: WireNetwork.Program {
        switch program {
        case .oursSpinning, .floorSpinning, .floorLate: .floorSpinning
        default: .floorWaiting
        }
    }
}
