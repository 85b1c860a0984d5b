extension SwapComparison: CustomStringConvertible {
    /// Sentences for a person.
    public var description: String {
        let basis = worstMillionths / 100
        let rest = worstMillionths % 100
        let worst = "\(basis).\(rest < 10 ? "0" : "")\(rest)"
        return "\(swaps) recorded swaps were done again: \(exact) gave the same to the atom, "
            + "\(withinOne) came within 1 basis point of the record, \(withinTen) within 10, "
            + "\(withinHundred) within 100; the farthest was \(worst) basis points off. "
            + "\(refused) could not be done. "
            + "The pool was first walked to the real price \(corrections) times."
    }
}
