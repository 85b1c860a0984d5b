// Plain runs of JSON strings, and the choice of instructions.
#include "CBytes.h"
#include "Base64.h"
#include <string.h>

static size_t plain_run_portable(const uint8_t *bytes, size_t count) {
    size_t i = 0;
    while (i < count && bytes[i] >= 0x20 && bytes[i] < 0x80 && bytes[i] != '"' && bytes[i] != '\\')
        i++;
    return i;
}

#if defined(__x86_64__)
#include <immintrin.h>

// As signed numbers both control characters and bytes of 0x80 and more are below 0x20.
static size_t plain_run_sse2(const uint8_t *bytes, size_t count) {
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'),
                  space = _mm_set1_epi8(0x20);
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(bytes + i));
        __m128i stop = _mm_or_si128(
            _mm_cmplt_epi8(v, space),
            _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)));
        int mask = _mm_movemask_epi8(stop);
        if (mask) return i + (size_t)__builtin_ctz((unsigned)mask);
    }
    return i + plain_run_portable(bytes + i, count - i);
}

__attribute__((target("avx2"))) static inline __m256i stops_avx2(const uint8_t *at) {
    __m256i v = _mm256_loadu_si256((const __m256i *)at);
    return _mm256_or_si256(
        _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), v),
        _mm256_or_si256(
            _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"')),
            _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\'))));
}

__attribute__((target("avx2"))) static size_t plain_run_avx2(const uint8_t *bytes, size_t count) {
    size_t i = 0;
    for (; i + 128 <= count; i += 128) {
        __m256i a = stops_avx2(bytes + i), b = stops_avx2(bytes + i + 32);
        __m256i c = stops_avx2(bytes + i + 64), d = stops_avx2(bytes + i + 96);
        __m256i any = _mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(c, d));
        if (!_mm256_testz_si256(any, any)) break;
    }
    for (; i + 32 <= count; i += 32) {
        unsigned mask = (unsigned)_mm256_movemask_epi8(stops_avx2(bytes + i));
        if (mask) return i + (size_t)__builtin_ctz(mask);
    }
    return i + plain_run_sse2(bytes + i, count - i);
}
#endif

typedef size_t plain_run(const uint8_t *, size_t);
typedef size_t base64_decode(const uint8_t *, size_t, uint8_t *);

// By level: 0 = portable, 1 = SSE2 and SSSE3, 2 = AVX2.
#if defined(__x86_64__)
static plain_run *const plain_runs[] = {plain_run_portable, plain_run_sse2, plain_run_avx2};
static base64_decode *const base64_decodes[] = {
    cbytes_base64_portable, cbytes_base64_ssse3, cbytes_base64_avx2};
#else
static plain_run *const plain_runs[] = {plain_run_portable};
static base64_decode *const base64_decodes[] = {cbytes_base64_portable};
#endif

static plain_run *chosen_plain_run = plain_run_portable;
static base64_decode *chosen_base64_decode = cbytes_base64_portable;

int cbytes_widest_level(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2")) return 2;
    if (__builtin_cpu_supports("ssse3")) return 1;
#endif
    return 0;
}

// Before main: from then on the choice is only read.
__attribute__((constructor)) static void choose(void) {
    chosen_plain_run = plain_runs[cbytes_widest_level()];
    chosen_base64_decode = base64_decodes[cbytes_widest_level()];
}

size_t cbytes_plain_run(const uint8_t *bytes, size_t count) {
    return chosen_plain_run(bytes, count);
}

size_t cbytes_base64_decode(const uint8_t *characters, size_t groups, uint8_t *out) {
    return chosen_base64_decode(characters, groups, out);
}

size_t cbytes_plain_run_at(int level, const uint8_t *bytes, size_t count) {
    return plain_runs[level](bytes, count);
}

size_t cbytes_base64_decode_at(
    int level, const uint8_t *characters, size_t groups, uint8_t *out) {
    return base64_decodes[level](characters, groups, out);
}
