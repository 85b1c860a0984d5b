// Pools: what a pool would do, exactly.
//
// One folder a kind of pool, with the same four files: the account's layout, the state that prices
// are computed from, the swap, and the instruction (the last arrives with transaction building).
// Prices are pure functions of decoded account state; each step rounds as the program rounds, and
// fails with the program's own error. State is flat memory taken once; applying an event and
// quoting allocate nothing. `Concentrated` holds what pools with ticks share, `ConstantProduct`
// what pools of two reserves share, `Tokens` what is read of mints' and token accounts. This module
// knows no socket, no thread, no clock and no book.
