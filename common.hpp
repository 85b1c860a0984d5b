// What the peer programs share: pinning, clocks, percentiles, one JSON line for each result.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <pthread.h>
#include <sched.h>
#include <string>
#include <string_view>
#include <time.h>
#include <vector>

namespace peers {

inline void pin(int core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    if (pthread_setaffinity_np(pthread_self(), sizeof set, &set)) perror("pin");
}

inline uint64_t nanoseconds(clockid_t clock) {
    timespec t;
    clock_gettime(clock, &t);
    return uint64_t(t.tv_sec) * 1000000000ull + uint64_t(t.tv_nsec);
}

/// CLOCK_MONOTONIC: comparable across the processes of one machine.
inline uint64_t now() { return nanoseconds(CLOCK_MONOTONIC); }
inline uint64_t cpu() { return nanoseconds(CLOCK_PROCESS_CPUTIME_ID); }

/// The `share` quantile (0.5, 0.99, …) of the values; 0 without values.
inline double quantile(std::vector<double>& values, double share) {
    if (values.empty()) return 0;
    size_t k = std::min(values.size() - 1, size_t(share * double(values.size())));
    std::nth_element(values.begin(), values.begin() + long(k), values.end());
    return values[k];
}

/// The stamps of a wire run: 10^18 is added to them so that all have 19 digits.
constexpr uint64_t stamp_base = 1000000000000000000ull;

inline uint64_t number(std::string_view digits) {
    uint64_t value = 0;
    for (char c : digits) value = value * 10 + uint64_t(c - '0');
    return value;
}

/// Collects the age of each message at its decision and prints it at the end.
struct Ages {
    std::vector<double> coinbase, solana;
    uint64_t hits = 0, cpu_start = 0;
    size_t seen = 0, warm, want;

    explicit Ages(size_t count) : warm(count / 10), want(count) {
        coinbase.reserve(count);
        solana.reserve(count);
    }
    bool done() const { return seen >= want; }
    void take(bool is_coinbase, uint64_t stamp) {
        uint64_t at = now();
        if (seen == warm) cpu_start = cpu();
        if (seen++ >= warm)
            (is_coinbase ? coinbase : solana).push_back(double(at - (stamp - stamp_base)));
    }
    void print(const char* name) {
        double per_message = double(cpu() - cpu_start) / double(std::max<size_t>(1, seen - warm));
        for (auto* ages : {&coinbase, &solana}) {
            printf("{\"peer\":\"%s\",\"message\":\"%s\",\"count\":%zu,\"p50_ns\":%.0f,"
                   "\"p99_ns\":%.0f,\"p999_ns\":%.0f,\"cpu_ns\":%.0f,\"decisions\":%llu}\n",
                   name, ages == &coinbase ? "coinbase" : "solana", ages->size(),
                   quantile(*ages, 0.5), quantile(*ages, 0.99), quantile(*ages, 0.999),
                   per_message, (unsigned long long)hits);
        }
        fflush(stdout);
    }
};

}  // namespace peers
