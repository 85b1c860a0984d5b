#pragma once
// The door to libssl: the library's headers, inline names for its macros (Swift cannot import
// them), and the few callbacks that the library insists on, which only put values aside.
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stddef.h>
#include <stdint.h>

// What a callback put aside for one session: the certificate that was refused, and tickets that
// arrived and were not fetched yet. Lives in the SSL object's extra data.
int ctls_prepare_session(SSL *ssl);
void ctls_prepare_client(SSL_CTX *context);
void ctls_prepare_server(SSL_CTX *context);
X509 *ctls_refused_certificate(const SSL *ssl);
SSL_SESSION *ctls_take_ticket(SSL *ssl);

// Certificates: what Swift would have to say with macros.
int ctls_add_name(GENERAL_NAMES *names, const char *text);
int ctls_set_names(X509 *certificate, const GENERAL_NAMES *names);
int ctls_add_extension(X509 *certificate, X509 *issuer, int nid, const char *value);
int ctls_set_common_name(X509_NAME *name, const char *text);
int ctls_set_serial(X509 *certificate, uint64_t serial);
int ctls_name_at(const X509 *certificate, int index, char *out, int capacity);
int64_t ctls_not_before(const X509 *certificate);
int64_t ctls_not_after(const X509 *certificate);

static inline EVP_PKEY *ctls_make_key(void) { return EVP_EC_gen("P-256"); }

static inline int ctls_set_versions(SSL_CTX *context, int lowest, int highest) {
    return SSL_CTX_set_min_proto_version(context, lowest)
        && SSL_CTX_set_max_proto_version(context, highest);
}
static inline void ctls_set_modes(SSL_CTX *context) {
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}
static inline int ctls_set_server_name(SSL *ssl, const char *name) {
    return (int)SSL_set_tlsext_host_name(ssl, name);
}
static inline long ctls_memory(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }

// SHA-1 for the WebSocket accept key (RFC 6455 §1.3), where it is a checksum and not a secret.
static inline int ctls_sha1(const void *bytes, size_t count, unsigned char *digest) {
    return EVP_Q_digest(NULL, "SHA1", NULL, bytes, count, digest, NULL);
}

// What a turn calls. libssl allocates for every record (two small blocks each way), which nothing
// can switch off: it is the one stated exception of the rule that a turn does not allocate.
#pragma clang attribute push(__attribute__((swift_attr("@_noLocks"))), apply_to = function)

static inline int ctls_handshake(SSL *ssl) {
    ERR_clear_error();
    int result = SSL_do_handshake(ssl);
    return result == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl, result);
}
static inline int ctls_read(SSL *ssl, void *bytes, size_t capacity, size_t *count) {
    ERR_clear_error();
    int result = SSL_read_ex(ssl, bytes, capacity, count);
    return result == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl, result);
}
// 1 when ciphertext waits in `inbound`, or in the session a record or a part of one.
static inline int ctls_holds(const SSL *ssl, BIO *inbound) {
    return BIO_ctrl_pending(inbound) > 0 || SSL_has_pending(ssl) == 1;
}
static inline int ctls_write(SSL *ssl, const void *bytes, size_t capacity, size_t *count) {
    ERR_clear_error();
    int result = SSL_write_ex(ssl, bytes, capacity, count);
    return result == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl, result);
}
static inline int ctls_close(SSL *ssl) {
    ERR_clear_error();
    return SSL_shutdown(ssl);
}
static inline int ctls_bio_write(BIO *bio, const void *bytes, size_t count) {
    size_t written = 0;
    return BIO_write_ex(bio, bytes, count, &written) == 1 && written == count;
}
static inline size_t ctls_bio_read(BIO *bio, void *bytes, size_t capacity) {
    size_t count = 0;
    return BIO_read_ex(bio, bytes, capacity, &count) == 1 ? count : 0;
}
// The first reason on this thread's error queue; 0 when there is none.
static inline int ctls_reason(void) { return ERR_GET_REASON(ERR_peek_error()); }
static inline long ctls_verify_result(const SSL *ssl) { return SSL_get_verify_result(ssl); }
// What was agreed on by ALPN; 0 bytes when nothing was.
static inline unsigned ctls_protocol(const SSL *ssl, const unsigned char **name) {
    unsigned count = 0;
    SSL_get0_alpn_selected(ssl, name, &count);
    return count;
}
// 1 when the peer chose `http/1.1` or nothing, 0 when it chose another protocol.
static inline int ctls_protocol_fits(const SSL *ssl) {
    const unsigned char *name = NULL;
    unsigned count = ctls_protocol(ssl, &name);
    return count == 0 || (count == 8 && __builtin_memcmp(name, "http/1.1", 8) == 0);
}

#pragma clang attribute pop
