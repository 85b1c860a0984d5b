// Archive: what is remembered.
//
// The *journal* is the truth: everything that came in and everything that was decided, in one
// order. A *recording* is a folder of *segments*, append-only files of *records*. Records are
// numbered from 1 without a gap over the whole recording, so one that is missing is noticed; each
// carries checksums, so one that changed is noticed and located. A *torn tail* is what a killed
// writer leaves: the last record, in part. It is no damage; the next writer cuts it.
//
// A record that was acknowledged is in the recording, whatever happens to the process. What a power
// cut may take is the durability's matter (see `Durability`).
//
// Payloads mean nothing here: frames are kept as received, decisions as their owner encoded them.
// This module reads no clock and decides nothing.
