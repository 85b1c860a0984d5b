// The decoders behind cbytes_base64_decode, one for each set of instructions.
#pragma once
#include <stddef.h>
#include <stdint.h>

size_t cbytes_base64_portable(const uint8_t *characters, size_t groups, uint8_t *out);
#if defined(__x86_64__)
size_t cbytes_base64_ssse3(const uint8_t *characters, size_t groups, uint8_t *out);
size_t cbytes_base64_avx2(const uint8_t *characters, size_t groups, uint8_t *out);
#endif
