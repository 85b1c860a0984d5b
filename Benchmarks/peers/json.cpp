// simdjson on-demand (Debian) at the work of `apus bench json`: every message of a file, one a
// line, decoded to numbers. Usage: json CORE FILE… Prints one JSON line for each file.
// Coinbase l2_data: sequence, and side, price and size of each diff as whole numbers.
// accountNotification: slot, and the base64 text found.
#include "common.hpp"
#include <fstream>
#include <memory>
#include <simdjson.h>

using namespace simdjson;

/// What was decoded, in one number: it keeps the work alive and can be compared with ours.
struct Sum {
    uint64_t value = 0;
    void level(bool bid, uint64_t ticks, uint64_t lots) {
        value += ticks * (bid ? 3 : 5) + lots * 7;
    }
};

/// Decimal text times 10^decimals; the text has no more places than that.
static uint64_t scaled(std::string_view text, int decimals) {
    static const uint64_t powers[] = {1,       10,       100,       1000,      10000,
                                      100000,  1000000,  10000000,  100000000};
    uint64_t value = 0;
    size_t at = 0;
    while (at < text.size() && text[at] != '.') value = value * 10 + uint64_t(text[at++] - '0');
    int places = 0;
    if (at < text.size())
        for (at++; at < text.size(); at++, places++) value = value * 10 + uint64_t(text[at] - '0');
    return value * powers[decimals - places];
}

struct Message {
    std::unique_ptr<char[]> bytes;
    size_t size;
};

static void coinbase(ondemand::parser& parser, const Message& m, Sum& sum) {
    auto document = parser.iterate(m.bytes.get(), m.size, m.size + SIMDJSON_PADDING);
    ondemand::object message = document.get_object();
    std::string_view channel = message["channel"];
    if (channel != "l2_data") return;
    sum.value += uint64_t(message["sequence_num"]);
    for (auto entry : message["events"].get_array()) {
        ondemand::object event = entry.get_object();
        std::string_view type = event["type"], product = event["product_id"];
        if (type.empty() || product.empty()) return;
        for (auto element : event["updates"].get_array()) {
            ondemand::object update = element.get_object();
            std::string_view side = update["side"], price = update["price_level"],
                             size = update["new_quantity"];
            sum.level(side[0] == 'b', scaled(price, 2), scaled(size, 8));
        }
    }
}

static void account(ondemand::parser& parser, const Message& m, Sum& sum) {
    auto document = parser.iterate(m.bytes.get(), m.size, m.size + SIMDJSON_PADDING);
    ondemand::object message = document.get_object();
    std::string_view method = message["method"];
    if (method != "accountNotification") return;
    ondemand::object parameters = message["params"].get_object();
    ondemand::object result = parameters["result"].get_object();
    uint64_t slot = result["context"]["slot"];
    std::string_view text;
    for (auto element : result["value"]["data"].get_array()) {
        text = element.get_string();
        break;
    }
    sum.value += slot * 11 + text.size() + uint8_t(text[70]) + uint8_t(text[text.size() - 1]);
}

static std::vector<Message> messages(const char* path) {
    std::vector<Message> list;
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line)) {
        Message m{std::make_unique<char[]>(line.size() + SIMDJSON_PADDING), line.size()};
        memcpy(m.bytes.get(), line.data(), line.size());
        list.push_back(std::move(m));
    }
    return list;
}

template <class Decode>
static void run(const char* path, const char* kind, const std::vector<Message>& list,
                Decode decode) {
    ondemand::parser parser;
    Sum once;
    for (auto& m : list) decode(parser, m, once);
    std::vector<double> rounds;
    Sum sum;
    uint64_t end = peers::now() + 700'000'000;
    while (rounds.size() < 50 || peers::now() < end) {
        uint64_t start = peers::now();
        for (auto& m : list) decode(parser, m, sum);
        rounds.push_back(double(peers::now() - start) / double(list.size()));
    }
    asm volatile("" : : "r"(sum.value));
    printf("{\"peer\":\"simdjson on-demand %d.%d.%d\",\"file\":\"%s\",\"message\":\"%s\","
           "\"count\":%zu,\"median_ns\":%.1f,\"p99_ns\":%.1f,\"sum\":%llu}\n",
           SIMDJSON_VERSION_MAJOR, SIMDJSON_VERSION_MINOR, SIMDJSON_VERSION_REVISION, path, kind,
           list.size(), peers::quantile(rounds, 0.5), peers::quantile(rounds, 0.99),
           (unsigned long long)once.value);
    fflush(stdout);
}

int main(int count, char** arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: json CORE FILE…\n");
        return 2;
    }
    peers::pin(atoi(arguments[1]));
    for (int i = 2; i < count; i++) {
        auto list = messages(arguments[i]);
        if (list.empty()) {
            fprintf(stderr, "json: no messages in %s\n", arguments[i]);
            return 3;
        }
        std::string_view first(list[0].bytes.get(), list[0].size);
        if (first.find("accountNotification") != first.npos)
            run(arguments[i], "accountNotification", list, account);
        else
            run(arguments[i], "l2_data", list, coinbase);
    }
}
