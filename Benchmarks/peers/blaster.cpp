// An open-loop WebSocket sender on 127.0.0.1: plain on PORT, TLS 1.3 on PORT+1.
//
//   blaster PORT SECONDS MESSAGES.jsonl [CERTIFICATE.pem]
//
// The certificate is made at the start and, where asked for, written: a client may verify it.
// Two connections share one run, as a program has them to its venues:
//   /book?n=COUNT&hz=RATE   Coinbase's: the messages begin after its first request
//   /node?n=COUNT&hz=RATE   the node's: each request is confirmed with its number and 100
//   /node?…&read=1          the same, for a program that does not ask over HTTP
//   POST                    the node over HTTP: the pool is known, other accounts are not
// Message k is due at start + k/RATE and carries that due time in 19 digits (client_id of a
// Coinbase message, slot of a Solana one): a message that is sent late because the sender or the
// receiver stalled is late in the figures too. The first lines, up to the first with a slot, are
// sent at once as they are.
// Build: g++ -O3 -march=native -std=c++20 blaster.cpp -o blaster -lssl -lcrypto
#include "common.hpp"
#include <arpa/inet.h>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

struct Message {
    std::vector<char> frame;
    size_t slot = 0;  // where the 19 digits are; 0: none
    bool is_book = false;
};
static std::vector<Message> messages;

static void load(const char* path) {
    FILE* file = fopen(path, "r");
    if (!file) { perror(path); exit(1); }
    char* line = nullptr;
    size_t room = 0;
    ssize_t count;
    while ((count = getline(&line, &room, file)) > 0) {
        size_t size = size_t(line[count - 1] == '\n' ? count - 1 : count);
        Message m;
        m.frame.push_back(char(0x81));
        if (size < 126) {
            m.frame.push_back(char(size));
        } else if (size < 65536) {
            m.frame.push_back(126);
            for (int shift = 8; shift >= 0; shift -= 8) m.frame.push_back(char(size >> shift));
        } else {
            m.frame.push_back(127);
            for (int shift = 56; shift >= 0; shift -= 8) m.frame.push_back(char(size >> shift));
        }
        m.frame.insert(m.frame.end(), line, line + size);
        std::string_view text(m.frame.data(), m.frame.size());
        for (std::string_view key : {"\"client_id\":\"1", "\"slot\":1"}) {
            size_t at = text.find(key);
            if (at != text.npos) m.slot = at + key.size() - 1;
        }
        m.is_book = line[2] == 'c';
        messages.push_back(std::move(m));
    }
    free(line);
    fclose(file);
}

static SSL_CTX* context(const char* path) {
    SSL_CTX* c = SSL_CTX_new(TLS_server_method());
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const uint8_t*)"localhost", -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_set_version(certificate, 2);
    for (auto [kind, value] : {std::pair(NID_basic_constraints, "critical,CA:TRUE"),
                               std::pair(NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost")}) {
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }
    X509_sign(certificate, key, EVP_sha256());
    if (path) {
        FILE* file = fopen(path, "w");
        if (!file || !PEM_write_X509(file, certificate)) { perror(path); exit(1); }
        fclose(file);
    }
    SSL_CTX_use_certificate(c, certificate);
    SSL_CTX_use_PrivateKey(c, key);
    SSL_CTX_set_ciphersuites(c, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_num_tickets(c, 0);
    return c;
}

struct Client {
    int socket;
    SSL* tls = nullptr;
    BIO* out = nullptr;

    bool raw(const char* bytes, size_t count) {
        while (count) {
            ssize_t sent = send(socket, bytes, count, MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes += sent;
            count -= size_t(sent);
        }
        return true;
    }
    bool put(const char* bytes, size_t count) {
        if (!tls) return raw(bytes, count);
        SSL_write(tls, bytes, int(count));
        char* data;
        long size = BIO_get_mem_data(out, &data);
        bool sent = raw(data, size_t(size));
        (void)BIO_reset(out);
        return sent;
    }
    ssize_t get(char* bytes, size_t count) {
        return tls ? SSL_read(tls, bytes, int(count)) : recv(socket, bytes, count, 0);
    }
};

/// The number behind `key`, and behind a colon and blanks.
static long query(const std::string& line, const char* key, long standard) {
    size_t at = line.find(key);
    if (at == line.npos) return standard;
    at = line.find_first_of("0123456789", at + strlen(key));
    return at == line.npos ? standard : atol(line.c_str() + at);
}

static bool upgrade(Client& client, const std::string& request) {
    std::string lower = request;
    for (char& c : lower) c = char(tolower(c));
    size_t at = lower.find("sec-websocket-key:");
    if (at == lower.npos) return false;
    at += 18;
    while (request[at] == ' ') at++;
    std::string key = request.substr(at, request.find('\r', at) - at);
    key += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    uint8_t digest[20];
    SHA1((const uint8_t*)key.data(), key.size(), digest);
    char accept[40];
    EVP_EncodeBlock((uint8_t*)accept, digest, 20);
    std::string answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                         "Connection: Upgrade\r\nSec-WebSocket-Accept: ";
    answer += std::string(accept) + "\r\n\r\n";
    return client.put(answer.data(), answer.size());
}

/// Waits for the client to go, and closes.
static void close_after(Client& client) {
    const char bye[4] = {char(0x88), 2, 3, char(0xE8)};
    client.put(bye, 4);
    char rest[4096];
    pollfd wait{client.socket, POLLIN, 0};
    for (int k = 0; k < 20 && poll(&wait, 1, 100) >= 0; k++)
        if (wait.revents && recv(client.socket, rest, sizeof rest, MSG_DONTWAIT) <= 0) break;
}

/// The first messages, which have no place for a due time: how many there are.
static size_t stampless() {
    size_t first = 0;
    while (first < messages.size() && !messages[first].slot) first++;
    return first;
}

static bool begin(Client& client) {
    bool open = true;
    for (size_t k = 0; k < stampless() && open; k++)
        open = client.put(messages[k].frame.data(), messages[k].frame.size());
    return open;
}

/// All messages, each at its due time: a Coinbase one to `book`, a Solana one to `node`.
static void blast(Client& book, Client& node, long count, long rate) {
    size_t first = stampless();
    bool open = true;
    uint64_t start = peers::now() + 200000;
    for (long k = 0; k < count && open; k++) {
        Message& m = messages[first + size_t(k) % (messages.size() - first)];
        uint64_t due = start + uint64_t(k) * 1000000000ull / uint64_t(rate);
        uint64_t digits = due + peers::stamp_base;
        for (int i = 18; i >= 0; i--, digits /= 10)
            m.frame[m.slot + size_t(i)] = char('0' + digits % 10);
        while (peers::now() < due) {}
        open = (m.is_book ? book : node).put(m.frame.data(), m.frame.size());
    }
}

/// The two sockets of one run.
struct Flight {
    std::mutex lock;
    std::condition_variable changed;
    Client* book = nullptr;
    bool is_asked = false, is_read = false, is_over = false;
};
static std::mutex flight_lock;
static std::shared_ptr<Flight> flight;

static std::shared_ptr<Flight> current() {
    std::lock_guard held(flight_lock);
    if (!flight) flight = std::make_shared<Flight>();
    return flight;
}

/// The text of the client's next frame; false when it has gone.
static bool next_text(Client& client, std::string& bytes, std::string& text) {
    for (;;) {
        if (bytes.size() >= 2) {
            size_t size = uint8_t(bytes[1]) & 127, header = 2;
            if (size == 126 && bytes.size() >= 4) {
                size = size_t(uint8_t(bytes[2])) << 8 | uint8_t(bytes[3]);
                header = 4;
            } else if (size >= 126) {
                size = 1 << 16;
            }
            if (bytes.size() >= header + 4 + size) {
                bool is_text = (bytes[0] & 15) == 1;
                text.assign(bytes, header + 4, size);
                for (size_t i = 0; i < size; i++) text[i] = char(text[i] ^ bytes[header + i % 4]);
                bytes.erase(0, header + 4 + size);
                if (is_text) return true;
                continue;
            }
        }
        char block[4096];
        ssize_t count = client.get(block, sizeof block);
        if (count <= 0) return false;
        bytes.append(block, size_t(count));
    }
}

static void serve_book(Client& client) {
    auto own = current();
    std::string bytes, text;
    if (!next_text(client, bytes, text) || !begin(client)) return;
    std::unique_lock held(own->lock);
    own->book = &client;
    own->changed.notify_all();
    own->changed.wait(held, [&] { return own->is_over; });
    held.unlock();
    close_after(client);
}

static void serve_node(Client& client, long count, long rate, bool is_read) {
    auto own = current();
    std::string bytes, text;
    if (is_read) {
        std::lock_guard held(own->lock);
        own->is_read = true;
    }
    // Requests come until the program has read everything over HTTP.
    timeval patience{0, 20000};
    setsockopt(client.socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    for (int waits = 0; waits < 500; waits++) {
        while (next_text(client, bytes, text)) {
            long id = query(text, "\"id\"", -1);
            std::string answer = "{\"jsonrpc\":\"2.0\",\"result\":" + std::to_string(100 + id)
                + ",\"id\":" + std::to_string(id) + "}";
            answer = std::string{char(0x81), char(answer.size())} + answer;
            client.put(answer.data(), answer.size());
            std::lock_guard held(own->lock);
            own->is_asked = true;
        }
        std::lock_guard held(own->lock);
        if (own->is_read && own->book) break;
    }
    if (own->book) {
        peers::pin(0);
        usleep(20000);
        blast(*own->book, client, count, rate);
    }
    {
        std::lock_guard held(flight_lock);
        flight = nullptr;
    }
    {
        std::lock_guard held(own->lock);
        own->is_over = true;
        own->changed.notify_all();
    }
    close_after(client);
}

/// A mint of the Token program: 82 bytes, with its decimals at 44 and a one behind them.
static const char* mint =
    "{\"lamports\":1461600,\"data\":[\""
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJAQAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
    "\",\"base64\"],\"owner\":\"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA\","
    "\"executable\":false,\"rentEpoch\":18446744073709551615,\"space\":82}";

/// Answers every request: the first address is the pool's, the mints of SOL and USDC are there, and
/// no account stands at the others.
static void serve_http(Client& client, std::string request) {
    std::string pool;
    for (size_t k = 0; k < messages.size() && pool.empty(); k++) {
        if (messages[k].is_book) continue;
        std::string_view text(messages[k].frame.data(), messages[k].frame.size());
        size_t from = text.find("\"value\":") + 8, end = text.rfind("},\"subscription\"");
        pool = text.substr(from, end - from);
    }
    char block[4096];
    for (;;) {
        size_t head = request.find("\r\n\r\n");
        size_t length = head == request.npos ? 0 : size_t(query(request, "ength:", 0));
        if (head == request.npos || request.size() < head + 4 + length) {
            ssize_t count = client.get(block, sizeof block);
            if (count <= 0) return;
            request.append(block, size_t(count));
            continue;
        }
        std::string body = request.substr(head + 4, length);
        request.erase(0, head + 4 + length);
        size_t list = body.find("[["), end = body.find(']');
        std::string_view keys(body.data() + list + 1, end - list);
        std::string answer = "{\"jsonrpc\":\"2.0\",\"result\":{\"context\":{\"slot\":1},\"value\":["
            + pool;
        for (size_t k = keys.find(','); k != keys.npos; k = keys.find(',', k + 1)) {
            bool is_mint = keys.substr(k + 2).starts_with("So1111") || keys.substr(k + 2).starts_with("EPjFWdd5");
            answer += is_mint ? std::string(",") + mint : ",null";
        }
        answer += "]},\"id\":" + std::to_string(query(body, "\"id\"", 0)) + "}";
        answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + std::to_string(answer.size()) + "\r\n\r\n" + answer;
        if (!client.put(answer.data(), answer.size())) return;
        // The question behind the subscriptions reads everything; those before look for accounts.
        auto own = current();
        std::lock_guard held(own->lock);
        own->is_read = own->is_read || own->is_asked;
    }
}

static void serve(int socket, SSL_CTX* tls) {
    int one = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    Client client{socket};
    if (tls) {
        client.tls = SSL_new(tls);
        SSL_set_fd(client.tls, socket);
        if (SSL_accept(client.tls) != 1) { close(socket); return; }
        client.out = BIO_new(BIO_s_mem());
        SSL_set0_wbio(client.tls, client.out);
    }
    std::string request;
    char block[4096];
    while (request.find("\r\n\r\n") == request.npos) {
        ssize_t count = client.get(block, sizeof block);
        if (count <= 0) break;
        request.append(block, size_t(count));
    }
    std::string line = request.substr(0, request.find('\r'));
    long count = std::min(query(line, "n=", 1000), 5000000L), rate = query(line, "hz=", 1000);
    if (line.starts_with("POST ")) {
        serve_http(client, request);
    } else if (upgrade(client, request)) {
        if (line.starts_with("GET /book")) {
            serve_book(client);
        } else if (line.starts_with("GET /node")) {
            serve_node(client, count, rate, query(line, "read=", 0) == 1);
        }
    }
    if (client.tls) SSL_free(client.tls);
    close(socket);
}

int main(int argc, char** argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: blaster PORT SECONDS MESSAGES.jsonl [CERTIFICATE.pem]\n");
        return 2;
    }
    int port = atoi(argv[1]);
    signal(SIGPIPE, SIG_IGN);
    load(argv[3]);
    alarm(unsigned(atoi(argv[2])));
    SSL_CTX* tls = context(argc > 4 ? argv[4] : nullptr);
    pollfd listening[2];
    for (int i = 0; i < 2; i++) {
        int l = socket(AF_INET, SOCK_STREAM, 0), one = 1;
        setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(uint16_t(port + i));
        if (bind(l, (sockaddr*)&address, sizeof address) || listen(l, 8)) {
            perror("listen");
            return 1;
        }
        listening[i] = {l, POLLIN, 0};
    }
    puts("ready");
    fflush(stdout);
    while (poll(listening, 2, -1) > 0)
        for (int i = 0; i < 2; i++)
            if (listening[i].revents) {
                int s = accept(listening[i].fd, nullptr, nullptr);
                if (s >= 0) std::thread(serve, s, i ? tls : nullptr).detach();
            }
}
