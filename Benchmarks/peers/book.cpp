// An L2 book of two absl::btree_map at the work of `apus bench book`: each diff applied, then both
// best prices read. Usage: book CORE DIFFS OPENING, where DIFFS holds lines "is_bid price lots" of
// which the first OPENING fill the book.
#include "common.hpp"
#include <absl/container/btree_map.h>

struct Diff {
    int64_t is_bid, price;
    uint64_t lots;
};

struct Book {
    absl::btree_map<int64_t, uint64_t> bids, asks;  // bids by negated price
    void set(const Diff& diff) {
        auto& side = diff.is_bid ? bids : asks;
        int64_t key = diff.is_bid ? -diff.price : diff.price;
        if (diff.lots) side[key] = diff.lots;
        else side.erase(key);
    }
};

int main(int count, char** words) {
    if (count < 4) {
        fprintf(stderr, "usage: book CORE DIFFS OPENING\n");
        return 2;
    }
    peers::pin(atoi(words[1]));
    FILE* file = fopen(words[2], "r");
    if (!file) {
        perror(words[2]);
        return 3;
    }
    std::vector<Diff> diffs;
    Diff diff;
    while (fscanf(file, "%ld %ld %lu", &diff.is_bid, &diff.price, &diff.lots) == 3)
        diffs.push_back(diff);
    fclose(file);
    size_t at = std::min(diffs.size(), size_t(atol(words[3])));
    Book book;
    for (size_t i = 0; i < at; i++) book.set(diffs[i]);
    uint64_t sum = 0;
    std::vector<double> batches;
    while (at < diffs.size()) {
        size_t end = std::min(at + 1000, diffs.size());
        double size = double(end - at);
        uint64_t start = peers::now();
        for (; at < end; at++) {
            book.set(diffs[at]);
            int64_t bid = book.bids.empty() ? 0 : -book.bids.begin()->first;
            int64_t ask = book.asks.empty() ? 0 : book.asks.begin()->first;
            sum += uint64_t(bid * 3 + ask);
        }
        batches.push_back(double(peers::now() - start) / size);
    }
    printf("{\"peer\":\"absl::btree_map\",\"median_ns\":%.1f,\"p99_ns\":%.1f,\"sum\":%llu}\n",
           peers::quantile(batches, 0.5), peers::quantile(batches, 0.99),
           (unsigned long long)sum);
}
