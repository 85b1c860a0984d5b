// Solana: what the chain's bytes mean. Public keys, addresses that programs derive, and the view of
// an account's data. This is the only module that opens CSodium. It knows no pool, no socket and no
// clock; nothing here can submit a transaction.
