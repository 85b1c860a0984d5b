// Base64 (RFC 4648 §4) without padding, in whole groups of four characters.
#include "Base64.h"

// The six bits of each ASCII character; 255 is no base64 character.
static const uint8_t sixes[128] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,  62, 255, 255, 255,  63,
     52,  53,  54,  55,  56,  57,  58,  59,  60,  61, 255, 255, 255, 255, 255, 255,
    255,   0,   1,   2,   3,   4,   5,   6,   7,   8,   9,  10,  11,  12,  13,  14,
     15,  16,  17,  18,  19,  20,  21,  22,  23,  24,  25, 255, 255, 255, 255, 255,
    255,  26,  27,  28,  29,  30,  31,  32,  33,  34,  35,  36,  37,  38,  39,  40,
     41,  42,  43,  44,  45,  46,  47,  48,  49,  50,  51, 255, 255, 255, 255, 255,
};

static inline uint32_t six(uint8_t character) {
    return character < 128 ? sixes[character] : 255;
}

size_t cbytes_base64_portable(const uint8_t *characters, size_t groups, uint8_t *out) {
    for (size_t g = 0; g < groups; g++, characters += 4, out += 3) {
        uint32_t a = six(characters[0]), b = six(characters[1]);
        uint32_t c = six(characters[2]), d = six(characters[3]);
        if ((a | b | c | d) & 0x80) return g;
        uint32_t bits = a << 18 | b << 12 | c << 6 | d;
        out[0] = (uint8_t)(bits >> 16);
        out[1] = (uint8_t)(bits >> 8);
        out[2] = (uint8_t)bits;
    }
    return groups;
}

#if defined(__x86_64__)
#include <immintrin.h>

// A character is judged by its two halves. Classes by high half: 1 = row 2 (+ and /), 2 = row 3
// (digits), 4 = rows 4 and 6 (letters from @), 8 = rows 5 and 7 (letters to Z), 16 = all other
// rows. WRONG holds, for each low half, the classes in which it is no base64 character.
#define CLASS 16, 16, 1, 2, 4, 8, 4, 8, 16, 16, 16, 16, 16, 16, 16, 16
#define WRONG \
    0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A
// What to add to a character of each row to get its six bits; '/' uses row 1.
#define SHIFT 0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0
// The three bytes of each 32-bit group, first byte first.
#define PACK 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1

__attribute__((target("ssse3")))
size_t cbytes_base64_ssse3(const uint8_t *characters, size_t groups, uint8_t *out) {
    const __m128i classes = _mm_setr_epi8(CLASS), wrong = _mm_setr_epi8(WRONG);
    const __m128i shifts = _mm_setr_epi8(SHIFT), pack = _mm_setr_epi8(PACK);
    const __m128i nibble = _mm_set1_epi8(0x0F), slash = _mm_set1_epi8('/');
    size_t g = 0;
    // Sixteen bytes are stored for every twelve decoded: six groups must be left to fit them.
    for (; g + 6 <= groups; g += 4) {
        __m128i v = _mm_loadu_si128((const __m128i *)(characters + 4 * g));
        __m128i row = _mm_and_si128(_mm_srli_epi32(v, 4), nibble);
        __m128i bad = _mm_and_si128(
            _mm_shuffle_epi8(classes, row), _mm_shuffle_epi8(wrong, _mm_and_si128(v, nibble)));
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(bad, _mm_setzero_si128())) != 0xFFFF) break;
        __m128i key = _mm_add_epi8(row, _mm_cmpeq_epi8(v, slash));
        v = _mm_add_epi8(v, _mm_shuffle_epi8(shifts, key));
        v = _mm_maddubs_epi16(v, _mm_set1_epi32(0x01400140));
        v = _mm_madd_epi16(v, _mm_set1_epi32(0x00011000));
        _mm_storeu_si128((__m128i *)(out + 3 * g), _mm_shuffle_epi8(v, pack));
    }
    return g + cbytes_base64_portable(characters + 4 * g, groups - g, out + 3 * g);
}

__attribute__((target("avx2")))
size_t cbytes_base64_avx2(const uint8_t *characters, size_t groups, uint8_t *out) {
    const __m256i classes = _mm256_setr_epi8(CLASS, CLASS);
    const __m256i wrong = _mm256_setr_epi8(WRONG, WRONG);
    const __m256i shifts = _mm256_setr_epi8(SHIFT, SHIFT);
    const __m256i pack = _mm256_setr_epi8(PACK, PACK);
    const __m256i nibble = _mm256_set1_epi8(0x0F), slash = _mm256_set1_epi8('/');
    const __m256i join = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
    size_t g = 0;
    // Thirty-two bytes are stored for every twenty-four decoded.
    for (; g + 11 <= groups; g += 8) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(characters + 4 * g));
        __m256i row = _mm256_and_si256(_mm256_srli_epi32(v, 4), nibble);
        __m256i bad = _mm256_and_si256(
            _mm256_shuffle_epi8(classes, row),
            _mm256_shuffle_epi8(wrong, _mm256_and_si256(v, nibble)));
        if (!_mm256_testz_si256(bad, bad)) break;
        __m256i key = _mm256_add_epi8(row, _mm256_cmpeq_epi8(v, slash));
        v = _mm256_add_epi8(v, _mm256_shuffle_epi8(shifts, key));
        v = _mm256_maddubs_epi16(v, _mm256_set1_epi32(0x01400140));
        v = _mm256_madd_epi16(v, _mm256_set1_epi32(0x00011000));
        v = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(v, pack), join);
        _mm256_storeu_si256((__m256i *)(out + 3 * g), v);
    }
    return g + cbytes_base64_ssse3(characters + 4 * g, groups - g, out + 3 * g);
}
#endif
