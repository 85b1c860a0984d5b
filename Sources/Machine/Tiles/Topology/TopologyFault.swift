/// A mistake in a topology, or a wish that this host cannot grant. Any one forbids the start.
public enum TopologyFault: Error, Hashable, Sendable {
    case duplicateTile(TileName)
    case duplicateLink(String)
    case duplicateRunner(RunnerName)
    /// A link ends at a tile that does not exist.
    case strangerOnLink(String, TileName)
    /// A runner steps a tile that does not exist.
    case strangerOnRunner(RunnerName, TileName)
    /// No runner steps it.
    case homelessTile(TileName)
    /// Two runners step it, or one steps it twice.
    case tileOnTwoRunners(TileName)
    case emptyRunner(RunnerName)
    /// Nothing joins it to the others.
    case idleTile(TileName)
    case linkToItself(String)
    /// Not a power of two, or of a byte link less than 32 or more than 2³¹.
    case oddDepth(String, Int)
    /// Links that wait form a circle: each could wait for the other for ever.
    case circleOfWaits([TileName])
    case sharedCore(Int)
    /// This host has no such core, or may not use it.
    case missingCore(RunnerName, Int)
    /// Not within `1...99`.
    case oddPriority(RunnerName, Int)
}

/// All faults of one topology, in reading order.
public struct TopologyFaults: Error, Hashable, Sendable {
    public let faults: [TopologyFault]

    public init(faults: [TopologyFault]) { self.faults = faults }
}

/// Something that works, but slower than its owner may think.
public enum TopologyWarning: Hashable, Sendable {
    /// More runners spin than there are cores.
    case spinnersExceedCores(spinning: Int, cores: Int)
    /// A runner spins while others share what cores remain: they wait for the scheduler.
    case spinsBesideOthers(RunnerName, runners: Int, cores: Int)
    /// A pinned, spinning runner leaves this floating one to the scheduler.
    case realTimeSpins(RunnerName)
}

extension TopologyFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .duplicateTile(let tile): "two tiles are called \(tile)"
        case .duplicateLink(let link): "two links are called \(link): give one a label"
        case .duplicateRunner(let runner): "two runners are called \(runner)"
        case .strangerOnLink(let link, let tile): "link \(link) ends at \(tile), which is no tile"
        case .strangerOnRunner(let runner, let tile):
            "runner \(runner) steps \(tile), which is no tile"
        case .homelessTile(let tile): "no runner steps tile \(tile)"
        case .tileOnTwoRunners(let tile): "tile \(tile) is stepped twice"
        case .emptyRunner(let runner): "runner \(runner) steps no tile"
        case .idleTile(let tile): "no link joins tile \(tile) to another"
        case .linkToItself(let link): "link \(link) ends where it begins"
        case .oddDepth(let link, let depth):
            "link \(link) has depth \(depth): it must be a power of two"
                + " (a byte link's within 32...2147483648)"
        case .circleOfWaits(let tiles):
            "links that wait form a circle: "
                + tiles.map(\.description).joined(separator: " → ")
        case .sharedCore(let core): "two runners are bound to core \(core)"
        case .missingCore(let runner, let core):
            "runner \(runner) is bound to core \(core), which this process cannot use"
        case .oddPriority(let runner, let priority):
            "runner \(runner) has real-time priority \(priority): it must be within 1...99"
        }
    }
}

extension TopologyFaults: CustomStringConvertible {
    public var description: String {
        faults.map(\.description).joined(separator: "\n")
    }
}

extension TopologyWarning: CustomStringConvertible {
    public var description: String {
        switch self {
        case .spinnersExceedCores(let spinning, let cores):
            "\(spinning) runners spin on \(cores) cores: a message may wait some milliseconds for"
                + " the scheduler; fuse tiles, or let runners yield or park"
        case .spinsBesideOthers(let runner, let runners, let cores):
            "runner \(runner) spins beside \(runners - 1) others on \(cores) cores:"
                + " those that share a core with it wait for the scheduler"
        case .realTimeSpins(let runner):
            "runner \(runner) spins with real-time priority: everything else on its core starves"
                + " until the watchdog ends it"
        }
    }
}
