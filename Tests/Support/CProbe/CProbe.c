#include "CProbe.h"
#include <errno.h>
#include <stddef.h>

static __thread uint64_t allocations __attribute__((tls_model("initial-exec")));
static __thread uint64_t frees __attribute__((tls_model("initial-exec")));

uint64_t probe_allocations(void) { return allocations; }
uint64_t probe_frees(void) { return frees; }

#if defined(PROBE_REALTIME)
extern void __rtsan_realtime_enter(void);
extern void __rtsan_realtime_exit(void);
void probe_realtime_enter(void) { __rtsan_realtime_enter(); }
void probe_realtime_exit(void) { __rtsan_realtime_exit(); }
int probe_realtime_active(void) { return 1; }
#else
void probe_realtime_enter(void) {}
void probe_realtime_exit(void) {}
int probe_realtime_active(void) { return 0; }
#endif

#if defined(PROBE_REALTIME) || __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
int probe_active(void) { return 0; }
#else
int probe_active(void) { return 1; }

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void *__libc_valloc(size_t);
extern void __libc_free(void *);

void *malloc(size_t size) {
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
    allocations++;
    return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
    allocations++;
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    allocations++;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
    allocations++;
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
    void *memory = __libc_memalign(alignment, size);
    if (memory == NULL) return ENOMEM;
    *out = memory;
    return 0;
}

void *valloc(size_t size) {
    allocations++;
    return __libc_valloc(size);
}

void free(void *memory) {
    if (memory != NULL) frees++;
    __libc_free(memory);
}
#endif
