#include "CChecksum.h"
#if defined(__x86_64__)
#include <wmmintrin.h>
#endif

// The polynomial 0x1EDC6F41 with its bits reversed, as the instruction has it.
#define POLYNOMIAL 0x82F63B78u

static uint32_t table[256];
static int hardware;

// The instruction takes three cycles and a new one may begin in each, so three stretches of equal
// length go side by side. What a stretch comes to is then moved past the bytes behind it by one
// carry-less multiplication with a power of x.
enum { SHORT_LANE = 96, LONG_LANE = 1024 };
static uint64_t past_short[2], past_long[2];

/// x to the power of `bits` modulo the polynomial, bits reversed.
static uint64_t power(uint32_t bits) {
    uint32_t rest = 0x80000000u;
    while (bits--)
        rest = (rest >> 1) ^ ((rest & 1) ? POLYNOMIAL : 0);
    return rest;
}

__attribute__((constructor)) static void prepare(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t rest = byte;
        for (int bit = 0; bit < 8; bit++)
            rest = (rest >> 1) ^ ((rest & 1) ? POLYNOMIAL : 0);
        table[byte] = rest;
    }
#if defined(__x86_64__)
    hardware = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul");
    // 33 bits less: the reduction multiplies by x to the 32nd, the reversed product by x.
    past_short[0] = power(8 * 2 * SHORT_LANE - 33);
    past_short[1] = power(8 * SHORT_LANE - 33);
    past_long[0] = power(8 * 2 * LONG_LANE - 33);
    past_long[1] = power(8 * LONG_LANE - 33);
#endif
}

uint32_t checksum_crc32c_table(uint32_t checksum, const void *bytes, size_t count) {
    const uint8_t *byte = bytes;
    uint32_t rest = ~checksum;
    while (count--)
        rest = (rest >> 8) ^ table[(rest ^ *byte++) & 0xff];
    return ~rest;
}

#if defined(__x86_64__)
#define HARDWARE __attribute__((target("sse4.2,pclmul")))

HARDWARE static inline uint64_t word(uint64_t rest, const uint8_t *byte) {
    uint64_t next;
    __builtin_memcpy(&next, byte, 8);
    return __builtin_ia32_crc32di(rest, next);
}

HARDWARE static inline uint64_t moved(uint64_t rest, uint64_t past) {
    __m128i product = _mm_clmulepi64_si128(
        _mm_cvtsi64_si128((long long)rest), _mm_cvtsi64_si128((long long)past), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

HARDWARE static inline uint64_t three_lanes(
    uint64_t rest, const uint8_t *byte, size_t lane, const uint64_t past[2]
) {
    uint64_t second = 0, third = 0;
    for (size_t at = 0; at < lane; at += 8) {
        rest = word(rest, byte + at);
        second = word(second, byte + lane + at);
        third = word(third, byte + 2 * lane + at);
    }
    uint64_t both = moved(rest, past[0]) ^ moved(second, past[1]);
    return __builtin_ia32_crc32di(0, both) ^ third;
}

HARDWARE static uint32_t crc32c_hardware(uint32_t checksum, const void *bytes, size_t count) {
    const uint8_t *byte = bytes;
    uint64_t rest = (uint32_t)~checksum;
    for (; count >= 3 * LONG_LANE; count -= 3 * LONG_LANE, byte += 3 * LONG_LANE)
        rest = three_lanes(rest, byte, LONG_LANE, past_long);
    for (; count >= 3 * SHORT_LANE; count -= 3 * SHORT_LANE, byte += 3 * SHORT_LANE)
        rest = three_lanes(rest, byte, SHORT_LANE, past_short);
    for (; count >= 8; count -= 8, byte += 8)
        rest = word(rest, byte);
    uint32_t last = (uint32_t)rest;
    while (count--)
        last = __builtin_ia32_crc32qi(last, *byte++);
    return ~last;
}
#endif

uint32_t checksum_crc32c(uint32_t checksum, const void *bytes, size_t count) {
#if defined(__x86_64__)
    if (hardware)
        return crc32c_hardware(checksum, bytes, count);
#endif
    return checksum_crc32c_table(checksum, bytes, count);
}
