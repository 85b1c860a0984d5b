#pragma once
#include <stddef.h>
#include <stdint.h>
// Neither function allocates, locks or keeps state: each may be called from a @_noLocks turn.
#pragma clang attribute push(__attribute__((swift_attr("@_noLocks"))), apply_to = function)

/// CRC32C (Castagnoli, RFC 3720 appendix B.4) of `count` bytes, continuing `checksum`; start
/// with 0. Uses the processor's own instruction where there is one.
uint32_t checksum_crc32c(uint32_t checksum, const void *bytes, size_t count);

/// The same from a table, on any processor.
uint32_t checksum_crc32c_table(uint32_t checksum, const void *bytes, size_t count);

#pragma clang attribute pop
