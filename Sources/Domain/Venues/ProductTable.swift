import Codecs
import Markets

/// The products of one connection in flat memory. A few dozen at most: they are found by comparing
/// the bytes of their names, one after the other.
@safe struct ProductTable: ~Copyable {
    /// One product, and how its batch stands in the message that is being read.
    struct Entry: BitwiseCopyable {
        let name: ProductName
        let instrument: InstrumentID
        let price: DecimalGrid
        let size: DecimalGrid
        /// A diff of this message was given out.
        var isOpen = false
        /// The batch of this message replaces the book.
        var isSnapshot = false
        /// The place, among the message's events, of the last one with diffs of this product.
        var lastEvent = -1
    }

    let entries: UnsafeMutablePointer<Entry>
    let count: Int

    init(_ products: [VenueProduct]) {
        count = products.count
        unsafe entries = UnsafeMutablePointer.allocate(capacity: max(1, products.count))
        for (index, product) in products.enumerated() {
            precondition(
                (1...ProductName.bytesMax).contains(product.id.utf8.count),
                "a product's name has 1 to 32 bytes")
            let name = ProductName(product.id.utf8)
            precondition(
                unsafe ProductTable.index(of: name, in: entries, count: index) < 0,
                "a product stands once in the table")
            unsafe (entries + index).initialize(
                to: Entry(
                    name: name, instrument: product.instrument, price: product.price,
                    size: product.size))
        }
    }

    deinit { unsafe entries.deallocate() }

    /// The product of this name; −1 when it is none of ours.
    @_noLocks @inline(__always) func index(of name: ProductName) -> Int {
        unsafe ProductTable.index(of: name, in: entries, count: count)
    }

    @_noLocks @inline(__always) private static func index(
        of name: ProductName, in entries: UnsafeMutablePointer<Entry>, count: Int
    ) -> Int {
        var index = 0
        while index < count {
            if unsafe entries[index].name.equals(name) { return index }
            index &+= 1
        }
        return -1
    }

    /// Forgets the batches of the message before.
    @_noLocks func closeBatches() {
        for index in 0..<count {
            unsafe entries[index].isOpen = false
            unsafe entries[index].isSnapshot = false
            unsafe entries[index].lastEvent = -1
        }
    }
}

/// A product's name in four machine words, the rest zero, and its length.
struct ProductName: BitwiseCopyable {
    static var bytesMax: Int { @_noLocks get { 32 } }

    let count: Int
    let low: UInt128
    let high: UInt128

    /// A name of up to 16 bytes.
    @_noLocks @inline(__always) init(count: Int, low: UInt128) {
        self.count = count
        self.low = low
        high = 0
    }

    /// A name of up to 32 bytes.
    @_noLocks init(_ bytes: UnsafeRawBufferPointer) {
        var words: (low: UInt128, high: UInt128) = (0, 0)
        var index = 0
        while index < bytes.count, index < ProductName.bytesMax {
            let byte = UInt128(unsafe bytes[index]) << UInt128(8 &* (index & 15))
            if index < 16 { words.low |= byte } else { words.high |= byte }
            index &+= 1
        }
        count = bytes.count
        low = words.low
        high = words.high
    }

    init(_ text: String.UTF8View) {
        self = unsafe Array(text).withUnsafeBytes { unsafe ProductName($0) }
    }

    @_noLocks @inline(__always) func equals(_ other: ProductName) -> Bool {
        count == other.count && low == other.low && high == other.high
    }
}
