/// What a pool trades with, in atoms, by a swap's direction.
struct SwapReserves {
    var input: UInt64
    var output: UInt64

    @_noLocks @inline(__always) init(input: UInt64, output: UInt64) {
        self.input = input
        self.output = output
    }
}
