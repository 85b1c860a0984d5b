// The rings that ours is measured against, doing the same: boost::lockfree::spsc_queue and
// moodycamel::ReaderWriterQueue from Debian, and a plain ring of our own.
//
//   ring [messages] [round trips] [writer's core] [reader's core]
//
// One JSON line for each ring and message size: nanoseconds a message when one thread writes as fast
// as the other reads, and nanoseconds for a round trip of one message over two rings. `apus bench
// ring` runs this in turns with ours and compares medians.
#include "common.hpp"

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <memory>
#include <readerwriterqueue/readerwriterqueue.h>
#include <thread>

namespace {

constexpr size_t places = 4096;

struct Small {
    uint64_t value;
};
struct Large {
    uint64_t value;
    uint64_t rest[7];
};

/// A power of two of places, a cursor a side on its own pair of lines, the other's cursor cached.
template <typename T>
class PlainRing {
    struct alignas(128) Side {
        std::atomic<uint64_t> cursor{0};
        uint64_t own = 0, seen = 0;
    };
    Side writer, reader;
    std::unique_ptr<T[]> items{new T[places]};

public:
    bool push(const T &item) {
        if (writer.own - writer.seen == places) {
            writer.seen = reader.cursor.load(std::memory_order_acquire);
            if (writer.own - writer.seen == places) return false;
        }
        items[writer.own & (places - 1)] = item;
        writer.cursor.store(++writer.own, std::memory_order_release);
        return true;
    }
    bool pop(T &item) {
        if (reader.own == reader.seen) {
            reader.seen = writer.cursor.load(std::memory_order_acquire);
            if (reader.own == reader.seen) return false;
        }
        item = items[reader.own & (places - 1)];
        reader.cursor.store(++reader.own, std::memory_order_release);
        return true;
    }
};

template <typename T>
struct BoostRing {
    boost::lockfree::spsc_queue<T, boost::lockfree::capacity<places>> queue;
    bool push(const T &item) { return queue.push(item); }
    bool pop(T &item) { return queue.pop(item); }
};

template <typename T>
struct MoodycamelRing {
    moodycamel::ReaderWriterQueue<T> queue{places};
    bool push(const T &item) { return queue.try_enqueue(item); }
    bool pop(T &item) { return queue.try_dequeue(item); }
};

struct Plan {
    uint64_t messages = 2000000, trips = 200000;
    int writer = 0, reader = 1;
};

/// Spins; gives the core away after a thousand tries, so that one core ends too. Ours does the same.
struct Patience {
    unsigned tries = 0;
    void wait() {
        if (++tries % 1000 == 0) sched_yield();
    }
};

template <typename Ring, typename T>
double throughput(const Plan &plan) {
    auto ring = std::make_unique<Ring>();
    std::atomic<int> ready{0};
    uint64_t begin = 0;
    std::thread writer([&] {
        peers::pin(plan.writer);
        ready.fetch_add(1);
        while (ready.load() < 2) sched_yield();
        begin = peers::now();
        Patience patience;
        T item{};
        for (uint64_t i = 0; i < plan.messages; i++) {
            item.value = i;
            while (!ring->push(item)) patience.wait();
        }
    });
    peers::pin(plan.reader);
    ready.fetch_add(1);
    while (ready.load() < 2) sched_yield();
    Patience patience;
    T item{};
    uint64_t sum = 0;
    for (uint64_t i = 0; i < plan.messages; i++) {
        while (!ring->pop(item)) patience.wait();
        sum += item.value;
    }
    uint64_t end = peers::now();
    writer.join();
    if (sum != plan.messages * (plan.messages - 1) / 2) {
        fprintf(stderr, "ring: messages were lost\n");
        exit(70);
    }
    return double(end - begin) / double(plan.messages);
}

template <typename Ring, typename T>
double round_trip(const Plan &plan) {
    auto there = std::make_unique<Ring>(), back = std::make_unique<Ring>();
    std::atomic<int> ready{0};
    std::thread echo([&] {
        peers::pin(plan.reader);
        ready.store(1);
        Patience patience;
        T item{};
        for (uint64_t i = 0; i < plan.trips; i++) {
            while (!there->pop(item)) patience.wait();
            while (!back->push(item)) patience.wait();
        }
    });
    peers::pin(plan.writer);
    while (!ready.load()) sched_yield();
    Patience patience;
    T item{};
    uint64_t begin = peers::now();
    for (uint64_t i = 0; i < plan.trips; i++) {
        item.value = i;
        while (!there->push(item)) patience.wait();
        while (!back->pop(item)) patience.wait();
    }
    uint64_t end = peers::now();
    echo.join();
    return double(end - begin) / double(plan.trips);
}

template <template <typename> class Ring, typename T>
void run(const char *name, const Plan &plan) {
    double message = throughput<Ring<T>, T>(plan), trip = round_trip<Ring<T>, T>(plan);
    printf(
        "{\"bench\":\"ring\",\"by\":\"%s\",\"bytes\":%zu,\"message_ns\":%.2f,"
        "\"round_trip_ns\":%.1f}\n",
        name, sizeof(T), message, trip);
    fflush(stdout);
}

}  // namespace

int main(int count, char **words) {
    Plan plan;
    if (count > 1) plan.messages = strtoull(words[1], nullptr, 10);
    if (count > 2) plan.trips = strtoull(words[2], nullptr, 10);
    if (count > 3) plan.writer = atoi(words[3]);
    if (count > 4) plan.reader = atoi(words[4]);
    if (plan.messages == 0 || plan.trips == 0) {
        fprintf(stderr, "usage: ring [messages] [round trips] [writer's core] [reader's core]\n");
        return 2;
    }
    run<BoostRing, Small>("boost", plan);
    run<MoodycamelRing, Small>("moodycamel", plan);
    run<PlainRing, Small>("plain C++", plan);
    run<BoostRing, Large>("boost", plan);
    run<MoodycamelRing, Large>("moodycamel", plan);
    run<PlainRing, Large>("plain C++", plan);
}
