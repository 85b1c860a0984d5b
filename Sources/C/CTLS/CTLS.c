#include "CTLS.h"
#include <stdio.h>
#include <string.h>

enum { TICKETS = 4 };

struct stash {
    X509 *refused;
    SSL_SESSION *tickets[TICKETS];
    int count;
};

static int stash_index = -1;
static CRYPTO_ONCE stash_once = CRYPTO_ONCE_STATIC_INIT;

static void free_stash(void *parent, void *value, CRYPTO_EX_DATA *data, int index, long argument,
                       void *pointer) {
    struct stash *stash = value;
    if (stash == NULL) return;
    X509_free(stash->refused);
    for (int i = 0; i < stash->count; i++) SSL_SESSION_free(stash->tickets[i]);
    OPENSSL_free(stash);
}

static void make_index(void) {
    stash_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, free_stash);
}

int ctls_prepare_session(SSL *ssl) {
    if (CRYPTO_THREAD_run_once(&stash_once, make_index) != 1 || stash_index < 0) return 0;
    struct stash *stash = OPENSSL_zalloc(sizeof *stash);
    if (stash == NULL) return 0;
    if (SSL_set_ex_data(ssl, stash_index, stash) == 1) return 1;
    OPENSSL_free(stash);
    return 0;
}

// Keeps the certificate that failed (libssl forgets it), and leaves the verdict as it is.
static int keep_refused(int verdict, X509_STORE_CTX *context) {
    if (verdict == 1) return 1;
    SSL *ssl = X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct stash *stash = ssl == NULL ? NULL : SSL_get_ex_data(ssl, stash_index);
    X509 *failed = X509_STORE_CTX_get_current_cert(context);
    if (stash != NULL && failed != NULL && stash->refused == NULL && X509_up_ref(failed) == 1)
        stash->refused = failed;
    return verdict;
}

// Keeps a ticket until it is fetched; the oldest goes when there are more than four.
static int keep_ticket(SSL *ssl, SSL_SESSION *ticket) {
    struct stash *stash = SSL_get_ex_data(ssl, stash_index);
    if (stash == NULL) return 0;
    if (stash->count == TICKETS) {
        SSL_SESSION_free(stash->tickets[0]);
        memmove(stash->tickets, stash->tickets + 1, (TICKETS - 1) * sizeof *stash->tickets);
        stash->count -= 1;
    }
    stash->tickets[stash->count++] = ticket;
    return 1;
}

static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *count,
                           const unsigned char *offered, unsigned offered_count, void *argument) {
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *chosen = NULL;
    int verdict = SSL_select_next_proto(&chosen, count, ours, sizeof ours - 1, offered,
                                        offered_count);
    if (verdict != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

void ctls_prepare_client(SSL_CTX *context) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, keep_refused);
    SSL_CTX_set_session_cache_mode(context,
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(context, keep_ticket);
}

void ctls_prepare_server(SSL_CTX *context) {
    static const unsigned char name[] = "apus";
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
    SSL_CTX_set_session_id_context(context, name, sizeof name - 1);
}

X509 *ctls_refused_certificate(const SSL *ssl) {
    struct stash *stash = SSL_get_ex_data(ssl, stash_index);
    return stash == NULL ? NULL : stash->refused;
}

SSL_SESSION *ctls_take_ticket(SSL *ssl) {
    struct stash *stash = SSL_get_ex_data(ssl, stash_index);
    if (stash == NULL || stash->count == 0) return NULL;
    return stash->tickets[--stash->count];
}

// An address goes in as iPAddress, anything else as dNSName.
int ctls_add_name(GENERAL_NAMES *names, const char *text) {
    GENERAL_NAME *name = GENERAL_NAME_new();
    if (name == NULL) return 0;
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(text);
    if (address != NULL) {
        GENERAL_NAME_set0_value(name, GEN_IPADD, address);
    } else {
        ASN1_IA5STRING *value = ASN1_IA5STRING_new();
        if (value == NULL || ASN1_STRING_set(value, text, (int)strlen(text)) != 1) {
            ASN1_IA5STRING_free(value);
            GENERAL_NAME_free(name);
            return 0;
        }
        GENERAL_NAME_set0_value(name, GEN_DNS, value);
    }
    if (sk_GENERAL_NAME_push(names, name) > 0) return 1;
    GENERAL_NAME_free(name);
    return 0;
}

int ctls_set_names(X509 *certificate, const GENERAL_NAMES *names) {
    return X509_add1_ext_i2d(certificate, NID_subject_alt_name, (void *)names, 0, 0);
}

int ctls_add_extension(X509 *certificate, X509 *issuer, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (extension == NULL) return 0;
    int added = X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return added;
}

int ctls_set_common_name(X509_NAME *name, const char *text) {
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)text, -1,
                                      -1, 0);
}

int ctls_set_serial(X509 *certificate, uint64_t serial) {
    return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial);
}

static int print_address(const unsigned char *bytes, int count, char *out, size_t capacity) {
    if (count == 4)
        return snprintf(out, capacity, "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
    if (count != 16) return snprintf(out, capacity, "(address of %d bytes)", count);
    int used = 0;
    for (int i = 0; i < 16; i += 2)
        used += snprintf(out + used, capacity - (size_t)used, i == 0 ? "%x" : ":%x",
                         bytes[i] << 8 | bytes[i + 1]);
    return used;
}

// The name at `index` of the certificate's subjectAltName, as text; its length, 0 for a kind that
// no host name can match, -1 when there is no such name. `capacity` is 64 or more.
int ctls_name_at(const X509 *certificate, int index, char *out, int capacity) {
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    if (names == NULL) return -1;
    int length = -1;
    if (index < sk_GENERAL_NAME_num(names)) {
        length = 0;
        int kind = 0;
        ASN1_STRING *value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, index), &kind);
        if (kind == GEN_DNS)
            length = snprintf(out, (size_t)capacity, "%.*s", ASN1_STRING_length(value),
                              (const char *)ASN1_STRING_get0_data(value));
        else if (kind == GEN_IPADD)
            length = print_address(ASN1_STRING_get0_data(value), ASN1_STRING_length(value), out,
                                   (size_t)capacity);
    }
    GENERAL_NAMES_free(names);
    return length < capacity ? length : capacity - 1;
}

static int64_t seconds_since_1970(const ASN1_TIME *time) {
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    int days = 0, seconds = 0;
    int fine = epoch != NULL && ASN1_TIME_diff(&days, &seconds, epoch, time) == 1;
    ASN1_TIME_free(epoch);
    return fine ? (int64_t)days * 86400 + seconds : -1;
}

int64_t ctls_not_before(const X509 *certificate) {
    return seconds_since_1970(X509_get0_notBefore(certificate));
}

int64_t ctls_not_after(const X509 *certificate) {
    return seconds_since_1970(X509_get0_notAfter(certificate));
}
