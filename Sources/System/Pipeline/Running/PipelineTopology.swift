import Markets
public import Tiles

extension TileName {
    public static let feed: Self = "feed"
    public static let price: Self = "price"
    public static let desk: Self = "desk"
    public static let journal: Self = "journal"
}

extension RunnerName {
    static let main: Self = "main"
    static let feed: Self = "feed"
    static let price: Self = "price"
    static let desk: Self = "desk"
    static let journal: Self = "journal"
}

/// The one declaration of tiles, links and threads, made from the settings and the cores at hand.
public struct PipelineTopology: Sendable {
    let events: Link<Event>
    let chances: Link<Event>
    let inputs: ByteLink
    let records: Link<DeskRecord>
    /// Feed, price and desk share one thread.
    public let isFused: Bool
    public let topology: Topology

    public init(_ settings: Settings, cores: Int, isRecording: Bool) {
        let machine = settings.machine
        events = Link(from: .feed, to: .price, depth: machine.ringDepth, full: .wait)
        chances = Link(from: .price, to: .desk, depth: machine.ringDepth, full: .wait)
        inputs = ByteLink(
            from: .feed, to: .journal, capacity: settings.journal.ringMebibytes << 20,
            full: .wait)
        records = Link(from: .desk, to: .journal, depth: 16_384, full: .wait)
        isFused =
            switch machine.runners {
            // Apart, three threads spin and the journal's needs a core too: with fewer cores they
            // would have to park, and each hop would cost a wake-up.
            case .auto: cores < 5
            case .fused: true
            case .split: false
            }
        // swift-format-ignore
        let tiles = [
            TileSpec(.feed,    does: "sockets, TLS, frames, decoding"),
            TileSpec(.price,   does: "books and pools, chances and their size"),
            TileSpec(.desk,    does: "risk gates, paper fills, ledger"),
        ]
        let links: [any LinkDeclaration] = [events, chances]
        topology = Topology(
            tiles: tiles
                + (isRecording ? [TileSpec(.journal, does: "keeps every input and decision")] : []),
            links: links + (isRecording ? [inputs, records] : []),
            runners: Self.runners(
                machine, cores: cores, isFused: isFused, isRecording: isRecording))
    }

    private static func runners(
        _ machine: MachineSettings, cores: Int, isFused: Bool, isRecording: Bool
    ) -> [RunnerSpec] {
        let hot = isFused ? 1 : 3
        let idle: IdleRule =
            switch machine.idle {
            case .auto: cores > hot + 1 ? .spin : .park(afterTurns: 0)
            case .spin: .spin
            case .yield: .yield(afterTurns: 64)
            case .park: .park(afterTurns: 0)
            }
        let priority = machine.isRealtime ? 10 : nil
        func core(_ index: Int) -> Int? {
            index < machine.cores.count ? machine.cores[index] : nil
        }
        var runners =
            isFused
            ? [
                RunnerSpec(
                    .main, tiles: [.feed, .price, .desk], core: core(0), idle: idle,
                    realTimePriority: priority)
            ]
            : [
                RunnerSpec(
                    .feed, tiles: [.feed], core: core(0), idle: idle, realTimePriority: priority),
                RunnerSpec(
                    .price, tiles: [.price], core: core(1), idle: idle,
                    realTimePriority: priority),
                RunnerSpec(
                    .desk, tiles: [.desk], core: core(2), idle: idle, realTimePriority: priority),
            ]
        if isRecording {
            runners.append(
                RunnerSpec(
                    .journal, tiles: [.journal], core: core(hot), idle: .park(afterTurns: 16)))
        }
        return runners
    }
}
