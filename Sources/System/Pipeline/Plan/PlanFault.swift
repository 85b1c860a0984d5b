import Codecs

/// A text of the settings that is not what it should be.
struct PlanFault: Error {
    let key: String
    let what: String

    func fault(_ table: String, in file: String) -> SettingsFault {
        SettingsFault(file: file, line: 0, key: "\(table).\(key)", what: what)
    }

    /// The grid that an increment such as `0.01` spans.
    static func grid(_ text: String, key: String) throws(PlanFault) -> DecimalGrid {
        let result = unsafe Array(text.utf8).withUnsafeBytes { bytes in
            Result { () throws(DecimalError) in unsafe try DecimalGrid(increment: bytes) }
        }
        switch result {
        case .success(let grid): return grid
        case .failure(let error):
            throw PlanFault(key: key, what: "\"\(text)\" is not an increment (\(error))")
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
            throw PlanFault(key: key, what: "\"\(text)\" is not such a number (\(error))")
        }
    }
}
