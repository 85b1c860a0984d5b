import Numbers
import Testing
import Tiles

/// A small machine: a feed that prices and keeps, and a desk that trades.
enum Sample {
    static let prices = Link<UInt64>(from: "feed", to: "price", depth: 4096, full: .drop)
    static let chances = Link<UInt32>(from: "price", to: "desk", depth: 1024, full: .drop)
    static let inputs = ByteLink(from: "feed", to: "journal", capacity: 1 << 20, full: .wait)

    static let tiles = [
        TileSpec("feed", does: "sockets, frames"), TileSpec("price", does: "pools against books"),
        TileSpec("desk", does: "paper trades"), TileSpec("journal", does: "keeps every input"),
    ]
    static let links: [any LinkDeclaration] = [prices, chances, inputs]
    static let runners = [
        RunnerSpec("main", tiles: ["feed", "price", "desk"], core: 0, idle: .spin),
        RunnerSpec("disk", tiles: ["journal"], idle: .park(afterTurns: 100)),
    ]

    static func topology(
        tiles: [TileSpec] = tiles, links: [any LinkDeclaration] = links,
        runners: [RunnerSpec] = runners
    ) -> Topology {
        Topology(tiles: tiles, links: links, runners: runners)
    }
}

@Suite("The topology")
struct TopologyTests {
    @Test("a sound topology has no faults")
    func sound() {
        #expect(Sample.topology().faults == [])
        #expect(Sample.topology().faults(onCores: [0, 1]) == [])
    }

    @Test("an arena of the topology's size holds every ring and its cursors")
    func ringBytes() {
        // 4096 × 8, 1024 × 4 and 1 MiB, each with 256 bytes of cursors.
        #expect(Sample.topology().ringBytes == 32_768 + 4_096 + 1_048_576 + 3 * 256)
    }

    @Test("a name that stands twice is a fault, for tiles, links and runners")
    func duplicates() {
        #expect(
            Sample.topology(tiles: Sample.tiles + [TileSpec("feed", does: "again")]).faults
                == [.duplicateTile("feed")])
        #expect(
            Sample.topology(links: Sample.links + [Sample.chances]).faults
                == [.duplicateLink("price_desk")])
        let twice = [RunnerSpec("main", tiles: ["journal"], idle: .spin)]
        #expect(
            Sample.topology(runners: [Sample.runners[0]] + twice).faults
                == [.duplicateRunner("main")])
    }

    @Test("a label tells two links between the same tiles apart")
    func labels() {
        let more = Link<UInt64>(from: "feed", to: "price", depth: 2, full: .drop, label: "late")
        #expect(Sample.topology(links: Sample.links + [more]).faults == [])
        #expect(more.spec.name == "feed_price_late")
    }

    @Test("strangers, homeless tiles, empty runners and tiles stepped twice are faults")
    func assignments() {
        let stray = Link<UInt8>(from: "desk", to: "console", depth: 2, full: .drop)
        #expect(
            Sample.topology(links: Sample.links + [stray]).faults
                == [.strangerOnLink("desk_console", "console")])
        let runners = [
            RunnerSpec("main", tiles: ["feed", "price", "price", "ghost"], idle: .spin),
            RunnerSpec("disk", tiles: ["journal", "feed"], idle: .spin),
            RunnerSpec("none", tiles: [], idle: .spin),
        ]
        #expect(
            Sample.topology(runners: runners).faults == [
                .tileOnTwoRunners("price"), .tileOnTwoRunners("feed"),
                .strangerOnRunner("main", "ghost"), .homelessTile("desk"), .emptyRunner("none"),
            ])
    }

    @Test("depths are powers of two", arguments: [0, -1, 3, 1000])
    func depths(depth: Int) {
        let links: [any LinkDeclaration] = [
            Link<UInt64>(from: "feed", to: "price", depth: depth, full: .drop),
            Sample.chances, ByteLink(from: "feed", to: "journal", capacity: 16, full: .wait),
        ]
        #expect(
            Sample.topology(links: links).faults
                == [.oddDepth("feed_price", depth), .oddDepth("feed_journal", 16)])
    }

    @Test("a tile that nothing joins is a fault, unless it is alone")
    func idlers() {
        #expect(
            Sample.topology(links: [Sample.prices, Sample.chances]).faults
                == [.idleTile("journal")])
        let alone = Topology(
            tiles: [TileSpec("feed", does: "all")], links: [],
            runners: [RunnerSpec("main", tiles: ["feed"], idle: .spin)])
        #expect(alone.faults == [])
    }

    @Test("links that wait form no circle; one that drops breaks it")
    func circles() {
        func links(_ last: FullRule) -> [any LinkDeclaration] {
            Sample.links + [
                Link<UInt8>(from: "journal", to: "desk", depth: 2, full: .wait),
                Link<UInt8>(from: "desk", to: "feed", depth: 2, full: last),
            ]
        }
        #expect(Sample.topology(links: links(.drop)).faults == [])
        #expect(
            Sample.topology(links: links(.wait)).faults
                == [.circleOfWaits(["feed", "journal", "desk", "feed"])])
        let own = Link<UInt8>(from: "desk", to: "desk", depth: 2, full: .wait)
        #expect(
            Sample.topology(links: Sample.links + [own]).faults == [.linkToItself("desk_desk")])
    }

    @Test("a core is given once and must exist; a priority is within its bounds")
    func cores() {
        let runners = [
            RunnerSpec("main", tiles: ["feed", "price"], core: 1, idle: .spin),
            RunnerSpec("desk", tiles: ["desk"], core: 1, idle: .spin),
            RunnerSpec("disk", tiles: ["journal"], core: 7, idle: .spin, realTimePriority: 100),
        ]
        let topology = Sample.topology(runners: runners)
        #expect(topology.faults == [.sharedCore(1), .oddPriority("disk", 100)])
        #expect(topology.faults(onCores: [0, 1]).last == .missingCore("disk", 7))
    }

    @Test("spinning beside others on too few cores is warned of")
    func warnings() {
        let runners = ["feed", "price", "desk", "journal"].map {
            RunnerSpec(RunnerName($0), tiles: [TileName($0)], idle: .spin)
        }
        let topology = Sample.topology(runners: runners)
        #expect(topology.warnings(onCores: 2) == [.spinnersExceedCores(spinning: 4, cores: 2)])
        #expect(topology.warnings(onCores: 4) == [])
        #expect(Sample.topology().warnings(onCores: 2) == [])
        #expect(
            Sample.topology().warnings(onCores: 1)
                == [.spinsBesideOthers("main", runners: 2, cores: 1)])
    }

    @Test("the page's drawing shows runners, tiles and links, thick where they wait")
    func mermaid() {
        #expect(
            Sample.topology().mermaid == """
                flowchart LR
                    subgraph runner_main["main · core 0"]
                        feed["feed<br/>sockets, frames"]
                        price["price<br/>pools against books"]
                        desk["desk<br/>paper trades"]
                    end
                    subgraph runner_disk["disk · floats"]
                        journal["journal<br/>keeps every input"]
                    end
                    feed -->|UInt64 × 4096| price
                    price -->|UInt32 × 1024| desk
                    feed ==>|bytes × 1 MiB| journal

                """)
    }

    @Test("the terminal's drawing is a box a runner, as wide as the widest line")
    func drawing() {
        #expect(
            Sample.topology().drawing == """
                ┌─ main · core 0 · spins ────────────────────────┐
                │ feed     sockets, frames                       │
                │   ├──▶ price    UInt64 × 4096, drops when full │
                │   └══▶ journal  bytes × 1 MiB, waits when full │
                │ price    pools against books                   │
                │   └──▶ desk     UInt32 × 1024, drops when full │
                │ desk     paper trades                          │
                └────────────────────────────────────────────────┘
                ┌─ disk · floats · parks after 100 empty turns ──┐
                │ journal  keeps every input                     │
                └────────────────────────────────────────────────┘

                """)
    }
}
