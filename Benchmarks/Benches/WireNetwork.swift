import Glibc
import Numbers
import Tiles

/// `bench wire`, second part: an open-loop sender in another process, our client, the floor and the
/// peers in turns.
struct WireNetwork {
    /// Plain or TLS 1.3, and how many messages a second.
    struct Setting: Equatable {
        let isSecure: Bool
        let rate: Int
        /// Messages of one run.
        let count: Int
        var scheme: String { isSecure ? "wss" : "ws" }
        /// The sender listens for TLS on the port behind.
        var portOffset: Int { isSecure ? 1 : 0 }
        var title: String { "\(isSecure ? "TLS 1.3" : "plain"), \(rate)/s" }
    }

    enum Program: CaseIterable {
        case oursSpinning, floorSpinning, floorLate, oursWaiting, floorWaiting, beast, picows,
            websockets

        var title: String {
            switch self {
            case .oursSpinning: "Apus, busy poll"
            case .oursWaiting: "Apus, waiting"
            case .floorSpinning: "floor, busy poll"
            case .floorLate: "floor, busy poll, late ACK"
            case .floorWaiting: "floor, waiting"
            case .beast: "beast + simdjson + btree"
            case .picows: "picows + msgspec (Python)"
            case .websockets: "websockets + json (Python)"
            }
        }
        var isPeer: Bool { self == .beast || self == .picows || self == .websockets }
    }

    let plan: BenchPlan
    let messages: String
    private(set) var rows: [WireRow] = []
    /// Largest gaps that a spinning reader of the clock saw between runs, in ns.
    private(set) var hiccups = Samples()
    private(set) var notes: [String] = []

    init(_ plan: BenchPlan, messages: String) {
        self.plan = plan
        self.messages = messages
    }

    /// A run sends as many messages at each rate: processor time a message differs by half between
    /// runs of 2,000. It sends no more than the file holds (20,000): behind its end the slots would
    /// go backwards, and a pool that does is quarantined.
    static func settings(_ plan: BenchPlan) -> [Setting] {
        [2_000, 10_000].flatMap { rate in
            [false, true].map { isSecure in
                Setting(isSecure: isSecure, rate: rate, count: max(1_000, 10_000 / plan.shrink))
            }
        }
    }

    /// Short ones and many, each with every program in it; the one that begins changes.
    private var slices: Int { plan.rounds > 1 ? 2 * plan.rounds : 1 }

    mutating func run(into report: inout BenchReport) {
        guard PeerProgram("blaster", in: plan) != nil, PeerProgram("wire", in: plan) != nil else {
            notes.append(PeerProgram.missing("blaster"))
            return
        }
        let hasPython = !PeerProgram.lines("\(plan.python) -c 'import picows; print(1)'").isEmpty
        if !hasPython { notes.append(PeerProgram.missing("the Python programs' packages")) }
        let port = FreePort.pair()
        let certificate = "\(plan.peers)/blaster.pem"
        let command = "\(plan.peers)/blaster \(port) 1800 \(messages) \(certificate)"
        guard let sender = Companion(command) else {
            notes.append("the sender cannot listen on port \(port)")
            return
        }
        let programs = Program.allCases.filter {
            hasPython || $0 != .picows && $0 != .websockets
        }
        for slice in 0..<slices {
            for setting in Self.settings(plan) {
                for turn in programs.indices {
                    let program = programs[(turn + slice) % programs.count]
                    hiccups.add(Hiccups.waitForQuiet(cores: [0, plan.core]))
                    measure(program, setting, port, certificate, &report)
                }
            }
        }
        _ = consume sender
    }

    private mutating func measure(
        _ program: Program, _ setting: Setting, _ port: Int, _ certificate: String,
        _ report: inout BenchReport
    ) {
        let place = rows.firstIndex { $0.setting == setting && $0.program == program }
        if place == nil { rows.append(WireRow(setting, program)) }
        let index = place ?? rows.count - 1
        switch program {
        case .oursSpinning, .oursWaiting:
            let result = WireFlight.run(
                WireFlight.Run(
                    port: port, setting: setting, certificate: certificate,
                    spins: program == .oursSpinning, core: plan.core))
            rows[index].add(result)
            let way = program == .oursSpinning ? "busy" : "waiting"
            let tag = "\(setting.scheme)-\(setting.rate)-\(way)"
            report.record("\(tag)-coinbase", result.coinbase)
            report.record("\(tag)-solana", result.solana)
        default:
            rows[index].add(
                PeerProgram.lines(command(program, setting, port)).map(PeerLine.init))
        }
    }

    private func command(_ program: Program, _ setting: Setting, _ port: Int) -> String {
        let end = "\(setting.scheme) \(port + setting.portOffset) \(setting.count) \(setting.rate)"
        let quiet = "2>/dev/null"
        let limit = "timeout 60"
        return switch program {
        case .floorSpinning: "\(limit) \(plan.peers)/wire floor \(end) spin \(quiet)"
        case .floorLate: "\(limit) \(plan.peers)/wire floor \(end) late \(quiet)"
        case .floorWaiting: "\(limit) \(plan.peers)/wire floor \(end) block \(quiet)"
        case .beast: "\(limit) \(plan.peers)/wire beast \(end) block \(quiet)"
        case .picows: "\(limit) \(plan.python) \(plan.sources)/wire.py picows \(end) \(quiet)"
        default: "\(limit) \(plan.python) \(plan.sources)/wire.py websockets \(end) \(quiet)"
        }
    }
}

/// Ports that nobody listens on now.
enum FreePort {
    /// The first of two in a row.
    static func pair() -> Int {
        for _ in 0..<50 {
            if let port = bound(to: 0), port < 65_535, bound(to: port + 1) != nil { return port }
        }
        return 39_217
    }

    /// Binds a socket for a moment, to any port if `port` is 0; nil when it is taken.
    private static func bound(to port: Int) -> Int? {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard handle >= 0 else { return nil }
        defer { close(handle) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { place in
            unsafe place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(handle, $0, length) == 0 && getsockname(handle, $0, &length) == 0
            }
        }
        return isBound ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }
}
