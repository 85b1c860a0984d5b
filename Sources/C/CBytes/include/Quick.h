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

#pragma clang attribute pop
#endif
