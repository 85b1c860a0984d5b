#pragma once
#include <stdint.h>

// Raw Linux, for Tiles only: what Glibc's Swift module does not show, and what a turn may call.
// A function that can be refused returns 0 or a negative errno.

// Every function in this part may be called from a @_noLocks turn; that is our promise.
#pragma clang attribute push(__attribute__((swift_attr("@_noLocks"))), apply_to = function)

/// The processor's time-stamp counter; 0 where it has none.
static inline uint64_t linux_tsc(void) {
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#else
    return 0;
#endif
}

/// Tells the processor that this is a waiting loop.
static inline void linux_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/// CLOCK_MONOTONIC in nanoseconds.
uint64_t linux_monotonic(void);
/// CLOCK_REALTIME in nanoseconds.
uint64_t linux_realtime(void);
/// Lets another thread of this core run.
void linux_yield(void);
/// Sleeps until `*word` is no longer `expected`, or `nanoseconds` passed, or somebody woke us.
void linux_futex_wait(uint32_t *word, uint32_t expected, uint64_t nanoseconds);
/// Wakes whoever sleeps on `*word`.
void linux_futex_wake(uint32_t *word);
/// Adds one to an eventfd.
void linux_event_ring(int descriptor);
/// Takes an eventfd back to zero.
void linux_event_clear(int descriptor);

#pragma clang attribute pop

/// 1 when the time-stamp counter runs at one speed whatever the processor does.
int linux_tsc_is_invariant(void);

/// Cores this process may run on; writes at most `max` of their numbers, ascending.
int linux_cores(int *numbers, int max);
/// Binds the calling thread to one core.
int linux_pin(int core);
/// Names the calling thread; at most 15 characters are kept.
void linux_name_thread(const char *name);
/// The calling thread's number.
int linux_thread(void);
/// Real-time scheduling, first in first out, for one thread; priority 1 to 99.
int linux_real_time(int thread, int priority);
/// Ordinary scheduling again.
int linux_ordinary(int thread);

/// Starts a thread that runs `body(context)`; the identity goes to `*thread`.
int linux_thread_start(uint64_t *thread, void (*body)(void *), void *context);
/// Waits for its end.
int linux_thread_join(uint64_t thread);

/// A counter that may be waited for: an eventfd, non-blocking; negative errno when refused.
int linux_event(void);

/// Keeps all present pages in memory, and future ones too where this user may lock without limit:
/// 0 for both, 1 for the present ones only.
int linux_lock_memory(void);
/// The soft limit of locked memory in bytes.
uint64_t linux_lock_limit(void);
/// Pages from the huge-page pool; `*error` holds the reason when the answer is null.
void *linux_huge_pages(uint64_t bytes, int *error);
/// Ordinary pages on a 2 MiB boundary, with transparent huge pages asked for; `*error` is 0, or why
/// huge pages were refused (the memory is good all the same), or why there is no memory.
void *linux_pages(uint64_t bytes, int *error);
/// Whether the kernel lets us count `software` (1) or `hardware` (0) events.
int linux_perf_probe(int software);

/// From now on SIGINT and SIGTERM only set the answer of `linux_signal`.
int linux_catch_signals(void);
/// The last signal caught, 0 for none.
int linux_signal(void);
