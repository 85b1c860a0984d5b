// Trading: from prices to decisions, as one pure state machine.
//
// A cycle is a way round the markets that ends in the asset it began with; an opportunity is a
// cycle that would bring a profit now. `Cycles` finds the best size of one and says to the atom
// what it would bring; `Risk` says why not; `Desk` does it on paper, against its own copy of the
// markets at the moment the orders would arrive, and remembers what it took; `Ledger` keeps
// double entry of every atom; `Decisions` are the records of all that, 128 bytes each.
//
// Everything here is a function of the event stream: time is what events carry, no number is
// measured, so the same events give the same decisions to the last byte. Money is integers in atoms
// of an asset, and each division says which way it rounds: costs up, proceeds down, against us.
// Doubles occur in the search for a size only, and integers confirm what it finds. This module
// knows no venue, no key, no socket, no thread and no clock.
