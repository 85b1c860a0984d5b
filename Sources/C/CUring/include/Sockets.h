#pragma once
// What sockets need beyond liburing: addresses, options, names, kernel stamps. Nothing here waits.
// Functions return 0 or a descriptor, or a negated errno.
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/// A sockaddr_in or sockaddr_in6 as the kernel wants it.
typedef struct {
    uint8_t bytes[28];
    uint32_t length;
} socket_address;

/// Reads a literal IPv4 or IPv6 address (an IPv6 one without brackets); -EINVAL for anything else.
int socket_address_parse(const char *literal, uint16_t port, socket_address *address);
/// Writes the host part as text, ended by 0.
int socket_address_text(const socket_address *address, char *text, size_t length);
uint16_t socket_address_port(const socket_address *address);
int socket_address_is_six(const socket_address *address);

/// A TCP socket of the address's family, closed on exec.
int socket_open(const socket_address *address);
/// Options of a connected socket: no delay; receive_bytes 0 leaves the kernel's; stamps 0 or 1.
int socket_configure(int descriptor, int receive_bytes, int stamps);
/// Opens, binds and listens.
int socket_listen(const socket_address *address, int backlog);
/// The address a socket is bound to.
int socket_local_address(int descriptor, socket_address *address);
/// Gives a peer so long to read what was sent before the connection breaks.
int socket_limit_unread(int descriptor, unsigned milliseconds);
/// Makes a close send a reset instead of waiting for the peer.
int socket_close_hard(int descriptor);
void socket_close(int descriptor);
/// The descriptors this process may hold (RLIMIT_NOFILE).
unsigned long socket_descriptor_limit(void);

/// The bytes of one completion of a multishot recvmsg.
typedef struct {
    const void *bytes;
    size_t length;
    /// CLOCK_REALTIME, nanoseconds since 1970; 0 when the kernel gave none.
    uint64_t stamp;
} socket_received;

/// Room for one timestamp control message.
#define SOCKET_CONTROL_BYTES 64

static inline socket_received socket_received_message(
    void *buffer, int length, struct msghdr *header)
{
    socket_received received = {buffer, 0, 0};
    struct io_uring_recvmsg_out *out = io_uring_recvmsg_validate(buffer, length, header);
    if (!out)
        return received;
    received.bytes = io_uring_recvmsg_payload(out, header);
    received.length = io_uring_recvmsg_payload_length(out, length, header);
    struct cmsghdr *control = io_uring_recvmsg_cmsg_firsthdr(out, header);
    while (control) {
        if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SO_TIMESTAMPNS) {
            const struct timespec *at = (const struct timespec *)CMSG_DATA(control);
            received.stamp = (uint64_t)at->tv_sec * 1000000000u + (uint64_t)at->tv_nsec;
        }
        control = io_uring_recvmsg_cmsg_nexthdr(out, header, control);
    }
    return received;
}

/// Fills in an entry that sets an option of a socket through the ring (Linux 6.7; the header of
/// liburing 2.3 has no names for its fields). It is answered only when the kernel refuses.
static inline void socket_prepare_option(
    struct io_uring_sqe *entry, int descriptor, int level, int option, const int *value)
{
    const uint32_t set = 3, which[] = {(uint32_t)level, (uint32_t)option};
    const uint64_t place = (uintptr_t)value;
    io_uring_prep_rw(IORING_OP_URING_CMD, entry, descriptor, NULL, 0, 0);
    entry->cmd_op = set;
    memcpy(&entry->addr, which, sizeof which);
    memcpy(&entry->addr3, &place, sizeof place);
    entry->file_index = sizeof *value;
    entry->flags |= IOSQE_CQE_SKIP_SUCCESS;
}

/// Two entries: the first acknowledges what was received and not acknowledged yet; the second lets
/// the next bytes be read without an acknowledgement.
static inline void socket_prepare_acknowledgement(
    struct io_uring_sqe *first, struct io_uring_sqe *second, int descriptor)
{
    static const int now = 2, later = 0;
    socket_prepare_option(first, descriptor, IPPROTO_TCP, TCP_QUICKACK, &now);
    socket_prepare_option(second, descriptor, IPPROTO_TCP, TCP_QUICKACK, &later);
}

/// One question to the system's resolver, answered on a thread of the C library.
typedef struct socket_lookup socket_lookup;
/// Asks for the addresses of a name; NULL when the question cannot be asked (no memory).
socket_lookup *socket_lookup_start(const char *name, uint16_t port);
/// 1 while it runs, 0 when answered, -1 when there is no such name, -2 when the resolver cannot be
/// reached now, -3 for any other failure.
int socket_lookup_state(socket_lookup *lookup);
/// The address at `index`; 0, or -1 beyond the last.
int socket_lookup_answer(const socket_lookup *lookup, unsigned index, socket_address *address);
/// Ends the question. One that is being answered right now is left to the C library.
void socket_lookup_end(socket_lookup *lookup);
