/// What the independent clients do.
enum PythonPrograms {
    /// Rebuilds the book and prints it after each message.
    static let book = """
        import json, ssl, sys
        from websockets.sync.client import connect
        port, ca = sys.argv[1:]
        context = ssl.create_default_context(cafile=ca)
        with connect(f"wss://localhost:{port}/", ssl=context, max_size=None) as ws:
            ws.send(json.dumps({"type": "subscribe", "channel": "heartbeats"}))
            ws.send(json.dumps({"type": "subscribe", "channel": "level2",
                                "product_ids": ["SOL-USD"]}))
            book = {"bid": {}, "offer": {}}
            due, kinds = 0, {}
            for _ in range(60):
                m = json.loads(ws.recv(timeout=10))
                assert m["sequence_num"] == due, (m["sequence_num"], due)
                due += 1
                kinds[m["channel"]] = kinds.get(m["channel"], 0) + 1
                if m["channel"] != "l2_data":
                    continue
                for e in m["events"]:
                    if e["type"] == "snapshot":
                        book = {"bid": {}, "offer": {}}
                    for u in e["updates"]:
                        price = round(float(u["price_level"]) * 100)
                        size = round(float(u["new_quantity"]) * 10**8)
                        if size: book[u["side"]][price] = size
                        else: book[u["side"]].pop(price, None)
                print(json.dumps({"sequence": m["sequence_num"],
                    "bids": sorted(book["bid"].items(), reverse=True),
                    "asks": sorted(book["offer"].items())}))
            assert kinds["heartbeats"] >= 2 and kinds["subscriptions"] == 2, kinds
            ws.ping().wait(5)
        """

    /// Follows the pool and prints each state that it is told.
    static let pool = """
        import base64, http.client, json, ssl, sys
        from websockets.sync.client import connect
        port, ca, pool = sys.argv[1:]
        context = ssl.create_default_context(cafile=ca)
        def state(account):
            d = base64.b64decode(account["data"][0])
            assert len(d) == account["space"] == 653
            return (int.from_bytes(d[65:81], "little"),
                    int.from_bytes(d[81:85], "little", signed=True),
                    int.from_bytes(d[49:65], "little"))
        rpc = http.client.HTTPSConnection("localhost", int(port), context=context)
        def post(method, *params):
            rpc.request("POST", "/", json.dumps({"jsonrpc": "2.0", "id": 1,
                "method": method, "params": list(params)}),
                {"Content-Type": "application/json"})
            response = rpc.getresponse()
            return response.status, json.loads(response.read())
        config = {"encoding": "base64", "commitment": "processed"}
        with connect(f"wss://localhost:{port}/", ssl=context) as ws:
            ws.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "accountSubscribe",
                                "params": [pool, config]}))
            ws.send(json.dumps({"jsonrpc": "2.0", "id": 2, "method": "slotSubscribe"}))
            assert json.loads(ws.recv(timeout=5))["id"] == 1
            assert json.loads(ws.recv(timeout=5))["id"] == 2
            status, body = post("getMultipleAccounts", [pool], config)
            assert status == 200, status
            context_slot = body["result"]["context"]["slot"]
            print(json.dumps([context_slot, state(body["result"]["value"][0])]))
            slot, told = None, 0
            while told < 6:
                m = json.loads(ws.recv(timeout=20))
                p = m["params"]["result"]
                if m["method"] == "slotNotification":
                    assert slot is None or p["slot"] == slot + 1
                    slot = p["slot"]
                elif p["context"]["slot"] >= context_slot:
                    told += 1
                    print(json.dumps([p["context"]["slot"], state(p["value"])]))
            status, body = post("sendTransaction", "AA==")
            assert status == 200 and body["error"]["code"] == -32601, body
        """

    /// Compares what comes with the capture, frame by frame.
    static let frames = """
        import json, ssl, subprocess, sys
        from websockets.sync.client import connect
        from websockets.exceptions import ConnectionClosedOK
        port, ca, capture = sys.argv[1:]
        lines = subprocess.run(["zstd", "-dcq", capture], check=True,
                               capture_output=True).stdout.splitlines()
        due = [e["data"] for e in map(json.loads, lines) if e["t"] == "recv"]
        context = ssl.create_default_context(cafile=ca)
        with connect(f"wss://localhost:{port}/", ssl=context, max_size=None) as ws:
            ws.send(json.dumps({"type": "subscribe", "channel": "level2",
                                "product_ids": ["ETH-USD"]}))
            for number, frame in enumerate(due):
                assert ws.recv(timeout=30) == frame, number
            try:
                ws.recv(timeout=5)
            except ConnectionClosedOK as e:
                assert e.rcvd.code == 1001, e
                print(len(due))
        """

    /// Meets one fault after the other and says what it saw.
    static let faults = """
        import http.client, json, ssl, sys, time
        from websockets.sync.client import connect
        from websockets.exceptions import ConnectionClosedError
        port, chain, ca = sys.argv[1:]
        context = ssl.create_default_context(cafile=ca)
        def read(most):
            seen = []
            try:
                with connect(f"wss://localhost:{port}/", ssl=context) as ws:
                    ws.send(json.dumps({"type": "subscribe", "channel": "level2",
                                        "product_ids": ["SOL-USD"]}))
                    while len(seen) < most:
                        seen.append(json.loads(ws.recv(timeout=10))["sequence_num"])
                    return seen, "enough"
            except ConnectionClosedError as e:
                return seen, "protocol error" if e.sent and e.sent.code == 1002 else "reset"
            except ssl.SSLCertVerificationError:
                return seen, "certificate"
        first = read(100)
        # The fault is put before the thirteenth message, the missing one is the fifth.
        assert first == ([0, 1, 2, 3, 5, 6, 7, 8, 8, 9, 10, 11], "protocol error"), first
        second = read(100)
        assert second[1] == "reset" and second[0] == list(range(20)), second
        third = read(100)
        assert third[1] == "reset" and len(third[0]) >= 39, third
        assert read(1)[1] == "certificate"
        time.sleep(1.6)
        assert read(3) == ([0, 1, 2], "enough")
        statuses = []
        rpc = http.client.HTTPSConnection("localhost", int(chain), context=context)
        for pause in (0, 0, 0, 1.1):
            time.sleep(pause)
            rpc.request("POST", "/", '{"jsonrpc":"2.0","id":1,"method":"getSlot"}')
            response = rpc.getresponse()
            response.read()
            statuses.append(response.status)
        assert statuses == [200, 200, 429, 200], statuses
        """

    /// Subscribes and then reads nothing; ends well when it is disconnected.
    static let idle = """
        import json, os, socket, base64, sys, time
        s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        s.sendall(b"GET / HTTP/1.1\\r\\nHost: x\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade"
            b"\\r\\nSec-WebSocket-Key: " + base64.b64encode(os.urandom(16))
            + b"\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n")
        ask = b'{"type":"subscribe","channel":"level2","product_ids":["SOL-USD"]}'
        s.sendall(bytes([0x81, 0x80 | len(ask), 0, 0, 0, 0]) + ask)
        for _ in range(400):
            time.sleep(0.05)
            try:
                # Peeking takes nothing away; a reset shows as an error.
                s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) and sys.exit(0)
                s.send(b"")
                import struct
                info = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)
                if info[0] != 1: sys.exit(0)
            except OSError:
                sys.exit(0)
        sys.exit(1)
        """

    /// Listens until the venue says goodbye.
    static let goodbye = """
        import json, ssl, sys
        from websockets.sync.client import connect
        from websockets.exceptions import ConnectionClosedOK
        port, ca = sys.argv[1:]
        context = ssl.create_default_context(cafile=ca)
        with connect(f"wss://localhost:{port}/", ssl=context) as ws:
            ws.send(json.dumps({"type": "subscribe", "channel": "heartbeats"}))
            try:
                while True: ws.recv(timeout=10)
            except ConnectionClosedOK as e:
                assert e.rcvd.code == 1001, e
        """
}
