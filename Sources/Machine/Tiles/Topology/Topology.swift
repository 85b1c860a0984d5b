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

    /// The places of the other runners that read from runner `index`.
    func readers(of index: Int) -> [Int] {
        others(than: index) { own, other, link in
            own.contains(link.source) && other.contains(link.target)
        }
    }

    /// The places of the other runners that write to runner `index`.
    func writers(of index: Int) -> [Int] {
        others(than: index) { own, other, link in
            own.contains(link.target) && other.contains(link.source)
        }
    }

    /// The places of the earlier runners that write to runner `index`: it works until they ended.
    func sources(of index: Int) -> [Int] { writers(of: index).filter { $0 < index } }

    private func others(
        than index: Int, where isJoined: ([TileName], [TileName], LinkSpec) -> Bool
    ) -> [Int] {
        let own = runners[index].tiles
        return runners.indices.filter { other in
            other != index && links.contains { isJoined(own, runners[other].tiles, $0) }
        }
    }
}
