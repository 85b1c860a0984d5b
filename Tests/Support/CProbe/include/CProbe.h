#pragma once
#include <stdint.h>

// A test process's own malloc: everything is passed on to glibc and counted per thread, so that a
// test can say "this allocated nothing". Linking the target is enough to put it in place.

/// How often this thread asked the heap for memory: malloc, calloc, realloc and the aligned kinds.
uint64_t probe_allocations(void);
/// How often this thread gave memory back.
uint64_t probe_frees(void);
/// 1 when the counter is in place; 0 under the address and thread sanitizers, which have theirs.
int probe_active(void);

/// Begins and ends a part of this thread's work that must be fit for real time. Under
/// `APUS_REALTIME=1 swift test` the RealtimeSanitizer ends the process, with a stack, at any
/// allocation, lock, sleep or blocking call in between; otherwise nothing happens.
void probe_realtime_enter(void);
void probe_realtime_exit(void);
/// 1 when the RealtimeSanitizer watches.
int probe_realtime_active(void);
