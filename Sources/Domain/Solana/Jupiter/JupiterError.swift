public import Codecs

/// The fields of an answer that we read, by their names in JSON.
public enum JupiterField: String, CaseIterable, Sendable {
    case inputMint, inAmount, outputMint, outAmount, otherAmountThreshold, swapMode, slippageBps
    case platformFee, amount, feeBps
    case routePlan, swapInfo, percent, bps
    case ammKey, label, feeAmount, feeMint
    case contextSlot

    init?(_ key: JSONText) {
        let field = JupiterField.allCases.first { field in
            var name = field.rawValue
            return name.withUTF8 { unsafe key.equals(UnsafeRawBufferPointer($0)) }
        }
        guard let field else { return nil }
        self = field
    }
}

/// What is wrong with an answer, and where.
public struct JupiterError: Error, Equatable, Sendable {
    public let fault: JupiterFault
    /// A byte of the answer, at or shortly before the fault.
    public let offset: Int

    init(_ fault: JupiterFault, at offset: Int) {
        self.fault = fault
        self.offset = offset
    }

    init(_ error: JSONError) { self.init(.json(error.fault), at: error.offset) }
}

public enum JupiterFault: Equatable, Sendable {
    case json(JSONFault)
    /// Longer than `JupiterQuote.bytesMax`.
    case tooLong
    case missing(JupiterField)
    /// A key stands twice in one object: which of them counts?
    case repeated(JupiterField)
    /// Not a whole number of 0...2⁶⁴−1 in quotes, without leading zeros.
    case badAmount(JupiterField)
    /// Not a public key in base58.
    case badKey(JupiterField)
    case badText(JupiterField)
    case outOfRange(JupiterField)
    /// Neither ExactIn nor ExactOut.
    case unknownMode
    case noLegs
    case tooManyLegs
}

extension JupiterError: CustomStringConvertible {
    /// A sentence for a person.
    public var description: String { "\(fault) (byte \(offset))" }
}

extension JupiterFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .json(let fault): "it is not the JSON of a quote: \(fault)"
        case .tooLong: "it is longer than \(JupiterQuote.bytesMax) bytes"
        case .missing(let field): "\(field.rawValue) is missing"
        case .repeated(let field): "\(field.rawValue) stands twice"
        case .badAmount(let field): "\(field.rawValue) is not a whole number of atoms in quotes"
        case .badKey(let field): "\(field.rawValue) is not a public key"
        case .badText(let field):
            "\(field.rawValue) is not a text of at most \(JupiterQuote.labelMax) bytes"
        case .outOfRange(let field): "\(field.rawValue) is out of range"
        case .unknownMode: "swapMode is neither ExactIn nor ExactOut"
        case .noLegs: "its route has no leg"
        case .tooManyLegs: "its route has more than \(JupiterQuote.legsMax) legs"
        }
    }
}
