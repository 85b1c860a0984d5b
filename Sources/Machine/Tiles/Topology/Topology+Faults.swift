extension Topology {
    /// Every mistake, in reading order; empty means it may start.
    public var faults: [TopologyFault] {
        duplicates + strangers + homeless + idlers + oddLinks + circles + sharedCores
            + oddPriorities
    }

    /// What this host cannot grant; `cores` are those the process may use.
    public func faults(onCores cores: [Int]) -> [TopologyFault] {
        faults
            + runners.compactMap { runner in
                guard let core = runner.core, !cores.contains(core) else { return nil }
                return .missingCore(runner.name, core)
            }
    }

    /// What works but slower than one may think, on a host with so many cores.
    public func warnings(onCores cores: Int) -> [TopologyWarning] {
        let spinning = runners.filter(\.idle.keepsCoreBusy)
        var warnings: [TopologyWarning] = []
        if spinning.count > cores {
            warnings.append(.spinnersExceedCores(spinning: spinning.count, cores: cores))
        } else if runners.count > cores {
            warnings += spinning.map {
                .spinsBesideOthers($0.name, runners: runners.count, cores: cores)
            }
        }
        return warnings
            + spinning.filter { $0.realTimePriority != nil }.map { .realTimeSpins($0.name) }
    }

    private var names: Set<TileName> { Set(tiles.map(\.name)) }

    private var duplicates: [TopologyFault] {
        repeated(tiles.map(\.name)).map(TopologyFault.duplicateTile)
            + repeated(links.map(\.name)).map(TopologyFault.duplicateLink)
            + repeated(runners.map(\.name)).map(TopologyFault.duplicateRunner)
            + repeated(runners.flatMap(\.tiles)).map(TopologyFault.tileOnTwoRunners)
    }

    private var strangers: [TopologyFault] {
        let names = self.names
        var found: [TopologyFault] = []
        for link in links {
            for end in [link.source, link.target] where !names.contains(end) {
                found.append(.strangerOnLink(link.name, end))
            }
        }
        for runner in runners {
            for tile in runner.tiles where !names.contains(tile) {
                found.append(.strangerOnRunner(runner.name, tile))
            }
        }
        return found
    }

    private var homeless: [TopologyFault] {
        tiles.map(\.name).filter { runner(of: $0) == nil }.map(TopologyFault.homelessTile)
            + runners.filter(\.tiles.isEmpty).map { .emptyRunner($0.name) }
    }

    private var idlers: [TopologyFault] {
        guard tiles.count > 1 else { return [] }
        let joined = Set(links.flatMap { [$0.source, $0.target] })
        return tiles.map(\.name).filter { !joined.contains($0) }.map(TopologyFault.idleTile)
    }

    private var oddLinks: [TopologyFault] {
        var found: [TopologyFault] = []
        for link in links {
            if link.source == link.target { found.append(.linkToItself(link.name)) }
            let isPower = link.depth > 0 && link.depth & (link.depth - 1) == 0
            let isRecords = link.carries == "bytes"
            if !isPower || isRecords && !(32...(1 << 31)).contains(link.depth) {
                found.append(.oddDepth(link.name, link.depth))
            }
        }
        return found
    }

    private var sharedCores: [TopologyFault] {
        repeated(runners.compactMap(\.core)).map(TopologyFault.sharedCore)
    }

    private var oddPriorities: [TopologyFault] {
        runners.compactMap { runner in
            guard let priority = runner.realTimePriority, !(1...99).contains(priority) else {
                return nil
            }
            return .oddPriority(runner.name, priority)
        }
    }

    /// Circles of links that wait; each is told once, from the tile that is declared first.
    private var circles: [TopologyFault] {
        var told: Set<TileName> = []
        var found: [TopologyFault] = []
        for tile in tiles.map(\.name) where !told.contains(tile) {
            guard let circle = waitingPath(from: tile, to: tile) else { continue }
            told.formUnion(circle)
            found.append(.circleOfWaits(circle))
        }
        return found
    }

    /// The tiles of a shortest path along links that wait, of one link or more.
    private func waitingPath(from start: TileName, to end: TileName) -> [TileName]? {
        let waits = links.filter { $0.full == .wait && $0.source != $0.target }
        var paths = [[start]]
        var seen: Set<TileName> = []
        while !paths.isEmpty {
            let path = paths.removeFirst()
            for link in waits where link.source == path.last {
                if link.target == end { return path + [end] }
                if seen.insert(link.target).inserted { paths.append(path + [link.target]) }
            }
        }
        return nil
    }
}

/// What stands more than once in `values`, each once, in the order of its second appearance.
private func repeated<Value: Hashable>(_ values: [Value]) -> [Value] {
    var seen: Set<Value> = []
    var twice: Set<Value> = []
    return values.filter { !seen.insert($0).inserted && twice.insert($0).inserted }
}
