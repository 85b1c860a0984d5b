"""Reads recordings by their format alone (Sources/Service/Archive/Journal/JournalFormat.swift), so
that the Swift code has somebody to disagree with.

    journal.py books DIR PRODUCT        the book at the end: digest, bids, asks
    journal.py records DIR              one line a record: file offset length kind sequence
    journal.py alter DIR                changes one decision and mends its checksums
    journal.py accepted DIR             accepted decisions: input and stamp of each
"""
import json
import os
import struct
import sys
from decimal import Decimal

FRAME, CONNECTION, SESSION, DECISION = 3, 5, 1, 16


def table():
    rows = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        rows.append(byte)
    return rows


TABLE = table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


def segments(folder):
    return sorted(name for name in os.listdir(folder) if name.endswith(".apj"))


class Record:
    def __init__(self, path, data, at):
        head = struct.unpack_from("<IBBHQQQIIII", data, at)
        (self.count, self.kind, self.flags, self.source, self.sequence, self.input,
         self.stamp, self.epoch, _, _, _) = head
        self.path, self.at = path, at
        self.length = 48 + (self.count + 7 & ~7)
        self.payload = data[at + 48:at + 48 + self.count]


def records(folder):
    expected = 1
    for name in segments(folder):
        path = os.path.join(folder, name)
        data = open(path, "rb").read()
        assert data[:8] == b"APUSJRNL"
        at = struct.unpack_from("<I", data, 12)[0]
        while at + 48 <= len(data):
            record = Record(path, data, at)
            if at + record.length > len(data) or record.sequence == 0:
                break
            assert record.sequence == expected, (path, at, record.sequence, expected)
            yield record
            expected += 1
            at += record.length


def books(folder, product):
    """The book of one product by the venue's own words; source 0 is the exchange."""
    sides = {"bid": {}, "offer": {}}
    for record in records(folder):
        if record.kind == SESSION:
            sides = {"bid": {}, "offer": {}}
        if record.kind != FRAME or record.source != 0:
            continue
        message = json.loads(record.payload)
        if message.get("channel") != "l2_data":
            continue
        for event in message["events"]:
            if event["product_id"] != product:
                continue
            if event["type"] == "snapshot":
                sides = {"bid": {}, "offer": {}}
            for update in event["updates"]:
                ticks = int(Decimal(update["price_level"]) * 100)
                lots = int(Decimal(update["new_quantity"]) * 10**8)
                side = sides[update["side"]]
                if lots:
                    side[ticks] = lots
                else:
                    side.pop(ticks, None)
    digest = 0xCBF29CE484222325
    for name, falling in (("bid", True), ("offer", False)):
        for ticks in sorted(sides[name], reverse=falling):
            for byte in struct.pack("<qq", ticks, sides[name][ticks]):
                digest = (digest ^ byte) * 0x100000001B3 & (1 << 64) - 1
    print(f"{digest:016x} {len(sides['bid'])} {len(sides['offer'])}")


def alter(folder):
    chosen = [record for record in records(folder) if 16 <= record.kind <= 18]
    record = chosen[len(chosen) // 2]
    with open(record.path, "r+b") as file:
        data = bytearray(file.read())
        body = record.at + 48
        data[body + record.count - 1] ^= 1
        struct.pack_into("<I", data, record.at + 40, crc32c(data[body:record.at + record.length]))
        struct.pack_into("<I", data, record.at + 44, crc32c(data[record.at:record.at + 44]))
        file.seek(0)
        file.write(data)
    print(record.sequence, record.at)


def main():
    what, folder = sys.argv[1:3]
    if what == "books":
        books(folder, sys.argv[3])
    elif what == "alter":
        alter(folder)
    elif what == "accepted":
        for record in records(folder):
            if record.kind == DECISION:
                print(record.input, record.stamp)
    else:
        for record in records(folder):
            print(os.path.basename(record.path), record.at, record.length, record.kind,
                  record.sequence)


main()
