#include "CZlib.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int czlib_inflate_begin(z_stream *stream) { return inflateInit2(stream, 15 + 32); }

int czlib_file_open(const char *path) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    return descriptor >= 0 ? descriptor : -errno;
}

int64_t czlib_file_read(int descriptor, void *bytes, uint64_t count) {
    ssize_t got;
    do {
        got = read(descriptor, bytes, count);
    } while (got < 0 && errno == EINTR);
    return got >= 0 ? got : -errno;
}

void czlib_file_close(int descriptor) { close(descriptor); }
