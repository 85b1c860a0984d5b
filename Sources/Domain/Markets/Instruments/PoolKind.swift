/// The programs whose pools are priced. The raw values are part of the settings' format.
@frozen public enum PoolKind: String, CaseIterable, Sendable {
    case whirlpool
    case raydiumAMMv4 = "raydium-amm-v4"
    case raydiumCPMM = "raydium-cpmm"
    case raydiumCLMM = "raydium-clmm"
    case meteoraDLMM = "meteora-dlmm"
    case meteoraDynamicAMM = "meteora-dynamic-amm"
    case meteoraDAMM = "meteora-damm-v2"
    case phoenix
}
