/// Writes orders as the red-black tree that a Phoenix market's account holds of a side: nodes 1 to
/// n in order, each between its two halves, so that only the last row is red.
struct OrderTree {
    /// Where the tree begins in the account.
    let start: Int
    /// The root, how many nodes there are and which is free; the nodes come after it.
    static let headBytes = 32
    static let nodeBytes = 64

    /// Replaces the tree's orders, which are given the best first; no fewer than before.
    func write(_ orders: [MakerBook.Order], trader: UInt64, into data: inout [UInt8]) {
        for (index, order) in orders.enumerated() {
            let node = self.node(index + 1)
            data.store(order.ticks, at: node + 16)
            data.store(order.number, at: node + 24)
            data.store(trader, at: node + 32)
            data.store(order.lots, at: node + 40)
        }
        // As many rows are full as n + 1 has halves; what is left stands in the next one.
        let full = Int.bitWidth - 1 - (orders.count + 1).leadingZeroBitCount
        let root = link(0..<orders.count, below: 0, row: 0, redRow: full, &data)
        data.store(root, at: start)
        data.store(UInt64(orders.count), at: start + 16)
        // The first node that was never used is the next free one.
        data.store(UInt32(orders.count + 1), at: start + 24)
        data.store(UInt32(orders.count + 1), at: start + 28)
    }

    private func node(_ number: Int) -> Int {
        start + OrderTree.headBytes + OrderTree.nodeBytes * (number - 1)
    }

    /// Links the nodes of some orders; gives the one above the others, 0 where there are none.
    private func link(
        _ orders: Range<Int>, below parent: UInt32, row: Int, redRow: Int,
        _ data: inout [UInt8]
    ) -> UInt32 {
        if orders.isEmpty { return 0 }
        let middle = (orders.lowerBound + orders.upperBound) / 2
        let number = UInt32(middle + 1)
        let node = node(middle + 1)
        let before = orders.lowerBound..<middle
        let after = (middle + 1)..<orders.upperBound
        let left = link(before, below: number, row: row + 1, redRow: redRow, &data)
        let right = link(after, below: number, row: row + 1, redRow: redRow, &data)
        data.store(left, at: node)
        data.store(right, at: node + 4)
        data.store(parent, at: node + 8)
        data.store(UInt32(row == redRow ? 1 : 0), at: node + 12)
        return number
    }
}
