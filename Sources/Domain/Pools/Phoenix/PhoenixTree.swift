import Solana

/// The orders of one side as a red-black tree in the bytes of a market's account. Nothing in the
/// bytes is trusted: each link must lead to a node that links back, the orders must come in their
/// order, and there must be as many as the tree says.
///
/// Nodes are numbered from 1; 0 is none. Nodes outside the tree hold what orders left behind.
struct PhoenixTree {
    let data: AccountBytes
    /// Where the nodes begin.
    let nodes: Int
    let capacity: Int
    let root: Int
    /// How many orders there are.
    let count: Int
    let side: PhoenixSide

    /// A tree at an offset; the caller has checked that it lies within the data.
    @_noLocks init(
        _ data: AccountBytes, at start: Int, capacity: Int, _ side: PhoenixSide
    ) throws(AccountError) {
        self.data = data
        self.capacity = capacity
        self.side = side
        nodes = start &+ PhoenixLayout.treeBytes
        root = Int(data.load(UInt32.self, at: start))
        let count = data.load(UInt64.self, at: start &+ 16)
        guard count <= UInt64(capacity), root <= capacity, (root == 0) == (count == 0) else {
            throw .damagedTree
        }
        self.count = Int(truncatingIfNeeded: count)
    }

    /// Gives every order, the best first, to `levels`.
    @_noLocks func read(into levels: inout PhoenixGathering) throws(AccountError) {
        guard count > 0 else { return }
        var steps = 0
        var visited = 0
        var last: PhoenixOrderKey?
        var node = try lowest(below: root, &steps)
        while true {
            visited &+= 1
            guard visited <= count else { throw .damagedTree }
            let key = try key(of: node)
            if let last, !last.isBefore(key, side) { throw .damagedTree }
            last = key
            try levels.add(level(of: node, key))
            let right = try child(of: node, .right)
            if right != 0 {
                node = try lowest(below: right, &steps)
            } else {
                node = try above(node, &steps)
                if node == 0 { break }
            }
        }
        guard visited == count else { throw .damagedTree }
        levels.close()
    }

    /// The best order of a branch.
    @_noLocks private func lowest(
        below branch: Int, _ steps: inout Int
    ) throws(AccountError) -> Int {
        var node = branch
        while true {
            let left = try child(of: node, .left)
            if left == 0 { return node }
            try step(&steps)
            node = left
        }
    }

    /// The first order above a node that the walk has not seen yet; 0 when there is none.
    @_noLocks private func above(_ start: Int, _ steps: inout Int) throws(AccountError) -> Int {
        var node = start
        while node != root {
            let parent = try link(node, .parent)
            guard parent != 0 else { throw .damagedTree }
            try step(&steps)
            if try link(parent, .left) == node { return parent }
            guard try link(parent, .right) == node else { throw .damagedTree }
            node = parent
        }
        return 0
    }

    /// A walk takes each link at most once down and once up.
    @_noLocks @inline(__always) private func step(_ steps: inout Int) throws(AccountError) {
        steps &+= 1
        guard steps <= 2 &* count else { throw .damagedTree }
    }

    /// A child that links back; 0 when there is none.
    @_noLocks @inline(__always)
    private func child(of node: Int, _ link: PhoenixLink) throws(AccountError) -> Int {
        let child = try self.link(node, link)
        guard child != 0 else { return 0 }
        guard child != root, try self.link(child, .parent) == node else { throw .damagedTree }
        return child
    }

    /// Where a node links to: a node, or 0.
    @_noLocks @inline(__always)
    private func link(_ node: Int, _ link: PhoenixLink) throws(AccountError) -> Int {
        let target = Int(data.load(UInt32.self, at: place(of: node) &+ link.offset))
        guard target <= capacity else { throw .damagedTree }
        return target
    }

    @_noLocks @inline(__always) private func place(of node: Int) -> Int {
        nodes &+ PhoenixLayout.orderBytes &* (node &- 1)
    }

    /// A node's key; its number's highest bit tells the side.
    @_noLocks @inline(__always)
    private func key(of node: Int) throws(AccountError) -> PhoenixOrderKey {
        let place = place(of: node)
        let key = PhoenixOrderKey(
            ticks: data.load(UInt64.self, at: place &+ 16),
            number: data.load(UInt64.self, at: place &+ 24))
        guard key.number &>> 63 == (side.isAsks ? 0 : 1) else { throw .damagedTree }
        guard key.ticks != 0 else { throw .valueOutOfRange }
        return key
    }

    @_noLocks @inline(__always)
    private func level(of node: Int, _ key: PhoenixOrderKey) -> PhoenixLevel {
        let place = place(of: node)
        return PhoenixLevel(
            ticks: key.ticks, lots: data.load(UInt64.self, at: place &+ 40),
            lastSlot: data.load(UInt64.self, at: place &+ 48),
            lastSecond: data.load(UInt64.self, at: place &+ 56))
    }
}

/// What orders an order.
struct PhoenixOrderKey: BitwiseCopyable {
    var ticks: UInt64
    /// When it came; of a bid all bits are inverted.
    var number: UInt64

    @_noLocks init(ticks: UInt64, number: UInt64) {
        self.ticks = ticks
        self.number = number
    }

    /// Whether an order is taken before another: asks rise, bids fall, in both parts.
    @_noLocks @inline(__always)
    func isBefore(_ other: PhoenixOrderKey, _ side: PhoenixSide) -> Bool {
        if ticks != other.ticks { return side.isBetter(ticks, other.ticks) }
        return side.isBetter(number, other.number)
    }
}

/// A link of a node.
private enum PhoenixLink {
    case left
    case right
    case parent

    /// Within the node.
    var offset: Int {
        @_noLocks @inline(__always) get {
            switch self {
            case .left: 0
            case .right: 4
            case .parent: 8
            }
        }
    }
}
