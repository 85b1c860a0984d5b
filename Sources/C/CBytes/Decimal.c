// Decimal text to a whole number, sixteen characters at once.
#include "CBytes.h"
#include <string.h>

typedef cbytes_decimal quick_decimal(const uint8_t *, const uint8_t *, uint64_t);

/// Declines everything: the caller has another way.
static cbytes_decimal quick_decimal_portable(
    const uint8_t *place, const uint8_t *limit, uint64_t decimals) {
    (void)place, (void)limit, (void)decimals;
    return (cbytes_decimal){0, 0};
}

#if defined(__x86_64__)
#include <immintrin.h>

// For each number of decimals, where the digit of each power of ten stands, counted from the
// point: the last lane holds the lowest power, and the point itself is stepped over.
#define D(p, decimals) ((decimals) - (p) - ((p) >= (decimals) ? 1 : 0))
#define ROW(d) \
    {D(15, d), D(14, d), D(13, d), D(12, d), D(11, d), D(10, d), D(9, d), D(8, d), \
     D(7, d),  D(6, d),  D(5, d),  D(4, d),  D(3, d),  D(2, d),  D(1, d), D(0, d)}
static const int8_t places[9][16] = {
    ROW(0), ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8)};

__attribute__((target("sse4.1,bmi,bmi2")))
static cbytes_decimal quick_decimal_sse4(
    const uint8_t *place, const uint8_t *limit, uint64_t decimals) {
    const cbytes_decimal none = {0, 0};
    __m128i text;
    int64_t left = limit - place;
    if (__builtin_expect(left >= 16, 1)) {
        text = _mm_loadu_si128((const __m128i *)place);
    } else {
        unsigned __int128 last;
        memcpy(&last, limit - 16, 16);
        last >>= 8 * (16 - left);
        text = _mm_set_epi64x((int64_t)(last >> 64), (int64_t)last);
    }
    uint32_t quotes = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8('"')));
    uint32_t points = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8('.')));
    __m128i values = _mm_sub_epi8(text, _mm_set1_epi8('0'));
    __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values);
    uint32_t digits = (uint32_t)_mm_movemask_epi8(is_digit);
    uint32_t length = (uint32_t)__builtin_ctz(quotes | 1u << 16);
    uint32_t before = _bzhi_u32(0xFFFF, length);
    points &= before;
    uint32_t point = (uint32_t)__builtin_ctz(points | 1u << length);
    // One point at most, in front of a digit and behind one, no other stranger, no digit more
    // than the grid has.
    uint32_t strays = (before & ~(digits | points)) | (points & (points - 1));
    uint32_t behind = length - point;
    if (strays | (length > 15) | (point == 0) | (point > 16 - decimals) | (behind == 1) |
        (behind > decimals + 1))
        return none;
    // What stands from the quote on counts as 0, and so do lanes that fall outside of the text.
    __m128i lanes = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    values = _mm_and_si128(values, _mm_cmpgt_epi8(_mm_set1_epi8((char)length), lanes));
    __m128i source = _mm_add_epi8(
        _mm_loadu_si128((const __m128i *)places[decimals]), _mm_set1_epi8((char)point));
    values = _mm_shuffle_epi8(values, _mm_adds_epu8(source, _mm_set1_epi8(0x70)));
    // Pairs, fours, eights.
    __m128i pairs = _mm_maddubs_epi16(values, _mm_set1_epi16(0x010A));
    __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00010064));
    __m128i packed = _mm_packus_epi32(fours, fours);
    __m128i eights = _mm_madd_epi16(packed, _mm_set1_epi32(0x00012710));
    uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
    uint64_t steps = (both & 0xFFFFFFFF) * 100000000 + (both >> 32);
    return (cbytes_decimal){steps, (int64_t)length};
}
#endif

static quick_decimal *chosen = quick_decimal_portable;

// Before main: from then on the choice is only read.
__attribute__((constructor)) static void choose(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("bmi2"))
        chosen = quick_decimal_sse4;
#endif
}

cbytes_decimal cbytes_quick_decimal(
    const uint8_t *place, const uint8_t *limit, uint64_t decimals) {
    return chosen(place, limit, decimals);
}
