import Codecs

/// A text of the settings that is not what it should be.
struct PlanFault: Error, Equatable {
    /// The key with its tables, as in `books[0].product`.
    let key: String
    let what: String

    func fault(in file: String) -> SettingsFault {
        SettingsFault(file: file, line: 0, key: key, what: what)
    }

    /// The grid that an increment such as `0.01` spans.
    static func grid(_ text: String, key: String) throws(PlanFault) -> DecimalGrid {
        let result = unsafe Array(text.utf8).withUnsafeBytes { bytes in
            Result { () throws(DecimalError) in unsafe try DecimalGrid(increment: bytes) }
        }
        switch result {
        case .success(let grid): return grid
        case .failure(let error):
            throw PlanFault(key: key, what: "\"\(text)\" is no increment: \(words(error))")
        }
    }

    /// How many steps of a grid a decimal text spells.
    static func steps(
        _ text: String, on grid: DecimalGrid, key: String
    ) throws(PlanFault) -> UInt64 {
        let result = unsafe Array(text.utf8).withUnsafeBytes { bytes in
            Result { () throws(DecimalError) in unsafe try grid.steps(in: bytes) }
        }
        switch result {
        case .success(let steps): return steps
        case .failure(let error):
            throw PlanFault(key: key, what: "\"\(text)\" is no such number: \(words(error))")
        }
    }

    private static func words(_ error: DecimalError) -> String {
        switch error {
        case .empty: "it is empty"
        case .badCharacter(let offset): "character \(offset + 1) is no digit"
        case .signed: "it has a sign"
        case .tooManyDigits: "it has too many digits"
        case .offGrid: "it is finer than the smallest step"
        case .overflow: "it is too large"
        }
    }
}
