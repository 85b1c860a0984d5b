/// What a tile is called, in drawings, counters, links and logs. Written once as text; a program
/// declares its names as static members.
public struct TileName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let description: String

    public init(stringLiteral text: String) { description = text }

    /// A name that is made, such as one of several feeds.
    public init(_ text: String) { description = text }
}

/// What a runner is called; also the name of its thread, of which Linux keeps 15 characters.
public struct RunnerName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let description: String

    public init(stringLiteral text: String) { description = text }

    /// A name that is made, such as one of several shards.
    public init(_ text: String) { description = text }
}

/// One tile as the topology knows it.
public struct TileSpec: Hashable, Sendable {
    public let name: TileName
    /// Its job in a few words, for the drawings.
    public let does: String

    public init(_ name: TileName, does: String) {
        self.name = name
        self.does = does
    }
}
