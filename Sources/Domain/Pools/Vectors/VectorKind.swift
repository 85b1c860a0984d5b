/// The program whose answers a file of vectors holds. Rows of two programs can look alike and have
/// other answers, so the file's name tells; where it does not, the columns of the first row do.
public enum VectorKind: String, CaseIterable, Sendable {
    case whirlpool
    case raydiumCLMM = "raydium_clmm"
    case raydiumCPMM = "raydium_cpmm"
    case raydiumAMM = "raydium_amm_v4"
    case meteoraDLMM = "meteora_dlmm"

    /// From a file's name, which begins with a kind's; else from its first row.
    public init(fileName: String, _ file: UnsafeRawBufferPointer) {
        let named = Self.allCases.first { fileName.hasPrefix($0.rawValue) }
        self = unsafe named ?? Self.kind(of: file)
    }

    /// The kind that alone has a column of the first row; without one, a Whirlpool.
    private static func kind(of file: UnsafeRawBufferPointer) -> VectorKind {
        let row = unsafe UnsafeRawBufferPointer(rebasing: file.prefix { $0 != 0x0A })
        var scanner = unsafe VectorScanner(row)
        var kind = VectorKind.whirlpool
        try? scanner.object { (key, scanner) throws(VectorFault) in
            switch key {
            case "bitmap_starts": kind = .raydiumCLMM
            case "vault_0": kind = .raydiumCPMM
            case "coin_vault": kind = .raydiumAMM
            case "pair", "bin_step": kind = .meteoraDLMM
            default: break
            }
            try scanner.skip()
        }
        return kind
    }

    var runner: any VectorRunner {
        switch self {
        case .whirlpool: WhirlpoolVectors()
        case .raydiumCLMM: CLMMVectors()
        case .raydiumCPMM: CPMMVectors()
        case .raydiumAMM: AMMv4Vectors()
        case .meteoraDLMM: DLMMVectors()
        }
    }
}
