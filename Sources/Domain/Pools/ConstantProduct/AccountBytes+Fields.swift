import Solana

extension AccountBytes {
    /// Fields of 64 bits, each a name and an offset that the caller has checked.
    func numbers(_ fields: [(String, Int)]) -> [Inspection.Field] {
        fields.map { Inspection.Field($0.0, "\(load(UInt64.self, at: $0.1))") }
    }

    /// Fields of 128 bits.
    func longNumbers(_ fields: [(String, Int)]) -> [Inspection.Field] {
        fields.map { Inspection.Field($0.0, "\(load(UInt128.self, at: $0.1))") }
    }

    /// Fields of one byte.
    func smallNumbers(_ fields: [(String, Int)]) -> [Inspection.Field] {
        fields.map { Inspection.Field($0.0, "\(load(UInt8.self, at: $0.1))") }
    }

    /// Addresses.
    func keys(_ fields: [(String, Int)]) -> [Inspection.Field] {
        fields.map { Inspection.Field($0.0, "\(key(at: $0.1))") }
    }
}
