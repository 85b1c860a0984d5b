public import Numbers

/// Which side of a swap is fixed.
public enum JupiterMode: String, CaseIterable, Sendable {
    /// The amount goes in; the answer says what comes out.
    case exactIn = "ExactIn"
    /// The amount comes out; the answer says what goes in. Only some venues can.
    case exactOut = "ExactOut"
}

/// What Jupiter's quote API (Swap v1, `GET …/quote`) is asked. It is only ever asked for a price:
/// nothing here names a wallet, and no other endpoint can be written.
///
/// Source: the API's OpenAPI description of August 2026; read, never called live.
public struct JupiterQuestion: Equatable, Sendable {
    public var inputMint: PublicKey
    public var outputMint: PublicKey
    /// Atoms of the side that `mode` fixes.
    public var amount: UInt64
    public var mode: JupiterMode
    /// Moves the threshold of the answer, never its amounts; 0 to 10,000.
    public var slippage = BasisPoints(50)
    /// Through one pool only, so that there is something to compare a pool with.
    public var isDirect = true
    /// The only venues allowed, by label; empty: all.
    public var venues: [String] = []
    /// Venues that are not, by label.
    public var excludedVenues: [String] = []

    public init(
        inputMint: PublicKey, outputMint: PublicKey, amount: UInt64,
        mode: JupiterMode = .exactIn
    ) {
        self.inputMint = inputMint
        self.outputMint = outputMint
        self.amount = amount
        self.mode = mode
    }

    /// The question behind the `?` of the endpoint's address, ready for a request line.
    public var query: String {
        var terms = [
            "inputMint=\(inputMint)", "outputMint=\(outputMint)", "amount=\(amount)",
            "slippageBps=\(slippage.count)", "swapMode=\(mode.rawValue)",
            "onlyDirectRoutes=\(isDirect)",
        ]
        for (name, labels) in [("dexes", venues), ("excludeDexes", excludedVenues)]
        where !labels.isEmpty {
            terms.append("\(name)=\(labels.map(Self.escaped).joined(separator: ","))")
        }
        return terms.joined(separator: "&")
    }

    /// A label as the API wants it: `+` for a blank, and percent signs for whatever else is not
    /// unreserved (RFC 3986 §2.3), a comma of its own included.
    private static func escaped(_ label: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in label.utf8 {
            switch byte {
            case 0x20: out.append(0x2B)
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
            default: out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
