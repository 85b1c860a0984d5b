"""Reads recordings by their format alone (Sources/Service/Archive/Journal/JournalFormat.swift), so
that the Swift code has somebody to disagree with.

    journal.py books DIR PRODUCT        the book at the end: digest, bids, asks
    journal.py records DIR              one line a record: file offset length kind sequence
    journal.py alter DIR                changes one decision and mends its checksums
    journal.py digest DIR               the hash over every decision, as `apus replay` prints it
    journal.py fills DIR MS             legs that claim to have been filled or refused by a market,
                                        and each whose source was in doubt or silent at its arrival
    journal.py continuity DIR MS        accepted decisions, and each that used a source in doubt or
                                        silent for longer than MS
"""
import base64
import json
import os
import struct
import sys
from decimal import Decimal

SESSION, FRAME, ANSWER, CONNECTION, DECISION, FILL, ENTRY = 1, 3, 4, 5, 16, 18, 19
FILLED, UNKNOWN_MARKET = 3, 5
POOL_BYTES, TICK_ARRAY_BYTES, CLOCK_BYTES = 653, 9988, 40


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
            # The chain's clock is read with everything else, and not while accounts are looked for.
            owners = [account["owner"] for account in (result or {}).get("value", []) if account]
            if any(owner.startswith("Sysvar") for owner in owners):
                self.proved, self.slots, self.floor = True, {}, result["context"]["slot"]
        elif message.get("method") == "accountNotification":
            told = message["params"]["result"]
            who, slot = message["params"]["subscription"], told["context"]["slot"]
            account = told["value"]
            size = len(base64.b64decode(account["data"][0]))
            is_clock = account["owner"].startswith("Sysvar") and size == CLOCK_BYTES
            is_pool = (account["owner"].startswith("whirL")
                       and size in (POOL_BYTES, TICK_ARRAY_BYTES))
            right = slot >= self.slots.get(who, self.floor) and (is_clock or is_pool)
            self.slots[who] = max(slot, self.slots.get(who, 0))
            self.proved = self.proved and right


class World:
    """What the inputs so far prove of each source. Source 0 is the exchange."""

    def __init__(self, folder):
        self.inputs = [record for record in records(folder)
                       if record.kind in (SESSION, FRAME, ANSWER, CONNECTION)]
        self.place, self.sources, self.heard = 0, {}, {}

    def advance(self, applies):
        """Hears the next inputs as long as `applies` says so."""
        while self.place < len(self.inputs) and applies(self.inputs[self.place]):
            record = self.inputs[self.place]
            self.place += 1
            if record.kind == SESSION:
                self.sources, self.heard = {0: Exchange(), 1: Chain()}, {}
            elif record.kind == CONNECTION:
                self.sources[record.source].changed()
            else:
                self.sources[record.source].hear(record)
                self.heard[record.source] = record.stamp

    def judge(self, name, moment, stale, record):
        if not self.sources[name].proved:
            print("in doubt:", name, "at record", record.sequence)
        elif moment - self.heard[name] > stale:
            print("stale:", name, "at record", record.sequence)


def continuity(folder, stale):
    """Judges every accepted decision by the raw inputs up to the one that caused it."""
    world, accepted = World(folder), 0
    for decision in [record for record in records(folder) if record.kind == DECISION]:
        world.advance(lambda record: record.input <= decision.input)
        accepted += 1
        for name in world.sources:
            world.judge(name, decision.stamp, stale, decision)
    print("accepted", accepted)


def fills(folder, stale):
    """Judges every leg that met a market by the raw inputs before its arrival."""
    world, filled = World(folder), 0
    for fill in [record for record in records(folder) if record.kind == FILL]:
        what, outcome = struct.unpack_from("<BB", fill.payload)
        arrival, leg = struct.unpack_from("<QQ", fill.payload, 24)
        if what != FILLED:
            continue  # a settlement
        world.advance(lambda record: record.stamp < arrival)
        if outcome != UNKNOWN_MARKET:
            filled += 1
            world.judge(leg, arrival, stale, fill)
    print("fills", filled)


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
    elif what == "fills":
        fills(folder, int(sys.argv[3]) * 1_000_000)
    else:
        for record in records(folder):
            print(os.path.basename(record.path), record.at, record.length, record.kind,
                  record.sequence)


main()
