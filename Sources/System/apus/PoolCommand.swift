import ArgumentParser

struct PoolCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pool",
        abstract: "Looks at pools: their accounts in words, recorded swaps replayed.",
        discussion: """
            Example: apus pool replay ../shared/data
            """,
        subcommands: [PoolInspectCommand.self, PoolReplayCommand.self])
}
