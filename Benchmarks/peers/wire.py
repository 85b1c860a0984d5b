"""The Python side of `apus bench wire`, against blaster: what users have today.

    python3 wire.py websockets|picows ws|wss PORT COUNT RATE

websockets  websockets + json + a sorted dict + float price
picows      picows + uvloop + msgspec + a sorted dict of integers
"""
import asyncio
import base64
import json
import os
import signal
import ssl
import sys
import time

variant, scheme, port, count, rate = sys.argv[1:6]
count = int(count)
signal.alarm(120)
os.sched_setaffinity(0, {1})
# The exchange's and the node's connection, as they come in life.
book_url = f"{scheme}://127.0.0.1:{port}/book?n={count}&hz={rate}"
node_url = f"{scheme}://127.0.0.1:{port}/node?n={count}&hz={rate}&read=1"
now = time.monotonic_ns
BASE = 10 ** 18
VENUE_FEE, POOL_FEE = 0.001, 0.0004
context = None
if scheme == "wss":
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
ages = {"coinbase": [], "solana": []}
hits = seen = cpu_start = 0
warm = count // 10


def took(message, stamp):
    global seen, cpu_start
    at = now()
    if seen == warm:
        cpu_start = time.process_time_ns()
    if seen >= warm:
        ages[message].append(at - (stamp - BASE))
    seen += 1


def report():
    per_message = (time.process_time_ns() - cpu_start) / max(1, seen - warm)
    for message, values in ages.items():
        values.sort()
        pick = lambda share: values[min(len(values) - 1, int(share * len(values)))] if values else 0
        print(json.dumps({
            "peer": NAME, "message": message, "count": len(values), "p50_ns": pick(.5),
            "p99_ns": pick(.99), "p999_ns": pick(.999), "cpu_ns": round(per_message),
            "decisions": hits}), flush=True)
    os._exit(0)


def decide(bid, ask, pool):
    global hits
    if bid * (1 - VENUE_FEE) > pool * (1 + POOL_FEE) or pool * (1 - POOL_FEE) > ask * (1 + VENUE_FEE):
        hits += 1


from sortedcontainers import SortedDict  # noqa: E402

bids, asks, pool = SortedDict(), SortedDict(), None

if variant == "websockets":
    NAME = "websockets + json (Python)"
    import websockets

    def handle(frame):
        global pool
        message = json.loads(frame)
        if message.get("channel") == "l2_data":
            stamp = int(message["client_id"] or 0)
            for event in message["events"]:
                for update in event["updates"]:
                    book = bids if update["side"] == "bid" else asks
                    price, size = float(update["price_level"]), float(update["new_quantity"])
                    if size == 0:
                        book.pop(price, None)
                    else:
                        book[price] = size
            name = "coinbase"
        else:
            stamp = message["params"]["result"]["context"]["slot"]
            data = base64.b64decode(message["params"]["result"]["value"]["data"][0])
            root = int.from_bytes(data[65:81], "little") / 2 ** 64
            pool = root * root * 1000
            name = "solana"
        if pool:
            decide(bids.peekitem(-1)[0], asks.peekitem(0)[0], pool)
        if stamp >= BASE:
            took(name, stamp)

    async def fly(url):
        async with websockets.connect(
            url, ssl=context, max_size=None, ping_interval=None, compression=None
        ) as socket:
            if url is book_url:
                await socket.send("{}")
            async for frame in socket:
                handle(frame)
                if seen >= count:
                    report()

    async def main():
        await asyncio.gather(fly(book_url), fly(node_url))
        report()

    try:
        asyncio.run(main())
    except Exception as error:  # the sender has closed: what was measured counts
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        report()
else:
    NAME = "picows + msgspec (Python)"
    import msgspec
    import uvloop
    from picows import WSListener, WSMsgType, ws_connect

    class Update(msgspec.Struct):
        side: str
        price_level: str
        new_quantity: str

    class Batch(msgspec.Struct):
        updates: list[Update]

    class Coinbase(msgspec.Struct):
        client_id: str
        events: list[Batch]

    class Value(msgspec.Struct):
        data: tuple[str, str]

    class Context(msgspec.Struct):
        slot: int

    class Result(msgspec.Struct):
        context: Context
        value: Value

    class Params(msgspec.Struct):
        result: Result

    class Account(msgspec.Struct):
        params: Params

    decode_coinbase = msgspec.json.Decoder(Coinbase).decode
    decode_account = msgspec.json.Decoder(Account).decode

    class Listener(WSListener):
        def on_ws_frame(self, transport, frame):
            global pool
            if frame.msg_type != WSMsgType.TEXT:
                finished.done() or finished.set_result(None)
                return
            raw = frame.get_payload_as_memoryview()
            if raw[2] == 99:
                message = decode_coinbase(raw)
                stamp = int(message.client_id or 0)
                for batch in message.events:
                    for update in batch.updates:
                        book = bids if update.side == "bid" else asks
                        price = round(float(update.price_level) * 100)
                        if update.new_quantity == "0":
                            book.pop(price, None)
                        else:
                            book[price] = float(update.new_quantity)
                name = "coinbase"
            else:
                params = decode_account(raw).params
                stamp = params.result.context.slot
                data = base64.b64decode(params.result.value.data[0])
                root = int.from_bytes(data[65:81], "little") / 2 ** 64
                pool = root * root * 1e5
                name = "solana"
            if pool:
                decide(bids.peekitem(-1)[0], asks.peekitem(0)[0], pool)
            if stamp >= BASE:
                took(name, stamp)
            if seen >= count and not finished.done():
                finished.set_result(None)

    async def main():
        global finished
        finished = asyncio.get_running_loop().create_future()
        book, _ = await ws_connect(
            Listener, book_url, ssl_context=context, max_frame_size=1 << 26)
        node, _ = await ws_connect(
            Listener, node_url, ssl_context=context, max_frame_size=1 << 26)
        book.send(WSMsgType.TEXT, b"{}")
        await finished
        report()

    uvloop.run(main())
