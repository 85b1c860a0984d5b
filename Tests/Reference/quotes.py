"""A quote API over TLS, by Python's http.server: what it answers, the beginning of the path says.
Prints its port, then for each request its path and the key that came with it.

    quotes.py CERTIFICATE KEY ANSWER

/answer/…   the file ANSWER              /busy/…     429, come back in 7 s
/date/…     503 with a date              /reset/…    429 with the API's own field
/none/…     400 with the API's words     /moved/…    302 elsewhere
/garbage/…  200 and no JSON              /half/…     a body shorter than its length
/giant/…    2 MiB                        /silence/…  nothing, ever
/gone/…     ends without a word          /noise/…    no HTTP
"""
import http.server
import ssl
import sys
import threading

ANSWER = open(sys.argv[3], "rb").read()
NONE = b'{"error":"Could not find any route","errorCode":"COULD_NOT_FIND_ANY_ROUTE"}'
BUSY = b'{"code":429,"message":"[API Gateway] Too many requests"}'
ANSWERS = {
    "answer": (200, {}, ANSWER),
    "busy": (429, {"Retry-After": "7"}, BUSY),
    "date": (503, {"Retry-After": "Fri, 21 Aug 2026 07:28:00 GMT"}, b"<html>later</html>"),
    "reset": (429, {"x-ratelimit-reset": "1787300000"}, b""),
    "none": (400, {}, NONE),
    "moved": (302, {"Location": "https://localhost:1/"}, b""),
    "garbage": (200, {}, b"<html>welcome</html>"),
    "giant": (200, {}, b" " * (2 << 20)),
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        print(self.path, self.headers.get("x-api-key"), flush=True)
        kind = self.path.split("/")[1]
        if kind == "silence":
            threading.Event().wait()
        elif kind == "gone":
            self.close_connection = True
        elif kind == "noise":
            self.wfile.write(b"what?\r\n\r\n")
            threading.Event().wait()
        elif kind == "half":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{")
            self.close_connection = True
        else:
            status, fields, body = ANSWERS[kind]
            self.send_response(status)
            for name, value in fields.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *words):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
