import ArgumentParser

struct PoolCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pool",
        abstract: "Looks at pools: recorded swaps replayed.",
        discussion: """
            Example: apus pool replay ../shared/data
            """,
        subcommands: [PoolReplayCommand.self])
}
