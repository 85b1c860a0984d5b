#define _GNU_SOURCE
#include "CUring.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct socket_lookup {
    struct gaicb request;
    struct addrinfo hints;
    char name[256];
    char port[8];
};

socket_lookup *socket_lookup_start(const char *name, uint16_t port)
{
    socket_lookup *lookup = calloc(1, sizeof *lookup);
    if (!lookup)
        return NULL;
    snprintf(lookup->name, sizeof lookup->name, "%s", name);
    snprintf(lookup->port, sizeof lookup->port, "%u", port);
    lookup->hints.ai_family = AF_UNSPEC;
    lookup->hints.ai_socktype = SOCK_STREAM;
    lookup->hints.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG;
    lookup->request.ar_name = lookup->name;
    lookup->request.ar_service = lookup->port;
    lookup->request.ar_request = &lookup->hints;
    struct gaicb *list[1] = {&lookup->request};
    if (getaddrinfo_a(GAI_NOWAIT, list, 1, NULL)) {
        free(lookup);
        return NULL;
    }
    return lookup;
}

int socket_lookup_state(socket_lookup *lookup)
{
    switch (gai_error(&lookup->request)) {
    case EAI_INPROGRESS: return 1;
    case 0: return 0;
    case EAI_NONAME:
    case EAI_NODATA:
    case EAI_ADDRFAMILY: return -1;
    case EAI_AGAIN: return -2;
    default: return -3;
    }
}

int socket_lookup_answer(const socket_lookup *lookup, unsigned index, socket_address *address)
{
    const struct addrinfo *at = lookup->request.ar_result;
    while (at && index--)
        at = at->ai_next;
    if (!at || at->ai_addrlen > sizeof address->bytes)
        return -1;
    memset(address, 0, sizeof *address);
    memcpy(address->bytes, at->ai_addr, at->ai_addrlen);
    address->length = at->ai_addrlen;
    return 0;
}

void socket_lookup_end(socket_lookup *lookup)
{
    if (gai_error(&lookup->request) == EAI_INPROGRESS
        && gai_cancel(&lookup->request) != EAI_CANCELED
        && gai_error(&lookup->request) == EAI_INPROGRESS)
        return; /* the library's thread still writes to it */
    if (lookup->request.ar_result)
        freeaddrinfo(lookup->request.ar_result);
    free(lookup);
}
