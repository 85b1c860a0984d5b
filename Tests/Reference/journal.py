"""Reads recordings by their format alone (Sources/Service/Archive/Journal/JournalFormat.swift), so
that the Swift code has somebody to disagree with.

    journal.py books DIR PRODUCT        the book at the end: digest, bids, asks
    journal.py records DIR              one line a record: file offset length kind sequence
    journal.py alter DIR                changes one decision and mends its checksums
    journal.py digest DIR               the hash over every decision, as `apus replay` prints it
    journal.py continuity DIR MS        accepted decisions, and each that used a source in doubt or
                                        silent for longer than MS
"""
import base64
import json
import os
import struct
import sys
from decimal import Decimal

SESSION, FRAME, ANSWER, CONNECTION, DECISION, ENTRY = 1, 3, 4, 5, 16, 19
POOL_BYTES, TICK_ARRAY_BYTES = 653, 9988


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
        while at + 48 <= len(data):  # the rest is a torn tail
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


def digest(folder):
    """The formula of `Digest`, over the sixteen words of each decision in order."""
    value = 0xCBF29CE484222325
    for record in records(folder):
        if DECISION <= record.kind <= ENTRY:
            for word in struct.unpack("<16Q", record.payload):
                value = (value ^ word) * 0x9E3779B97F4A7C15 & (1 << 64) - 1
                value ^= value >> 32
    print(f"{value:016x}")


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


class Exchange:
    """Whether the exchange's words form an unbroken chain from a snapshot on."""

    def __init__(self):
        self.changed()

    def changed(self):
        self.proved, self.lost, self.last = False, False, None

    def hear(self, record):
        if self.lost:
            return
        try:
            message = json.loads(record.payload)
        except ValueError:
            self.proved, self.lost = False, True
            return
        number = message.get("sequence_num")
        if self.last is not None and number is not None:
            if number <= self.last:
                return
            if number != self.last + 1:
                self.proved, self.lost = False, True
                return
        self.last = number
        if any(event.get("type") == "snapshot" for event in message.get("events", [])):
            self.proved = True


class Chain:
    """Whether everything told of the pool's accounts since they were read together makes sense."""

    def __init__(self):
        self.changed()

    def changed(self):
        self.proved, self.slots, self.floor = False, {}, 0

    def hear(self, record):
        try:
            message = json.loads(record.payload)
        except ValueError:
            self.proved = False
            return
        if record.kind == ANSWER:
            result = message.get("result") if record.flags & 1 else None
            if result and len(result["value"]) > 1:
                self.proved, self.slots, self.floor = True, {}, result["context"]["slot"]
        elif message.get("method") == "accountNotification":
            told = message["params"]["result"]
            who, slot = message["params"]["subscription"], told["context"]["slot"]
            account = told["value"]
            size = len(base64.b64decode(account["data"][0]))
            right = (slot >= self.slots.get(who, self.floor)
                     and account["owner"].startswith("whirL")
                     and size in (POOL_BYTES, TICK_ARRAY_BYTES))
            self.slots[who] = max(slot, self.slots.get(who, 0))
            self.proved = self.proved and right


def continuity(folder, stale):
    """Judges every accepted decision by the raw inputs before it. Source 0 is the exchange."""
    sources, heard, accepted = {}, {}, 0
    inputs, decisions = [], []
    for record in records(folder):
        if record.kind == DECISION:
            decisions.append(record)
        elif record.kind in (SESSION, FRAME, ANSWER, CONNECTION):
            inputs.append(record)
    place = 0
    for decision in decisions:
        while place < len(inputs) and inputs[place].input <= decision.input:
            record = inputs[place]
            place += 1
            if record.kind == SESSION:
                sources, heard = {0: Exchange(), 1: Chain()}, {}
            elif record.kind == CONNECTION:
                sources[record.source].changed()
            else:
                sources[record.source].hear(record)
                heard[record.source] = record.stamp
        accepted += 1
        for name, source in sources.items():
            if not source.proved:
                print("in doubt:", name, "at record", decision.sequence)
            elif decision.stamp - heard[name] > stale:
                print("stale:", name, "at record", decision.sequence)
    print("accepted", accepted)


def main():
    what, folder = sys.argv[1:3]
    if what == "books":
        books(folder, sys.argv[3])
    elif what == "digest":
        digest(folder)
    elif what == "alter":
        alter(folder)
    elif what == "continuity":
        continuity(folder, int(sys.argv[3]) * 1_000_000)
    else:
        for record in records(folder):
            print(os.path.basename(record.path), record.at, record.length, record.kind,
                  record.sequence)


main()
