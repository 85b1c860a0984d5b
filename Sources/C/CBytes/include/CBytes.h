// The byte scanning that Swift cannot vectorise: each function takes a whole run of bytes, picks
// the widest instructions of this processor once at start, reads nothing outside the run, and
// neither allocates nor locks. Only Codecs imports this.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "Quick.h"

#pragma clang attribute push(__attribute__((swift_attr("@_noLocks"))), apply_to = function)

/// How many bytes at the start of the run may stand in a JSON string as they are: printable ASCII
/// without quote and backslash (0x20...0x7F). At most `count`.
size_t cbytes_plain_run(const uint8_t *_Nonnull bytes, size_t count);

/// Decodes groups of four base64 characters, without padding, to three bytes each, and stops at
/// the first group with another character. Writes 3 * result bytes and nothing behind
/// 3 * `groups`. Returns how many groups were good.
size_t cbytes_base64_decode(
    const uint8_t *_Nonnull characters, size_t groups, uint8_t *_Nonnull out);

typedef struct {
    uint64_t steps;
    int64_t length;
} cbytes_decimal;

/// Decimal text up to a closing quote, times 10^`decimals` (0 to 8): digits, or digits, a point
/// and one to `decimals` digits; in all fifteen characters at most, and 16 - `decimals` in front
/// of the point. Length 0 for all else. Sixteen bytes before `limit` belong to the text.
cbytes_decimal cbytes_quick_decimal(
    const uint8_t *_Nonnull place, const uint8_t *_Nonnull limit, uint64_t decimals);

/// The widest instructions that this processor has: 2 = AVX2, 1 = SSSE3, 0 = none of these.
int cbytes_widest_level(void);

/// For tests: the same two with the instructions of a level, 0 to the widest.
size_t cbytes_plain_run_at(int level, const uint8_t *_Nonnull bytes, size_t count);
size_t cbytes_base64_decode_at(
    int level, const uint8_t *_Nonnull characters, size_t groups, uint8_t *_Nonnull out);

#pragma clang attribute pop
