// The C++ side of `apus bench wire`, against blaster.
//
//   wire floor ws|wss PORT COUNT RATE spin|late|block   frames received, stamped and dropped
//   wire beast ws|wss PORT COUNT RATE block        Boost.Beast + simdjson + btree + double price
//   wire memory MESSAGES.jsonl                     the beast program's work on bytes in a buffer
//
// Build: g++ -O3 -march=native -std=c++20 wire.cpp -o wire -pthread -lssl -lcrypto -lsimdjson
//        $(pkg-config --libs absl_btree)
#include "common.hpp"
#include <absl/container/btree_map.h>
#include <arpa/inet.h>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <poll.h>
#include <simdjson.h>
#include <sys/socket.h>
#include <unistd.h>

using u128 = unsigned __int128;
static const int64_t powers[] = {1,      10,      100,      1000,     10000,
                                 100000, 1000000, 10000000, 100000000};

/// Decimal text as a count of 1e-8.
static int64_t fixed8(std::string_view text) {
    uint64_t value = 0;
    size_t i = 0;
    int digits = 0;
    for (; i < text.size() && text[i] != '.'; i++) value = value * 10 + uint64_t(text[i] - '0');
    if (i < text.size())
        for (i++; i < text.size(); i++, digits++) value = value * 10 + uint64_t(text[i] - '0');
    return int64_t(value) * powers[8 - digits];
}

/// What a good C++ programmer builds from Debian's parts: decode, book, Whirlpool price, decision.
struct Shelf {
    absl::btree_map<int64_t, int64_t> bids, asks;  // bids by negated price
    simdjson::ondemand::parser parser;
    std::vector<uint8_t> account = std::vector<uint8_t>(2048);
    double pool = 0;
    uint64_t hits = 0;

    struct Seen { bool is_coinbase; uint64_t stamp; };

    Seen take(const char* bytes, size_t count) {
        auto document = parser.iterate(bytes, count, count + simdjson::SIMDJSON_PADDING);
        simdjson::ondemand::object root = document.get_object();
        bool is_coinbase = bytes[2] == 'c';
        uint64_t stamp = is_coinbase ? coinbase(root) : solana(root);
        if (pool > 0 && !bids.empty() && !asks.empty()) {
            double bid = double(-bids.begin()->first) * 1e-8;
            double ask = double(asks.begin()->first) * 1e-8;
            if (bid * .999 > pool * 1.0004 || pool * .9996 > ask * 1.001) hits++;
        }
        return {is_coinbase, stamp};
    }

    uint64_t coinbase(simdjson::ondemand::object& root) {
        uint64_t stamp = peers::number(std::string_view(root["client_id"]));
        for (auto event : root["events"].get_array())
            for (auto update : event["updates"].get_array()) {
                simdjson::ondemand::object level = update.get_object();
                std::string_view side = level["side"];
                std::string_view price = level["price_level"];
                std::string_view size = level["new_quantity"];
                bool is_bid = side[0] == 'b';
                int64_t key = fixed8(price), quantity = fixed8(size);
                auto& book = is_bid ? bids : asks;
                if (is_bid) key = -key;
                if (quantity) book[key] = quantity; else book.erase(key);
            }
        return stamp;
    }

    uint64_t solana(simdjson::ondemand::object& root) {
        simdjson::ondemand::object result = root["params"]["result"].get_object();
        uint64_t stamp = result["context"]["slot"];
        std::string_view text;
        for (auto value : result["value"]["data"].get_array()) {
            text = value.get_string();
            break;
        }
        EVP_DecodeBlock(account.data(), (const uint8_t*)text.data(), int(text.size()));
        u128 root_price;
        memcpy(&root_price, account.data() + 65, 16);
        double price = double(root_price) / 18446744073709551616.0;
        pool = price * price * 1000;
        return stamp;
    }
};

namespace beast = boost::beast;
namespace net = boost::asio;
namespace websocket = beast::websocket;
using net::ip::tcp;

/// One of the two connections: reads again and again, and works on each message.
template <class Stream> struct Reader {
    Stream& stream;
    Shelf& shelf;
    peers::Ages& ages;
    net::io_context& io;
    beast::flat_buffer buffer;

    Reader(Stream& stream, Shelf& shelf, peers::Ages& ages, net::io_context& io)
        : stream(stream), shelf(shelf), ages(ages), io(io) { buffer.reserve(1 << 20); }

    void read() {
        stream.async_read(buffer, [this](boost::system::error_code error, size_t) {
            if (error) return io.stop();
            auto data = buffer.cdata();
            if (data.size() > 128) {
                Shelf::Seen seen = shelf.take((const char*)data.data(), data.size());
                if (seen.stamp >= peers::stamp_base) ages.take(seen.is_coinbase, seen.stamp);
            }
            buffer.consume(buffer.size());
            if (ages.done()) io.stop();
            else read();
        });
    }
};

/// Both connections in one thread, which waits for either: the exchange's and the node's, as they
/// come in life and as ours receives them.
template <class Stream> void fly_beast(Stream& book, Stream& node, const std::string& query,
                                       peers::Ages& ages, net::io_context& io) {
    for (Stream* stream : {&book, &node}) {
        stream->read_message_max(64 << 20);
        stream->handshake("127.0.0.1", stream == &book ? "/book" + query
                                                       : "/node" + query + "&read=1");
    }
    book.text(true);
    book.write(net::buffer("{}", 2));
    peers::pin(1);
    Shelf shelf;
    Reader<Stream> first(book, shelf, ages, io), second(node, shelf, ages, io);
    first.read();
    second.read();
    io.run();
    ages.hits = shelf.hits;
}

static void run_beast(bool tls, int port, const std::string& query, peers::Ages& ages) {
    net::io_context io{1};
    tcp::endpoint endpoint(net::ip::make_address("127.0.0.1"), uint16_t(port));
    if (tls) {
        net::ssl::context context(net::ssl::context::tls_client);
        context.set_verify_mode(net::ssl::verify_none);
        using Stream = websocket::stream<beast::ssl_stream<tcp::socket>>;
        Stream book(io, context), node(io, context);
        for (Stream* stream : {&book, &node}) {
            beast::get_lowest_layer(*stream).connect(endpoint);
            beast::get_lowest_layer(*stream).set_option(tcp::no_delay(true));
            stream->next_layer().handshake(net::ssl::stream_base::client);
        }
        fly_beast(book, node, query, ages, io);
    } else {
        using Stream = websocket::stream<tcp::socket>;
        Stream book(io), node(io);
        for (Stream* stream : {&book, &node}) {
            stream->next_layer().connect(endpoint);
            stream->next_layer().set_option(tcp::no_delay(true));
        }
        fly_beast(book, node, query, ages, io);
    }
}

/// The least a receiver can do: frames found, the stamp read, the rest dropped.
struct Floor {
    int socket = -1;
    SSL* tls = nullptr;
    BIO* in = nullptr;
    std::vector<char> cipher = std::vector<char>(1 << 16);
    std::vector<char> bytes = std::vector<char>(4 << 20);
    size_t start = 0, end = 0;
    bool upgraded = false, over = false, owes = false;

    /// How many bytes came; 0 at the end, -1 when there are none now.
    ssize_t wire(char* bytes, size_t room) {
        ssize_t count = recv(socket, bytes, room, 0);
        return count < 0 ? (errno == EAGAIN ? -1 : 0) : count;
    }
    ssize_t get(char* bytes, size_t room) {
        if (!tls) return wire(bytes, room);
        for (;;) {
            if (BIO_ctrl_pending(in) > 0 || SSL_has_pending(tls)) {
                int count = SSL_read(tls, bytes, int(std::min<size_t>(room, 16384)));
                if (count > 0) return count;
                if (SSL_get_error(tls, count) != SSL_ERROR_WANT_READ) return 0;
            }
            ssize_t taken = wire(cipher.data(), cipher.size());
            if (taken <= 0) return taken;
            BIO_write(in, cipher.data(), int(taken));
        }
    }
    void put(const std::string& text) {
        if (tls) SSL_write(tls, text.data(), int(text.size()));
        else if (write(socket, text.data(), text.size()) < 0) over = true;
    }
    bool connect(bool encrypted, int port, const std::string& path) {
        int one = 1;
        socket = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(uint16_t(port));
        if (::connect(socket, (sockaddr*)&address, sizeof address)) return false;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (encrypted) {
            tls = SSL_new(SSL_CTX_new(TLS_client_method()));
            SSL_set_fd(tls, socket);
            if (SSL_connect(tls) != 1) return false;
        }
        put("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        if (tls) {
            in = BIO_new(BIO_s_mem());
            BIO_set_mem_eof_return(in, -1);
            SSL_set0_rbio(tls, in);
        }
        return !over;
    }
    void step(peers::Ages& ages);
    /// Acknowledges what was read, and lets the next read go without.
    void acknowledge() {
        for (int value : {2, 0})
            setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &value, sizeof value);
        owes = false;
    }
};

static uint64_t stamp_of(const char* payload, bool& is_coinbase) {
    is_coinbase = payload[2] == 'c';
    static const std::string_view slot =
        "{\"jsonrpc\":\"2.0\",\"method\":\"accountNotification\",\"params\":{\"result\":{"
        "\"context\":{\"slot\":";
    if (!is_coinbase) return peers::number({payload + slot.size(), 19});
    static const std::string_view key = "{\"channel\":\"l2_data\",\"client_id\":\"";
    if (memcmp(payload, key.data(), key.size())) return 0;
    return peers::number({payload + key.size(), 19});
}

/// Takes what has come, or waits for it where the socket blocks.
void Floor::step(peers::Ages& ages) {
    const size_t room = bytes.size();
    if (start == end) start = end = 0;
    else if (room - end < 65536) {
        memmove(bytes.data(), bytes.data() + start, end - start);
        end -= start;
        start = 0;
    }
    ssize_t count = get(bytes.data() + end, room - end);
    if (count <= 0) {
        over = count == 0;
        return;
    }
    end += size_t(count);
    owes = true;
    if (!upgraded) {
        char* blank = (char*)memmem(bytes.data() + start, end - start, "\r\n\r\n", 4);
        if (!blank) return;
        start = size_t(blank + 4 - bytes.data());
        upgraded = true;
    }
    while (end - start >= 2) {
        const uint8_t* p = (const uint8_t*)bytes.data() + start;
        size_t size = p[1] & 127, header = 2;
        if (size >= 126) {
            size_t wide = size == 126 ? 2 : 8;
            if (end - start < 2 + wide) break;
            size = 0;
            for (size_t i = 0; i < wide; i++) size = size << 8 | p[2 + i];
            header = 2 + wide;
        }
        if (end - start < header + size) break;
        if ((p[0] & 15) == 8) {
            over = true;
            return;
        }
        bool is_coinbase;
        uint64_t stamp = size > 128 ? stamp_of((const char*)p + header, is_coinbase) : 0;
        if (stamp >= peers::stamp_base) ages.take(is_coinbase, stamp);
        start += header + size;
    }
}

/// Over the two connections that ours receives, spinning over both or waiting for either; `late`
/// acknowledges as ours does, after the bytes were read, not in the reading.
static void run_floor(bool tls, int port, const std::string& query, bool spins, bool late,
                      peers::Ages& ages) {
    std::vector<Floor> floors(2);
    const std::string paths[] = {"/book" + query, "/node" + query + "&read=1"};
    for (size_t i = 0; i < 2; i++)
        if (!floors[i].connect(tls, port, paths[i])) {
            perror("floor");
            exit(1);
        }
    // The exchange's side begins after a request: a masked text of two bytes.
    while (!floors[0].upgraded && !floors[0].over) floors[0].step(ages);
    floors[0].put(std::string("\x81\x82\0\0\0\0{}", 8));
    pollfd waits[2];
    for (size_t i = 0; i < 2; i++) {
        fcntl(floors[i].socket, F_SETFL, O_NONBLOCK);
        waits[i] = {floors[i].socket, POLLIN, 0};
    }
    peers::pin(1);
    while (!ages.done()) {
        if (!spins && poll(waits, 2, 1000) < 0) return;
        for (size_t i = 0; i < 2; i++) {
            if (!spins && !waits[i].revents) continue;
            floors[i].step(ages);
            if (floors[i].over) return;
            if (late && floors[i].owes) floors[i].acknowledge();
        }
    }
}

/// The shelf's work without a network: ns from bytes in the buffer to the decision, one by one,
/// by the clock that ours is timed with.
static int run_memory(const char* path) {
    FILE* file = fopen(path, "r");
    if (!file) { perror(path); return 1; }
    std::vector<std::pair<std::vector<char>, size_t>> lines;
    char* line = nullptr;
    size_t room = 0;
    ssize_t count;
    while (lines.size() < 20000 && (count = getline(&line, &room, file)) > 0) {
        std::vector<char> bytes(line, line + count - 1);
        size_t size = bytes.size();
        bytes.resize(size + 128);
        lines.emplace_back(std::move(bytes), size);
    }
    free(line);
    fclose(file);
    peers::pin(1);
    std::vector<double> ages[2];
    uint64_t hits = 0;
    for (int round = 0; round < 3; round++) {
        Shelf shelf;
        for (auto& [bytes, size] : lines) {
            uint64_t start = peers::now();
            Shelf::Seen seen = shelf.take(bytes.data(), size);
            uint64_t end = peers::now();
            if (seen.stamp >= peers::stamp_base)
                ages[seen.is_coinbase ? 0 : 1].push_back(double(end - start));
        }
        hits = shelf.hits;
    }
    for (int i = 0; i < 2; i++)
        printf("{\"peer\":\"simdjson + btree + double\",\"message\":\"%s\",\"count\":%zu,"
               "\"p50_ns\":%.0f,\"p99_ns\":%.0f,\"p999_ns\":%.0f,\"decisions\":%llu}\n",
               i ? "solana" : "coinbase", ages[i].size(), peers::quantile(ages[i], 0.5),
               peers::quantile(ages[i], 0.99), peers::quantile(ages[i], 0.999),
               (unsigned long long)hits);
    return 0;
}

int main(int argc, char** argv) {
    if (argc == 3 && !strcmp(argv[1], "memory")) return run_memory(argv[2]);
    if (argc < 7) {
        fprintf(stderr, "usage: wire floor|beast ws|wss PORT COUNT RATE spin|late|block\n"
                        "       wire memory MESSAGES.jsonl\n");
        return 2;
    }
    alarm(120);
    std::string kind = argv[1];
    bool tls = !strcmp(argv[2], "wss"), late = !strcmp(argv[6], "late");
    bool spins = late || !strcmp(argv[6], "spin");
    size_t count = strtoul(argv[4], nullptr, 10);
    std::string query = "?n=" + std::string(argv[4]) + "&hz=" + argv[5];
    peers::Ages ages(count);
    if (kind == "beast") run_beast(tls, atoi(argv[3]), query, ages);
    else run_floor(tls, atoi(argv[3]), query, spins, late, ages);
    ages.print(kind == "beast" ? "beast + simdjson + btree"
               : late ? "floor, busy poll, late ACK"
               : spins ? "floor, busy poll" : "floor, waiting");
}
