#pragma once
// First, or liburing's _XOPEN_SOURCE gives fd_set another member name than Glibc's module has.
#include <sys/select.h>
// Every function of the library may be called from a @_noLocks turn; that is our promise, not a
// check (the proofs are in the tests).
#pragma clang attribute push(__attribute__((swift_attr("@_noLocks"))), apply_to = function)
#include <liburing.h>
#pragma clang attribute pop
