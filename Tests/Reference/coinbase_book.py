"""Reads a recording from stdin. `frames` prints the received frames, one a line; `books` the books
at the end: `instrument side ticks lots`, sorted. Independent of the Swift code under test."""
import json
import sys
from decimal import Decimal

PRODUCTS = {"BTC-USD": 0, "ETH-USD": 1}
books = {}
for line in sys.stdin:
    record = json.loads(line)
    if record["t"] != "recv":
        continue
    if sys.argv[1] == "frames":
        print(record["data"])
        continue
    message = json.loads(record["data"])
    if message["channel"] != "l2_data":
        continue
    for event in message["events"]:
        base = 2 * PRODUCTS[event["product_id"]]
        if event["type"] == "snapshot":
            books[base], books[base + 1] = {}, {}
        for update in event["updates"]:
            book = books[base + (update["side"] == "offer")]
            ticks = Decimal(update["price_level"]) * 100
            lots = Decimal(update["new_quantity"]) * 10**8
            assert ticks == int(ticks) and lots == int(lots)
            book[int(ticks)] = int(lots)
            if lots == 0:
                del book[int(ticks)]
for place in sorted(books):
    for ticks in sorted(books[place]):
        print(place // 2, place % 2, ticks, books[place][ticks])
