"""Messages for `apus bench wire`, the same on every machine: python3 make_wire.py OUT.jsonl [count]

The first two lines build the state (a Coinbase snapshot, nothing with a slot for a stamp); then
l2_data updates of 1 to 3 levels, and every tenth message an accountNotification of a Whirlpool.
Each of those has 19 digits for its due time: a Coinbase message in its client_id, a Solana one in
its slot. The pool's liquidity stays, as between two positions opened or closed.
"""
import base64
import json
import math
import random
import struct
import sys

OUT = sys.argv[1]
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
rng = random.Random(20260822)
SLOT = 10 ** 18
# The mints So11111111111111111111111111111111111111112 and
# EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v: the node's side knows these.
SOL = bytes.fromhex("069b8857feab8184fb687f634618c035dac439dc1aeb3b5598a0f00000000001")
USDC = bytes.fromhex("c6fa7af3bedbad3a3d65f36aabc97431b1bbe4c2d2f6e0e47ca60203452f5d61")


def text(value):
    return json.dumps(value, separators=(",", ":"))


def cents(price):
    return f"{price // 100}.{price % 100:02d}"


def size(lots):
    return "0" if lots == 0 else f"{lots // 10**8}.{lots % 10**8:08d}"


def level(is_bid, price, lots, stamp):
    return {"side": "bid" if is_bid else "offer", "event_time": stamp,
            "price_level": cents(price), "new_quantity": size(lots)}


def envelope(sequence, kind, levels, stamp, slot):
    return text({"channel": "l2_data", "client_id": slot, "timestamp": stamp,
                 "sequence_num": sequence, "events": [
                     {"type": kind, "product_id": "SOL-USD", "updates": levels}]})


def account(mid):
    price = mid / 100 / 1000
    root = int(math.sqrt(price) * 2 ** 64)
    data = bytearray(653)
    data[0:8] = bytes((63, 149, 209, 12, 225, 128, 99, 9))
    struct.pack_into("<HHHH", data, 41, 4, 4, 400, 1300)
    data[49:65] = (3 * 10**14).to_bytes(16, "little")
    data[65:81] = root.to_bytes(16, "little")
    struct.pack_into("<i", data, 81, math.floor(math.log(price) / math.log(1.0001)))
    data[101:165] = SOL + rng.randbytes(32)
    data[181:245] = USDC + rng.randbytes(32)
    return text({"jsonrpc": "2.0", "method": "accountNotification", "params": {"result": {
        "context": {"slot": SLOT}, "value": {
            "lamports": 5435760, "data": [base64.b64encode(bytes(data)).decode(), "base64"],
            "owner": "whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc", "executable": False,
            "rentEpoch": 18446744073709551615, "space": 653}}, "subscription": 101}})


mid = 14327
held = {}
with open(OUT, "w") as out:
    stamp = "2026-08-22T14:00:00.000000000Z"
    first = []
    for distance in range(1, 301):
        for is_bid in (True, False):
            price = mid - distance if is_bid else mid + distance
            held[(is_bid, price)] = lots = rng.randrange(10**7, 5 * 10**9)
            first.append(level(is_bid, price, lots, stamp))
    out.write(envelope(0, "snapshot", first, stamp, "") + "\n")
    sequence = 0
    for k in range(COUNT):
        stamp = f"2026-08-22T14:{k // 60000 % 60:02d}:{k // 1000 % 60:02d}.{k % 1000:03d}394157Z"
        if k % 10 == 9:
            away = rng.choice((-45, 45)) if rng.random() < 0.02 else rng.choice((-3, -1, 1, 3))
            out.write(account(mid + away) + "\n")
            continue
        levels = []
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            is_bid = rng.random() < 0.5
            distance = 1 + min(int(rng.expovariate(1 / 15)), 290)
            price = mid - distance if is_bid else mid + distance
            lots = 0 if rng.random() < 0.27 and distance > 1 else rng.randrange(10**6, 5 * 10**9)
            held[(is_bid, price)] = lots
            levels.append(level(is_bid, price, lots, stamp[:-4] + "Z"))
        sequence += 1
        out.write(envelope(sequence, "update", levels, stamp, str(SLOT)) + "\n")
print(f"{OUT}: {COUNT + 1} messages")
