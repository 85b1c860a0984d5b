#pragma once
#include <stdint.h>
#include <zlib.h>

/// Begins inflating a zlib or gzip stream, whichever comes: `inflateInit2`, which is a macro.
int czlib_inflate_begin(z_stream *stream);

/// Opens a file for reading; its descriptor, or a negative errno.
int czlib_file_open(const char *path);
/// Reads up to `count` bytes; 0 at the end, or a negative errno.
int64_t czlib_file_read(int descriptor, void *bytes, uint64_t count);
void czlib_file_close(int descriptor);
