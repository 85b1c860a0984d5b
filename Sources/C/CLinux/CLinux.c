#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/futex.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

static uint64_t nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t linux_monotonic(void) { return nanoseconds(CLOCK_MONOTONIC); }
uint64_t linux_realtime(void) { return nanoseconds(CLOCK_REALTIME); }
void linux_yield(void) { sched_yield(); }

void linux_futex_wait(uint32_t *word, uint32_t expected, uint64_t span) {
    struct timespec timeout = {
        .tv_sec = (time_t)(span / 1000000000u), .tv_nsec = (long)(span % 1000000000u)};
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, &timeout, NULL, 0);
}

void linux_futex_wake(uint32_t *word) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

void linux_event_ring(int descriptor) {
    uint64_t one = 1;
    ssize_t written = write(descriptor, &one, sizeof one);
    (void)written;  // full means that it is rung already
}

void linux_event_clear(int descriptor) {
    uint64_t count;
    ssize_t got = read(descriptor, &count, sizeof count);
    (void)got;  // empty means that it is clear already
}

int linux_tsc_is_invariant(void) {
#if defined(__x86_64__)
    unsigned a, b, c, d;
    if (!__get_cpuid(0x80000007u, &a, &b, &c, &d)) return 0;
    return (d >> 8) & 1;
#else
    return 0;
#endif
}

int linux_cores(int *numbers, int max) {
    cpu_set_t set;
    int count = 0;
    if (sched_getaffinity(getpid(), sizeof set, &set) != 0) return -errno;
    for (int core = 0; core < CPU_SETSIZE; core++)
        if (CPU_ISSET(core, &set) && count < max) numbers[count++] = core;
    return count;
}

int linux_pin(int core) {
    cpu_set_t set;
    if (core < 0 || core >= CPU_SETSIZE) return -EINVAL;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0 ? 0 : -errno;
}

void linux_name_thread(const char *name) {
    char kept[16];
    strncpy(kept, name, sizeof kept - 1);
    kept[sizeof kept - 1] = 0;
    prctl(PR_SET_NAME, kept);
}

int linux_thread(void) { return (int)syscall(SYS_gettid); }

static int schedule(int thread, int policy, int priority) {
    struct sched_param parameters = {.sched_priority = priority};
    return sched_setscheduler(thread, policy, &parameters) == 0 ? 0 : -errno;
}

int linux_real_time(int thread, int priority) { return schedule(thread, SCHED_FIFO, priority); }
int linux_ordinary(int thread) { return schedule(thread, SCHED_OTHER, 0); }
struct start {
    void (*body)(void *);
    void *context;
};

static void *run(void *argument) {
    struct start start = *(struct start *)argument;
    free(argument);
    start.body(start.context);
    return NULL;
}

int linux_thread_start(uint64_t *thread, void (*body)(void *), void *context) {
    pthread_t identity;
    struct start *start = malloc(sizeof *start);
    if (start == NULL) return -ENOMEM;
    start->body = body;
    start->context = context;
    int refused = pthread_create(&identity, NULL, run, start);
    if (refused) {
        free(start);
        return -refused;
    }
    *thread = (uint64_t)identity;
    return 0;
}

int linux_thread_join(uint64_t thread) { return -pthread_join((pthread_t)thread, NULL); }

int linux_event(void) {
    int descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return descriptor >= 0 ? descriptor : -errno;
}

// Whether this process has CAP_IPC_LOCK; being root is not enough in a container.
static int may_lock_all(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {0};
    if (syscall(SYS_capget, &header, data) != 0) return 0;
    return data[0].effective >> CAP_IPC_LOCK & 1;
}

int linux_lock_memory(void) {
    // Under a limit, locking the future would make later allocations fail.
    int all = linux_lock_limit() == (uint64_t)RLIM_INFINITY || may_lock_all();
    if (mlockall(all ? MCL_CURRENT | MCL_FUTURE : MCL_CURRENT) != 0) return -errno;
    return all ? 0 : 1;
}

uint64_t linux_lock_limit(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_MEMLOCK, &limit) == 0 ? (uint64_t)limit.rlim_cur : 0;
}

void *linux_huge_pages(uint64_t bytes, int *error) {
    void *memory = mmap(
        NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
    *error = memory == MAP_FAILED ? errno : 0;
    return memory == MAP_FAILED ? NULL : memory;
}

void *linux_pages(uint64_t bytes, int *error) {
    const uint64_t huge = 2u << 20;
    char *memory =
        mmap(NULL, bytes + huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        *error = errno;
        return NULL;
    }
    char *aligned = (char *)(((uintptr_t)memory + huge - 1) & ~(uintptr_t)(huge - 1));
    *error = madvise(aligned, bytes, MADV_HUGEPAGE) == 0 ? 0 : errno;
    return aligned;
}

int linux_perf_probe(int software) {
    struct perf_event_attr event;
    memset(&event, 0, sizeof event);
    event.size = sizeof event;
    event.type = software ? PERF_TYPE_SOFTWARE : PERF_TYPE_HARDWARE;
    event.config = software ? PERF_COUNT_SW_TASK_CLOCK : PERF_COUNT_HW_CPU_CYCLES;
    event.exclude_kernel = 1;
    event.exclude_hv = 1;
    long descriptor = syscall(SYS_perf_event_open, &event, 0, -1, -1, 0);
    if (descriptor < 0) return -errno;
    close((int)descriptor);
    return 0;
}

static volatile sig_atomic_t caught;

static void keep(int signal) { caught = signal; }

int linux_catch_signals(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = keep;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, &action, NULL) != 0) return -errno;
    if (sigaction(SIGTERM, &action, NULL) != 0) return -errno;
    return 0;
}

int linux_signal(void) { return caught; }
