#include "CChecksum.h"

// The polynomial 0x1EDC6F41 with its bits reversed, as the instruction has it.
#define POLYNOMIAL 0x82F63B78u

static uint32_t table[256];
static int hardware;

__attribute__((constructor)) static void prepare(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t rest = byte;
        for (int bit = 0; bit < 8; bit++)
            rest = (rest >> 1) ^ ((rest & 1) ? POLYNOMIAL : 0);
        table[byte] = rest;
    }
#if defined(__x86_64__)
    hardware = __builtin_cpu_supports("sse4.2");
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
__attribute__((target("sse4.2")))
static uint32_t crc32c_hardware(uint32_t checksum, const void *bytes, size_t count) {
    const uint8_t *byte = bytes;
    uint64_t rest = (uint32_t)~checksum;
    for (; count >= 8; count -= 8, byte += 8) {
        uint64_t word;
        __builtin_memcpy(&word, byte, 8);
        rest = __builtin_ia32_crc32di(rest, word);
    }
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
