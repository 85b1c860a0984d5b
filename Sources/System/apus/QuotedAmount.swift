import Codecs
import Numbers
import Pools
import Solana

/// An amount as an argument spells it, and which end of the swap it is.
struct QuotedAmount {
    var text: String
    var mint: PublicKey
    var isInput: Bool

    /// In atoms; a text with a point counts tokens.
    ///
    /// - Parameter decimals: of the mint; nil where that is not known.
    func atoms(decimals: UInt8?) throws -> SwapAmount {
        var grid = DecimalGrid(decimals: 0)
        if text.contains(".") {
            guard let decimals else {
                complain(
                    "\(text): the mint \(mint) is not among the accounts; give the amount in atoms")
                throw Ending.usage
            }
            guard decimals <= 18 else {
                complain("\(text): the mint has \(decimals) decimals; give the amount in atoms")
                throw Ending.usage
            }
            grid = DecimalGrid(decimals: Int(decimals))
        }
        var text = text
        let atoms = text.withUTF8 { bytes in
            Result { () throws(DecimalError) in
                try unsafe grid.steps(in: UnsafeRawBufferPointer(bytes))
            }
        }
        do throws(DecimalError) {
            let count = try atoms.get()
            return isInput ? .exactIn(Atoms(count)) : .exactOut(Atoms(count))
        } catch {
            complain("\(self.text): \(QuotedAmount.explain(error, grid))")
            throw Ending.usage
        }
    }

    private static func explain(_ error: DecimalError, _ grid: DecimalGrid) -> String {
        switch error {
        case .overflow: "more than 64 bits of atoms"
        case .offGrid: "more than the \(grid.decimals) digits behind the point that the mint has"
        default: "an amount is a whole number of atoms, or a decimal number with a point"
        }
    }
}
