/// How much one `PoolDiff` holds, and what its rows are.
public struct PoolDiffRoom: BitwiseCopyable, Hashable, Sendable {
    /// Groups of numbers a kind may have.
    static var numbersMax: Int { @_noLocks get { 128 } }

    /// Arrays that are followed at a time: 1 ... 4,096.
    public var arrays: Int
    /// Rows of one array: 1 ... 128.
    public var slots: Int
    /// Whether the rows are bins; else they are ticks.
    public var holdsBins: Bool
    /// Row i of the array that starts at s is called s·`startUnit` + i·`step`, and an array's event
    /// carries s.
    public var startUnit: Int32
    /// Ticks between two rows; it may be learnt from the pool's account later.
    public var step: Int32

    public init(arrays: Int, slots: Int, holdsBins: Bool, startUnit: Int32, step: Int32) {
        precondition(arrays >= 1 && arrays <= 4_096 && slots >= 1 && slots <= 128)
        self.arrays = arrays
        self.slots = slots
        self.holdsBins = holdsBins
        self.startUnit = startUnit
        self.step = step
    }
}
