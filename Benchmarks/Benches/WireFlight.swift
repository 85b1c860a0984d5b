import Archive
import Markets
import Meters
import Numbers
import Pipeline
import Rings
import Synchronization
import Tiles

/// Our side of `bench wire` on the network: the shipped tiles, fused on the shipped runner, with the
/// shipped connections. Behind the desk stands a probe that reads what the feed recorded.
enum WireFlight {
    struct Run: Sendable {
        /// Of the sender.
        var port: Int
        var setting: WireNetwork.Setting
        /// The sender's authority.
        var certificate: String
        /// Asks the kernel again and again; otherwise waits for it.
        var spins: Bool
        var core: Int
    }

    struct Result: Sendable {
        var coinbase = Samples()
        var solana = Samples()
        /// Processor time a message, after the warm-up.
        var time = 0.0
        var hits: UInt64 = 0
        var fault: String?
    }

    final class Box: Sendable {
        let result = Mutex(Result())
    }

    /// Connects, takes all messages, and ends.
    static func run(_ run: Run) -> Result {
        do { return try fly(run) } catch {
            var result = Result()
            result.fault = "\(error)"
            return result
        }
    }

    private static func fly(_ run: Run) throws -> Result {
        let setting = run.setting
        let plan = try WirePlan.make(
            address: "127.0.0.1:\(run.port + setting.portOffset)",
            query: "?n=\(setting.count)&hz=\(setting.rate)", isSecure: setting.isSecure,
            authority: run.certificate)
        let clock = HostClock()
        var pipeline = try LoosePipeline(plan, clock: clock)
        guard let tiles = pipeline.tiles.take(), let inputs = pipeline.inputs.take(),
            let records = pipeline.records.take()
        else { preconditionFailure("a pipeline is flown once") }
        let stopping = Stopping()
        let box = Box()
        let probe = WireProbe(
            inputs: inputs, records: records, want: setting.count, box: box, stopping: stopping)
        let names: [TileName] = ["feed", "price", "desk", "probe"]
        let topology = Topology(
            tiles: names.map { TileSpec($0, does: "as its name says") },
            links: zip(names, names.dropFirst()).map {
                Link<Event>(from: $0, to: $1, depth: 64, full: .wait)
            },
            runners: [
                RunnerSpec(
                    "main", tiles: names, core: run.core,
                    idle: run.spins ? .spin : .park(afterTurns: 0))
            ])
        let crew = try Crew(topology, clock: clock, stopping: stopping)
        try crew.start(parking: "main", Fused(tiles, probe, clock: clock))
        let isComplete = stopping.wait(atMost: .seconds(60))
        stopping.request(.finished)
        crew.join()
        var result = box.result.withLock { $0 }
        result.hits = pipeline.chances.value(of: .opportunityFound)
        if !isComplete {
            let troubles = pipeline.troubles.compactMap(\.text)
            result.fault = "not all messages came: " + troubles.joined(separator: "; ")
        }
        return result
    }
}

/// Stands behind the desk: what the feed recorded up to here is decided. Takes the place of the
/// journal.
struct WireProbe: ~Copyable, Tile {
    private var inputs: ByteConsumer
    private var records: Consumer<DeskRecord>
    private let want: Int
    private let box: WireFlight.Box
    private let stopping: Stopping
    private let watch = Watch()
    private var ages: Ages
    private var isDone = false

    init(
        inputs: consuming ByteConsumer, records: consuming Consumer<DeskRecord>, want: Int,
        box: WireFlight.Box, stopping: Stopping
    ) {
        self.inputs = inputs
        self.records = records
        self.want = want
        self.box = box
        self.stopping = stopping
        ages = Ages(warm: want / 10, count: want)
    }

    mutating func turn(at now: Instant) -> Int {
        var decided: UInt64 = 0
        while let record = unsafe inputs.next() {
            if decided == 0 { decided = watch.now }
            let label = unsafe record.bytes.loadUnaligned(as: RecordLabel.self)
            guard label.kind == .frame else { continue }
            let message = unsafe UnsafeRawBufferPointer(
                rebasing: record.bytes[InputRecord.labelBytes...])
            let seen = unsafe WireStamp(message)
            guard seen.digits >= Ages.base else { continue }
            let due = seen.digits - Ages.base
            ages.add(isCoinbase: seen.isCoinbase, age: decided > due ? decided - due : 0)
        }
        inputs.release()
        while records.pop() != nil {}
        if ages.seen >= want, !isDone { finish() }
        return 0
    }

    private mutating func finish() {
        isDone = true
        let spent = Watch.threadTime - ages.timeAtWarm
        let result = (ages.coinbase, ages.solana, Double(spent) / Double(max(1, ages.counted)))
        box.result.withLock { ($0.coinbase, $0.solana, $0.time) = result }
        stopping.request(.finished)
    }

    mutating func housekeep(at now: Instant) {}
    mutating func waitsForRoom() -> Bool { false }
}
