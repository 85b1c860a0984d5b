extension VectorScanner {
    /// Takes the object that comes next like `object`, and gives the keys that were in it.
    mutating func keys(
        _ body: (String, inout VectorScanner) throws(VectorFault) -> Void
    ) throws(VectorFault) -> Set<String> {
        var keys: Set<String> = []
        try object { (key, scanner) throws(VectorFault) in
            keys.insert(key)
            try body(key, &scanner)
        }
        return keys
    }
}
