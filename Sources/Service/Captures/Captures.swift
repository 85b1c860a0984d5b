// Captures: what others recorded of the chain, as a second opinion on our prices.
//
// A *capture* is a folder or file of recorded transactions, with or without the accounts around
// them. For each swap in it the state before it is found without using the amounts that are then
// checked; our quote of that state stands beside what the chain did. What cannot be known is counted
// with its reason, never guessed. The outcome is a `ReplayTable`.
//
// Nothing here is for a turn: it allocates and it reads files. It never speaks to a network, and
// nothing imports it but the program and tests.
