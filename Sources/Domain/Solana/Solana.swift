// Solana
