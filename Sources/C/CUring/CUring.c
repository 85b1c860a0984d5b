#include "CUring.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

_Static_assert(sizeof(struct sockaddr_in6) == 28, "the larger of the two addresses");

int socket_address_parse(const char *literal, uint16_t port, socket_address *address)
{
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, literal, &four.sin_addr) == 1) {
        memcpy(address->bytes, &four, sizeof four);
        address->length = sizeof four;
        return 0;
    }
    if (inet_pton(AF_INET6, literal, &six.sin6_addr) == 1) {
        memcpy(address->bytes, &six, sizeof six);
        address->length = sizeof six;
        return 0;
    }
    return -EINVAL;
}

static sa_family_t family(const socket_address *address)
{
    struct sockaddr head;
    memcpy(&head, address->bytes, sizeof head);
    return head.sa_family;
}

int socket_address_is_six(const socket_address *address)
{
    return family(address) == AF_INET6;
}

int socket_address_text(const socket_address *address, char *text, size_t length)
{
    struct sockaddr_in6 six;
    struct sockaddr_in four;
    memcpy(&six, address->bytes, sizeof six);
    memcpy(&four, address->bytes, sizeof four);
    const void *host = six.sin6_family == AF_INET6 ? (void *)&six.sin6_addr : &four.sin_addr;
    return inet_ntop(six.sin6_family, host, text, (socklen_t)length) ? 0 : -errno;
}

uint16_t socket_address_port(const socket_address *address)
{
    struct sockaddr_in four; /* the port is at the same place in both */
    memcpy(&four, address->bytes, sizeof four);
    return ntohs(four.sin_port);
}

int socket_open(const socket_address *address)
{
    int descriptor = socket(family(address), SOCK_STREAM | SOCK_CLOEXEC, 0);
    return descriptor < 0 ? -errno : descriptor;
}

int socket_configure(int descriptor, int receive_bytes, int stamps)
{
    int one = 1;
    if (setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one))
        return -errno;
    if (receive_bytes
        && setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes))
        return -errno;
    if (stamps && setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one))
        return -errno;
    return 0;
}

int socket_listen(const socket_address *address, int backlog)
{
    int one = 1, descriptor = socket_open(address);
    if (descriptor < 0)
        return descriptor;
    if (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one)
        || bind(descriptor, (const struct sockaddr *)address->bytes, address->length)
        || listen(descriptor, backlog)) {
        int error = -errno;
        close(descriptor);
        return error;
    }
    return descriptor;
}

int socket_local_address(int descriptor, socket_address *address)
{
    struct sockaddr_in6 name;
    socklen_t length = sizeof name;
    if (getsockname(descriptor, (struct sockaddr *)&name, &length))
        return -errno;
    memset(address, 0, sizeof *address);
    memcpy(address->bytes, &name, length);
    address->length = length;
    return 0;
}

int socket_limit_unread(int descriptor, unsigned milliseconds)
{
    return setsockopt(
               descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds)
        ? -errno : 0;
}

int socket_close_hard(int descriptor)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    return setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now) ? -errno : 0;
}

void socket_close(int descriptor)
{
    close(descriptor);
}

unsigned long socket_descriptor_limit(void)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_NOFILE, &limit) ? 1024 : limit.rlim_cur;
}
