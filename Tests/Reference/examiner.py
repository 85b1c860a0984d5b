"""PyPI `websockets` as the other end of the echo client: sends, checks what comes back, closes.
Prints its port, then a verdict.

    examiner.py [CERTIFICATE KEY]
"""
import asyncio
import ssl
import sys

import websockets

done = None


async def talk(ws):
    try:
        await ws.send("text, with \u00e9 and \U0001f426")
        assert await ws.recv() == "text, with \u00e9 and \U0001f426"
        await ws.send(bytes(range(256)) * 12_000)
        assert await ws.recv() == bytes(range(256)) * 12_000
        await ws.send(["one ", "two ", "three"])
        assert await ws.recv() == "one two three"
        await ws.send([b"\x00", b"", b"\xff"])
        assert await ws.recv() == b"\x00\xff"
        await (await ws.ping(b"are you there"))
        await ws.send("")
        assert await ws.recv() == ""
        await ws.close(1001, "going away")
        assert ws.close_code == 1001, ws.close_code
        done.set_result("right")
    except Exception as fault:
        done.set_result(repr(fault))


async def main():
    global done
    done = asyncio.get_running_loop().create_future()
    context = None
    if len(sys.argv) > 1:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
    async with websockets.serve(talk, "127.0.0.1", 0, ssl=context, max_size=None) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        print(await asyncio.wait_for(done, 60), flush=True)


asyncio.run(main())
