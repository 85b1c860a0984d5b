import Foundation
import Numbers
import Testing

@testable import Simulators

@Suite(
    "The simulators on the network", .serialized,
    .enabled(if: PythonPeer.isThere, "needs Python with the package websockets"))
struct VenueServerTests {
    static func scenario(in folder: URL) -> VenueScenario {
        var scenario = VenueScenario(market: .generated(GeneratedMarket()))
        scenario.authorityFile = folder.appendingPathComponent("ca.pem").path
        scenario.truthFile = folder.appendingPathComponent("truth.jsonl").path
        return scenario
    }

    @Test("an independent client over TLS rebuilds the very book, with no number missing")
    func coinbase() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        let scenario = VenueServerTests.scenario(in: folder)
        var server = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
        let answer = try PythonPeer.run(
            """
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
            """, arguments: ["\(server.coinbasePort)", scenario.authorityFile],
            beside: &server, in: folder)
        try #require(answer.status == 0, "\(answer.output)")
        let seen = try VenueServerTests.books(answer.output)
        let truth = try VenueServerTests.books(
            String(contentsOfFile: scenario.truthFile, encoding: .utf8))
        #expect(seen.count > 50)
        for (sequence, book) in seen { #expect(truth[sequence] == book, "message \(sequence)") }
        #expect(server.counters.slowClients == 0 && server.counters.malformed == 0)
    }

    /// Each book as one line of text, by the number of its message.
    static func books(_ text: String) throws -> [Int: String] {
        var books: [Int: String] = [:]
        for line in text.split(separator: "\n") {
            guard
                let entry = try JSONSerialization.jsonObject(with: Data(line.utf8))
                    as? [String: Any],
                let sequence = entry["sequence"] as? Int, let bids = entry["bids"] as? [[Int]],
                let asks = entry["asks"] as? [[Int]]
            else { continue }
            books[sequence] = "\(bids) \(asks)"
        }
        return books
    }

    @Test("an independent client follows the pool by WebSocket and HTTP at one port")
    func solana() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        let scenario = VenueServerTests.scenario(in: folder)
        var server = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
        let answer = try PythonPeer.run(
            """
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
            """, arguments: ["\(server.solanaPort)", scenario.authorityFile, server.poolAddress],
            beside: &server, in: folder)
        try #require(answer.status == 0, "\(answer.output)")
        var truth: [String: String] = [:]
        let lines = try String(contentsOfFile: scenario.truthFile, encoding: .utf8)
        for line in lines.split(separator: "\n") where line.hasPrefix(#"{"kind":"pool""#) {
            let parts = line.split { !"-0123456789".contains($0) }.map(String.init)
            truth[parts[0]] = parts[1...].joined(separator: " ")
        }
        var compared = 0
        for line in answer.output.split(separator: "\n") {
            let parts = line.split { !"-0123456789".contains($0) }.map(String.init)
            guard parts.count == 4 else { continue }
            #expect(truth[parts[0]] == parts[1...].joined(separator: " "))
            compared += 1
        }
        #expect(compared == 7)
        #expect(server.counters.violations == 1)
    }

    @Test(
        "a recorded connection comes over TLS byte for byte",
        .enabled(if: RecordedData.isThere, "needs ../shared/data"))
    func recorded() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        var scenario = VenueServerTests.scenario(in: folder)
        scenario.market = .recordedCoinbase(RecordedMarket(dataDirectory: RecordedData.directory))
        scenario.speed = 10
        var server = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
        let answer = try PythonPeer.run(
            """
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
            """,
            arguments: [
                "\(server.coinbasePort)", scenario.authorityFile,
                RecordedData.directory + "/cex/cryptofeed_v3/COINBASE.jsonl.zst",
            ], beside: &server, in: folder)
        #expect(answer.status == 0 && answer.output == "1030\n", "\(answer.output)")
    }

    @Test("faults reach a client as they would from a real venue")
    func faults() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        var scenario = VenueServerTests.scenario(in: folder)
        scenario.faults = [
            VenueFault(.gap, at: .coinbase, .messages(4)),
            VenueFault(.duplicate, at: .coinbase, .messages(8)),
            VenueFault(.garbageFrame, at: .coinbase, .messages(12)),
            VenueFault(.disconnect, at: .coinbase, .messages(20)),
            VenueFault(.badCertificate, at: .coinbase, .messages(40), span: .milliseconds(1_500)),
            VenueFault(.tooManyRequests, at: .rpc, .messages(1), span: .seconds(1)),
        ]
        var server = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
        let answer = try PythonPeer.run(
            """
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
            """,
            arguments: [
                "\(server.coinbasePort)", "\(server.solanaPort)", scenario.authorityFile,
            ], beside: &server, in: folder)
        #expect(answer.status == 0, "\(answer.output)")
        #expect(server.counters.faults == 6)
    }

    @Test("a client that reads nothing is disconnected, and counted")
    func slowClient() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        var scenario = VenueServerTests.scenario(in: folder)
        scenario.isEncrypted = false
        scenario.truthFile = ""
        scenario.speed = 200
        scenario.queueBytesMax = 1 << 20
        var server = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
        let answer = try PythonPeer.run(
            """
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
            """, arguments: ["\(server.coinbasePort)"], beside: &server, in: folder)
        #expect(answer.status == 0, "\(answer.output)")
        #expect(server.counters.slowClients == 1)
        #expect(server.clients == 0)
    }

    @Test("a port that is taken is refused with its number")
    func takenPort() throws {
        let folder = try PythonPeer.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        var scenario = VenueServerTests.scenario(in: folder)
        let server = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
        scenario.coinbasePort = server.coinbasePort
        do throws(VenueServerError) {
            _ = try VenueServer(scenario, at: PythonPeer.now(), wall: PythonPeer.wall())
            Issue.record("the port is taken")
        } catch {
            #expect("\(error)".contains("\(server.coinbasePort)"), "\(error)")
        }
    }
}
