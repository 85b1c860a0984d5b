/// What the writing tile does when a link is full.
public enum FullRule: Hashable, Sendable {
    /// It drops the message and counts it.
    case drop
    /// It takes no further input until there is room. Nothing is lost, so links that wait must not
    /// form a circle.
    case wait
}

/// A wire between two tiles for messages of one type. The type is part of the link, so a tile wired
/// to a link of another type does not compile.
public struct Link<Message: BitwiseCopyable>: LinkDeclaration {
    public let spec: LinkSpec

    /// - Parameters:
    ///   - depth: messages it holds, a power of two.
    ///   - label: tells two links between the same tiles apart; part of the name.
    public init(
        from source: TileName, to target: TileName, depth: Int, full: FullRule, label: String = ""
    ) {
        spec = LinkSpec(
            source: source, target: target, label: label, carries: "\(Message.self)",
            depth: depth, placeBytes: MemoryLayout<Message>.stride, full: full)
    }
}

/// A wire between two tiles for records of any length, such as raw frames for the journal.
public struct ByteLink: LinkDeclaration {
    public let spec: LinkSpec

    /// - Parameters:
    ///   - capacity: bytes it holds, headers and padding included; a power of two.
    ///   - label: tells two links between the same tiles apart; part of the name.
    public init(
        from source: TileName, to target: TileName, capacity: Int, full: FullRule,
        label: String = ""
    ) {
        spec = LinkSpec(
            source: source, target: target, label: label, carries: "bytes", depth: capacity,
            placeBytes: 1, full: full)
    }
}

/// A link of either kind.
public protocol LinkDeclaration: Sendable {
    var spec: LinkSpec { get }
}

/// A link without its type: what is checked, drawn and counted.
public struct LinkSpec: Hashable, Sendable {
    public let source: TileName
    public let target: TileName
    public let label: String
    /// The message's type by name, or "bytes".
    public let carries: String
    /// Messages it holds; of a byte link, bytes.
    public let depth: Int
    /// Bytes of one place.
    public let placeBytes: Int
    public let full: FullRule

    /// `from_to`, never typed by hand.
    public var name: String {
        label.isEmpty ? "\(source)_\(target)" : "\(source)_\(target)_\(label)"
    }

    /// Memory its places take, in bytes.
    public var bytes: Int { depth * placeBytes }
}
