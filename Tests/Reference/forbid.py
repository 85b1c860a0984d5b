"""Runs a program to which the kernel refuses some calls, as a container's seccomp profile would.

    forbid.py ERRNO CALL[,CALL…] PROGRAM [ARGUMENT…]
"""
import ctypes
import errno
import os
import platform
import struct
import sys

CALLS = {
    "x86_64": {"sched_setaffinity": 203, "io_uring_setup": 425},
    "aarch64": {"sched_setaffinity": 122, "io_uring_setup": 425},
}[platform.machine()]
LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06
REFUSE, ALLOW = 0x00050000, 0x7FFF0000


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def main():
    code, calls = getattr(errno, sys.argv[1]), sys.argv[2].split(",")
    steps = [(LOAD, 0, 0, 0)]  # the call's number
    for place, call in enumerate(calls):
        steps.append((IF_EQUAL, len(calls) - place, 0, CALLS[call]))
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE | code)]
    program = Program(len(steps), b"".join(struct.pack("=HBBI", *step) for step in steps))
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, set_filter, filter_mode = 38, 22, 2
    if (libc.prctl(no_new_privileges, 1, 0, 0, 0)
            or libc.prctl(set_filter, filter_mode, ctypes.byref(program))):
        sys.exit(f"no seccomp filter: {os.strerror(ctypes.get_errno())}")
    os.execv(sys.argv[3], sys.argv[3:])


main()
