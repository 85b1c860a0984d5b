#pragma once
// liburing asks for X/Open's view of the C library, in which fd_set is spelled another way than in
// Swift's Glibc module; whoever includes a header first decides, so we do.
#include <sys/types.h>
// Every function of the library may be called from a @_noLocks turn; that is our promise, not a
// check (the proofs are in the tests).
#pragma clang attribute push(__attribute__((swift_attr("@_noLocks"))), apply_to = function)
#include <liburing.h>
#include "Sockets.h"
#pragma clang attribute pop
