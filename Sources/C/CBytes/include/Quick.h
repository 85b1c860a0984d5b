// Looks at short texts with the vectors that every x86-64 has; inlined into the quick paths, where
// a call would cost as much as the work. Without the intrinsics' headers, which disturb Swift's
// import of the system's.
#pragma once
#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#pragma clang attribute push(__attribute__((swift_attr("@_noLocks"))), apply_to = function)

typedef char cbytes_vector __attribute__((vector_size(16)));
typedef unsigned char cbytes_unsigned_vector __attribute__((vector_size(16)));

static inline uint32_t cbytes_mask(cbytes_vector marks) {
    return (uint32_t)__builtin_ia32_pmovmskb128(marks);
}

static inline cbytes_vector cbytes_load(const uint8_t *_Nonnull place) {
    cbytes_vector bytes;
    __builtin_memcpy(&bytes, place, 16);
    return bytes;
}

/// As signed numbers both control characters and bytes of 0x80 and more are below a space.
static inline uint32_t cbytes_special(cbytes_vector bytes) {
    return cbytes_mask(
        (cbytes_vector)(bytes < ' ') | (cbytes_vector)(bytes == '"') |
        (cbytes_vector)(bytes == '\\'));
}

/// The place of the first of 32 bytes that may not stand in a JSON string as it is; 32 if none.
static inline int64_t cbytes_plain_run_32(const uint8_t *_Nonnull place) {
    uint64_t marks = cbytes_special(cbytes_load(place)) |
                     (uint64_t)cbytes_special(cbytes_load(place + 16)) << 16 | (uint64_t)1 << 32;
    return __builtin_ctzll(marks);
}

/// Eight digit values, first one lowest, as one number: pairs, then fours, then eight.
static inline uint64_t cbytes_joined(uint64_t digits) {
    uint64_t pairs = digits * 10 + (digits >> 8);
    uint64_t low = (pairs & 0x000000FF000000FF) * 0x000F424000000064;
    uint64_t high = ((pairs >> 16) & 0x000000FF000000FF) * 0x0000271000000001;
    return (low + high) >> 32;
}

typedef struct {
    uint64_t steps;
    int64_t length;
} cbytes_decimal;

/// Decimal text up to a closing quote, times 10^`decimals` (at most 8), which `scale` is: one to
/// eight digits, or these and a point and one to eight digits; fifteen characters at most. Length
/// 0 for everything else. Sixteen bytes before `limit` belong to the text.
static inline cbytes_decimal cbytes_quick_decimal(
    const uint8_t *_Nonnull place, const uint8_t *_Nonnull limit, uint64_t decimals,
    uint64_t scale) {
    const cbytes_decimal none = {0, 0};
    unsigned __int128 text;
    int64_t left = limit - place;
    if (left >= 16) {
        __builtin_memcpy(&text, place, 16);
    } else {
        __builtin_memcpy(&text, limit - 16, 16);
        text >>= 8 * (16 - left);
    }
    cbytes_vector bytes;
    __builtin_memcpy(&bytes, &text, 16);
    uint32_t length = (uint32_t)__builtin_ctz(cbytes_mask((cbytes_vector)(bytes == '"')) | 1 << 16);
    uint32_t point = (uint32_t)__builtin_ctz(cbytes_mask((cbytes_vector)(bytes == '.')) | 1 << 16);
    uint32_t digits = cbytes_mask((cbytes_vector)((cbytes_unsigned_vector)(bytes - '0') < 10));
    uint32_t has_point = point < length;
    uint32_t whole = has_point ? point : length;
    uint32_t behind = has_point ? length - point - 1 : 0;
    uint32_t strays = ~(digits | has_point << (point & 31)) & (((uint32_t)1 << length) - 1);
    if (strays | (length > 15) | (whole - 1 > 7) | (behind > 8) | (has_point & (behind == 0)) |
        (scale == 0))
        return none;
    const uint64_t zeros = 0x3030303030303030;
    uint64_t units = cbytes_joined(((uint64_t)text - zeros) << (64 - 8 * whole));
    // Digits behind the point stand first in their word; those that are missing count as 0.
    uint64_t present = behind ? ~(uint64_t)0 >> (64 - 8 * behind) : 0;
    uint64_t tail = ((uint64_t)(text >> (8 * (whole + 1))) - zeros) & present;
    if (decimals < 8) {
        if (tail >> (8 * decimals)) return none;
        tail = decimals ? tail << (64 - 8 * decimals) : 0;
    }
    cbytes_decimal result = {units * scale + cbytes_joined(tail), (int64_t)length};
    return result;
}

#pragma clang attribute pop
#endif
