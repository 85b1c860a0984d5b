// swift-tools-version: 6.2
import PackageDescription

// The module map. ARCHITECTURE.md says what each module is for and what it never does;
// TidyTests hold the import lines of every file against this table.

/// The layers, bottom-up. A module may import from its own layer and from layers below it;
/// Machine and Domain may not import each other.
enum Layer: String {
    case base = "Base"
    case machine = "Machine"
    case domain = "Domain"
    case service = "Service"
    case system = "System"
}

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let testSettings: [SwiftSetting] = [
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

/// A C library's door: its headers as a module and what to link.
func door(_ name: String, links libraries: [String] = [], flags: [String] = []) -> Target {
    .target(
        name: name, path: "Sources/C/\(name)",
        cSettings: flags.isEmpty ? [] : [.unsafeFlags(flags)],
        linkerSettings: libraries.map { .linkedLibrary($0) })
}

func module(_ name: String, in layer: Layer, imports: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: imports, path: "Sources/\(layer.rawValue)/\(name)",
        swiftSettings: settings)
}

func program(_ name: String, imports: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: imports, path: "Sources/System/\(name)",
        swiftSettings: settings)
}

/// What is measured, for `apus bench` to call.
func benches(_ name: String, imports: [Target.Dependency]) -> Target {
    .target(
        name: name, dependencies: imports, path: "Benchmarks/\(name)", swiftSettings: settings)
}

/// `APUS_REALTIME=1` runs the tests' hot sections under the RealtimeSanitizer.
let isRealtime = Context.environment["APUS_REALTIME"] != nil
let realtimeLinking: [LinkerSetting] =
    isRealtime ? [.unsafeFlags(["-Xclang-linker", "-fsanitize=realtime"])] : []

func tests(_ name: String, of imports: [Target.Dependency]) -> Target {
    .testTarget(
        name: name, dependencies: imports, path: "Tests/\(name)", swiftSettings: testSettings,
        linkerSettings: realtimeLinking)
}

/// A C library that only tests link.
func support(_ name: String) -> Target {
    .target(
        name: name, path: "Tests/Support/\(name)",
        cSettings: isRealtime ? [.define("PROBE_REALTIME")] : [])
}

/// A program that a test starts in order to kill it.
func victim(_ name: String, of imports: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: imports, path: "Tests/\(name)", swiftSettings: testSettings,
        linkerSettings: realtimeLinking)
}

/// What several test targets share.
func testSupport(_ name: String, of imports: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: imports, path: "Tests/\(name)", swiftSettings: testSettings)
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")

// swift-format-ignore
let modules: [Target] = [
    door("CLinux",  links: ["pthread"]),
    door("CUring",  links: ["uring"]),
    door("CTLS",    links: ["ssl", "crypto"]),
    door("CSodium", links: ["sodium"]),
    door("CZlib",   links: ["z"]),
    door("CZstd",   links: ["zstd"]),
    door("CBytes",  flags: ["-O3"]),
    door("CChecksum"),

    module("Numbers",     in: .base),
    module("Codecs",      in: .base,    imports: ["Numbers", "CBytes"]),
    module("Rings",       in: .base),
    module("Compression", in: .base,    imports: ["CZlib", "CZstd"]),
    module("Meters",      in: .base,    imports: ["Numbers", "Codecs", "Compression"]),

    module("Tiles",       in: .machine, imports: ["Numbers", "Rings", "Meters", "CLinux"]),
    module("Wire",        in: .machine, imports: ["Numbers", "Codecs", "CTLS"]),
    module("Reactor",     in: .machine, imports: ["Numbers", "Wire", "CUring"]),

    module("Markets",     in: .domain,  imports: ["Numbers"]),
    module("Venues",      in: .domain,  imports: ["Numbers", "Codecs", "Markets"]),
    module("Solana",      in: .domain,  imports: ["Numbers", "Codecs", "CSodium"]),
    module("Pools",       in: .domain,  imports: ["Numbers", "Codecs", "Markets", "Solana"]),
    module("Trading",     in: .domain,  imports: ["Numbers", "Markets", "Pools"]),

    module("Archive",     in: .service, imports: ["Numbers", "Reactor", "CChecksum"]),
    module("Simulators",  in: .service, imports: ["Numbers", "Codecs", "Compression", "Wire",
                                                  "Reactor", "Markets", "Venues", "Solana",
                                                  "Pools"]),

    module("Pipeline",    in: .system,  imports: ["Numbers", "Codecs", "Rings", "Meters", "Tiles",
                                                  "Wire", "Reactor", "Markets", "Venues", "Solana",
                                                  "Pools", "Trading", "Archive", toml]),
    benches("Benches",                  imports: ["Numbers", "Codecs", "Rings", "Meters", "Tiles",
                                                  "Markets", "Venues", "Solana", "Pools",
                                                  "Archive", "Pipeline"]),
    program("apus",                     imports: ["Pipeline", "Simulators", "Benches", "Numbers",
                                                  "Codecs", "Tiles", "Markets", "Pools", "Wire",
                                                  "Reactor", arguments]),

    support("CProbe"),
    testSupport("TestMemory"),
    victim("JournalVictim",   of: ["Numbers", "Reactor", "Archive"]),
    tests("NumbersTests",     of: ["Numbers"]),
    tests("CodecsTests",      of: ["Codecs", "Numbers", "CBytes", "TestMemory"]),
    tests("RingsTests",       of: ["Rings", "CProbe"]),
    tests("CompressionTests", of: ["Compression"]),
    tests("MetersTests",      of: ["Meters", "Numbers", "CProbe"]),
    tests("TilesTests",       of: ["Tiles", "Numbers", "Rings", "Meters", "CProbe"]),
    tests("WireTests",        of: ["Wire", "Numbers", "CProbe"]),
    tests("ReactorTests",     of: ["Reactor", "Numbers", "Wire", "CProbe"]),
    tests("FilesTests",       of: ["Numbers", "Reactor", "CUring"]),
    tests("MarketsTests",     of: ["Markets", "Numbers"]),
    tests("VenuesTests",      of: ["Venues", "Codecs", "Markets", "Numbers", "TestMemory"]),
    tests("SolanaTests",      of: ["Solana", "Codecs", "Numbers", "TestMemory"]),
    tests("PoolsTests",       of: ["Pools", "Solana", "Markets", "Numbers", "CProbe"]),
    tests("TradingTests",     of: ["Trading", "Pools", "Markets", "Numbers", "CProbe"]),
    tests("ArchiveTests",     of: ["Numbers", "Reactor", "Archive", "CChecksum", "CProbe",
                                   "JournalVictim"]),
    tests("SimulatorsTests",  of: ["Simulators", "Numbers", "Codecs", "Markets", "Pools",
                                   "Solana", "Wire", "Reactor"]),
    tests("BenchesTests",     of: ["Benches", "Meters"]),
    tests("PipelineTests",    of: ["Pipeline", "Numbers", "Tiles", "Markets", "Meters", "Rings",
                                   "Reactor", "Archive", "Trading", "Simulators", "Pools",
                                   "Solana"]),
    tests("ProgramTests",     of: []),
    testSupport("HotWorld",   of: ["Numbers", "Markets", "Meters", "Trading", "Rings", "Archive",
                                   "Pipeline"]),
    testSupport("HotFlights", of: ["HotWorld", "Pipeline", "Simulators", "Numbers", "Rings",
                                   "Markets", "Pools", "Solana", "Archive"]),
    victim("SteadyState",     of: ["HotWorld", "Pipeline", "Archive", "Markets", "Meters",
                                   "Numbers", "CProbe"]),
    tests("FuzzTests",        of: ["HotWorld", "HotFlights", "Pipeline", "Numbers", "Codecs",
                                   "Wire", "Markets", "Venues", "Solana", "Pools", "Archive",
                                   "Meters", "Reactor", "TestMemory"]),
    tests("LayoutFuzzTests",  of: ["Numbers", "Markets", "Solana", "Pools", "TestMemory"]),
    tests("HotPathTests",     of: ["HotWorld", "HotFlights", "Pipeline", "Simulators", "Numbers",
                                   "Rings", "Meters", "Tiles", "Wire", "Reactor", "Markets",
                                   "Solana", "Pools", "Trading", "Archive", "CProbe",
                                   "SteadyState"]),
    tests("TidyTests",        of: []),
]

/// `APUS_ONLY=Numbers,Codecs` builds just those modules, what they import, and their tests:
/// a quick turn-around while working on one module.
func selected(_ all: [Target]) -> [Target] {
    guard let only = Context.environment["APUS_ONLY"], !only.isEmpty else { return all }
    var wanted = Set(only.split(separator: ",").map(String.init))
    for name in wanted { wanted.insert(name + "Tests") }
    var grew = true
    while grew {
        grew = false
        for target in all where wanted.contains(target.name) {
            for case .byNameItem(let name, _) in target.dependencies
            where wanted.insert(name).inserted {
                grew = true
            }
        }
    }
    return all.filter { wanted.contains($0.name) }
}

let selection = selected(modules)

/// Whether a selected target imports a package's product: packages are only asked for if so.
let needsPackages = selection.contains { target in
    target.dependencies.contains { if case .productItem = $0 { true } else { false } }
}

let package = Package(
    name: "apus",
    products: Context.environment["APUS_ONLY"] == nil
        ? [.executable(name: "apus", targets: ["apus"])] : [],
    dependencies: needsPackages
        ? [
            .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
            .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        ] : [],
    targets: selection,
    swiftLanguageModes: [.v6])
