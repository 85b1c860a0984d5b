"""Runs a program on a terminal of its own and judges what it draws there: the terminal is pyte's.

    terminal.py SIZES PROGRAM ARGUMENT...       SIZES: rows and columns, as in 24x80,12x50

The program draws its state over and over; after ten drawings the terminal takes the next size, and
after the last one the program is interrupted. Prints `right`, or the first thing that is not, then
the screen at the end of each size and what came after the interrupt.
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

import pyte

END = b"\x1b[?7h"  # ends a drawing
DRAWINGS = 10


def resize(descriptor, size):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))


def start(size, command):
    pid, master = pty.fork()
    if pid == 0:
        resize(0, size)
        os.execv(command[0], command)
    return pid, master


def drawings(master, deadline):
    """What the program writes, cut behind each drawing; the rest at the end."""
    data = b""
    while time.monotonic() < deadline:
        if not select.select([master], [], [], 0.2)[0]:
            continue
        try:
            more = os.read(master, 65536)
        except OSError:
            more = b""
        if not more:
            yield data
            return
        data += more
        while END in data:
            cut = data.index(END) + len(END)
            yield data[:cut]
            data = data[cut:]
    raise AssertionError("the program did not end")


def judge(drawing, size, screen):
    """One drawing under one size."""
    rows, columns = size
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r(?!\n)", "", drawing.decode())
    lines = text.split("\r\n")[:-1]
    assert len(lines) <= max(1, rows - 1), f"{len(lines)} lines in {rows} rows"
    for line in lines:
        assert len(line) <= columns, f"{len(line)} columns of {columns}: {line}"
    shown = [line.rstrip() for line in screen.display]
    heads = [line for line in shown if re.match(r"after [0-9.]+", line)]
    assert len(heads) == 1, f"the state stands {len(heads)} times on the screen: {shown}"


def run(sizes, command):
    pid, master = start(sizes[0], command)
    screen = pyte.HistoryScreen(sizes[0][1], sizes[0][0], history=10_000)
    stream = pyte.ByteStream(screen)
    place, count, scrolled, screens, rest = 0, 0, 0, [], b""
    for drawing in drawings(master, time.monotonic() + 60):
        stream.feed(drawing)
        if not drawing.endswith(END) or place == len(sizes):
            rest += drawing
            continue
        count += 1
        if count == 2:  # the first may have been on its way when the size changed
            scrolled = len(screen.history.top)
        if count >= 2:
            judge(drawing, sizes[place], screen)
            assert len(screen.history.top) == scrolled, "the screen scrolls at each drawing"
        if count == DRAWINGS:
            screens.append("\n".join(line.rstrip() for line in screen.display))
            place, count = place + 1, 0
            if place == len(sizes):
                os.kill(pid, signal.SIGINT)
            else:
                screen.resize(*sizes[place])
                resize(master, sizes[place])
    status = os.waitpid(pid, 0)[1]
    assert status == 0, f"it ended with {status}"
    return screens, rest.decode()


def main():
    sizes = [tuple(int(part) for part in text.split("x")) for text in sys.argv[1].split(",")]
    try:
        screens, rest = run(sizes, sys.argv[2:])
    except AssertionError as fault:
        print(fault)
        return
    print("right")
    for size, screen in zip(sizes, screens):
        print(f"== {size[0]} x {size[1]}\n{screen}")
    print(f"== end\n{rest}")


main()
