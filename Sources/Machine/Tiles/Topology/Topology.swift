/// The whole machine as one value: which tiles exist, what joins them, which thread steps which.
/// It is checked (`faults`), wired (`Wiring`), run (`Crew`) and drawn from this value alone.
public struct Topology: Hashable, Sendable {
    public let tiles: [TileSpec]
    public let links: [LinkSpec]
    /// In the order of the flow: sources first. A run ends in this order too.
    public let runners: [RunnerSpec]

    public init(tiles: [TileSpec], links: [any LinkDeclaration], runners: [RunnerSpec]) {
        self.tiles = tiles
        self.links = links.map(\.spec)
        self.runners = runners
    }

    /// The runner that steps `tile`.
    public func runner(of tile: TileName) -> RunnerSpec? {
        runners.first { $0.tiles.contains(tile) }
    }

    /// Memory that its rings take, cursors included: how large an arena for them must be, in bytes.
    public var ringBytes: Int {
        links.reduce(0) { sum, link in sum + (link.bytes + 127) / 128 * 128 + 256 }
    }

    /// The places, in `runners`, of those that share a link with runner `index`, itself excepted.
    func neighbours(of index: Int) -> [Int] {
        let own = runners[index].tiles
        return runners.indices.filter { other in
            other != index
                && links.contains {
                    own.contains($0.source) && runners[other].tiles.contains($0.target)
                        || own.contains($0.target) && runners[other].tiles.contains($0.source)
                }
        }
    }

    /// The places of the earlier runners that write to runner `index`: it works until they ended.
    func sources(of index: Int) -> [Int] {
        let own = runners[index].tiles
        return runners.indices.filter { other in
            other < index
                && links.contains {
                    runners[other].tiles.contains($0.source) && own.contains($0.target)
                }
        }
    }
}
