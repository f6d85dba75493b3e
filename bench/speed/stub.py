"""The server of bench/run: as little of Google as the programs ask for, and the same for all.

stub.py CERTIFICATE KEY CERTIFICATE KEY listens on 127.0.0.1 with plain http, with TLS by either
certificate, and with SMTP, and prints the four ports. It answers at once and keeps what came; only
when a line comes on stdin does it look through it, says in one line of JSON what it saw since the
last time, and forgets it. So no check is paid for by the program that is measured.
"""
import base64
import email
import email.policy
import gzip
import hashlib
import itertools
import json
import socket
import ssl
import sys
import threading
import urllib.parse

FRESH_TOKEN = "ya29.fresh"
TOKENS = {"Bearer ya29.valid", "Bearer " + FRESH_TOKEN}
SECRETS = {"grant_type": "refresh_token", "client_id": "bench", "client_secret": "bench-secret",
           "refresh_token": "1//bench"}
SEND = "/gmail/v1/users/me/messages/send"
SYSTEM_LABELS = "INBOX SENT DRAFT SPAM TRASH UNREAD STARRED IMPORTANT CHAT".split()
LABELS = json.dumps({"labels": [
    {"id": name, "name": name, "type": "system",
     "messageListVisibility": "hide", "labelListVisibility": "labelShow"} for name in SYSTEM_LABELS
] + [{"id": f"Label_{n}", "name": f"Projects/Number {n}", "type": "user"} for n in range(1, 12)]})


class Seen:
    """What came since the last question."""

    def __init__(self):
        self.lock = threading.Lock()
        self.clear()

    def clear(self):
        self.bodies, self.ids, self.problems = [], [], []
        self.refreshes = self.labels = self.connections = 0

    def add(self, kind, pieces, sent):
        with self.lock:
            self.bodies.append((kind, pieces))
            self.ids.append(sent)

    def count(self, what):
        with self.lock:
            setattr(self, what, getattr(self, what) + 1)

    def problem(self, words):
        with self.lock:
            self.problems.append(words)

    def report(self):
        with self.lock:
            messages = [look(kind, pieces, self.problems) for kind, pieces in self.bodies]
            said = {"ids": self.ids, "messages": messages, "refreshes": self.refreshes,
                    "labels": self.labels, "connections": self.connections,
                    "problems": self.problems}
            self.clear()
            return said


def look(kind, pieces, problems):
    """What a message holds: its recipient, its text, and a digest of its attachment."""
    try:
        body = b"".join(pieces)
        if kind == "raw":
            raw = json.loads(body)["raw"]
            body = base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))
        message = email.message_from_bytes(body, policy=email.policy.default)
        attachments = [part.get_content() for part in message.iter_attachments()]
        return {"to": message["To"], "subject": message["Subject"],
                "text": message.get_body(("plain",)).get_content().strip(),
                "attachments": [hashlib.sha256(each).hexdigest() for each in attachments]}
    except Exception as e:  # Whatever is wrong with it, the benchmark has to say so and end.
        problems.append(f"a message that cannot be read: {e!r}")
        return None


seen = Seen()
numbers = itertools.count(1)
sessions = {}


def message_id():
    return f"{next(numbers):016x}"


class Http:
    """One connection."""

    def __init__(self, connection, root):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection = connection
        self.root = root
        self.input = connection.makefile("rb", 1 << 16)

    def serve(self):
        requests = 0
        while line := self.input.readline():
            if not requests:
                seen.count("connections")
            requests += 1
            method, target, _ = line.decode("ascii").split(" ", 2)
            headers = {}
            while (line := self.input.readline()) not in (b"\r\n", b""):
                name, value = line.decode("latin-1").split(":", 1)
                headers[name.lower()] = value.strip()
            if headers.get("expect", "").lower() == "100-continue":
                self.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = self.body(headers)
            path, _, query = target.partition("?")
            self.answer(*self.route(method, path, urllib.parse.parse_qs(query), headers, body))
            if headers.get("connection", "").lower() == "close":
                return

    def body(self, headers):
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = bytearray()
            while size := int(self.input.readline().split(b";")[0], 16):
                body += self.exactly(size)
                self.input.readline()
            self.input.readline()
        else:
            body = self.exactly(int(headers.get("content-length", "0")))
        return gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body

    def exactly(self, size):
        body = bytearray(size)
        view = memoryview(body)
        have = 0
        while have < size:
            got = self.input.readinto(view[have:])
            if not got:
                raise ConnectionError(f"the body ended after {have} of {size} bytes")
            have += got
        return body

    def route(self, method, path, query, headers, body):
        if (method, path) == ("POST", "/token"):
            return self.token(body)
        if method == "PUT" and "upload_id" in query:
            return self.session(query["upload_id"][0], body)
        if headers.get("authorization") not in TOKENS:
            seen.problem(f"{method} {path} without a token")
            return "401 Unauthorized", "", '{"error":{"code":401,"message":"no token"}}'
        if (method, path) == ("GET", "/gmail/v1/users/me/labels"):
            seen.count("labels")
            return "200 OK", "", LABELS
        if (method, path) == ("POST", SEND):
            return self.sent("raw", body)
        if (method, path) == ("POST", "/upload" + SEND):
            if query.get("uploadType") == ["media"]:
                return self.sent("rfc822", body)
            if query.get("uploadType") == ["resumable"]:
                return self.begin(headers)
        seen.problem(f"nobody expected {method} {path}")
        return "404 Not Found", "", '{"error":{"code":404,"message":"not here"}}'

    def token(self, body):
        seen.count("refreshes")
        form = dict(urllib.parse.parse_qsl(body.decode()))
        wrong = [name for name, value in SECRETS.items() if form.get(name) != value]
        if wrong:
            seen.problem(f"a refresh with another {wrong}")
            return "400 Bad Request", "", '{"error":"invalid_grant"}'
        return "200 OK", "", json.dumps(
            {"access_token": FRESH_TOKEN, "expires_in": 3599, "token_type": "Bearer",
             "scope": "https://www.googleapis.com/auth/gmail.send"})

    def begin(self, headers):
        name = message_id()
        sessions[name] = int(headers["x-upload-content-length"]), []
        return "200 OK", f"Location: {self.root}upload{SEND}?upload_id={name}\r\n", ""

    def session(self, name, body):
        """The bytes of an upload session, which come in order: 308 as long as some are missing."""
        total, pieces = sessions[name]
        pieces.append(body)
        have = sum(map(len, pieces))
        if have == total:
            del sessions[name]
            return self.sent("rfc822", *pieces)
        return "308 Resume Incomplete", f"Range: bytes=0-{have - 1}\r\n" if have else "", ""

    def sent(self, kind, *pieces):
        sent = message_id()
        seen.add(kind, pieces, sent)
        return "200 OK", "", json.dumps({"id": sent, "threadId": sent, "labelIds": ["SENT"]})

    def answer(self, status, fields, text):
        head = (f"HTTP/1.1 {status}\r\nContent-Type: application/json; charset=UTF-8\r\n"
                f"Content-Length: {len(text)}\r\n{fields}\r\n")
        self.connection.sendall((head + text).encode())


def smtp(connection):
    """As much of RFC 5321 as msmtp and curl speak to a server that wants no login."""
    seen.count("connections")
    lines = connection.makefile("rb")
    connection.sendall(b"220 bench\r\n")
    while line := lines.readline():
        verb = line[:4].upper()
        if verb == b"DATA":
            connection.sendall(b"354 go on\r\n")
            body = bytearray()
            while (line := lines.readline()) not in (b".\r\n", b""):
                body += line[1:] if line.startswith(b".") else line
            sent = message_id()
            seen.add("rfc822", [body], sent)
            connection.sendall(b"250 2.0.0 kept as " + sent.encode() + b"\r\n")
        elif verb == b"QUIT":
            connection.sendall(b"221 bye\r\n")
            return
        else:
            connection.sendall(b"250 bench\r\n")


def serve(connection, context, root):
    try:
        with connection:
            if context == "smtp":
                smtp(connection)
            elif context:
                with context.wrap_socket(connection, server_side=True) as wrapped:
                    Http(wrapped, root).serve()
            else:
                Http(connection, root).serve()
    except (ConnectionResetError, BrokenPipeError, ssl.SSLError):
        pass  # Who ends does not always say goodbye; who wanted more from us fails by itself.
    except Exception as e:
        seen.problem(f"a connection broke: {e!r}")


def listen(context, root):
    server = socket.create_server(("127.0.0.1", 0), backlog=64)
    port = server.getsockname()[1]

    def accept():
        while True:
            connection, _ = server.accept()
            threading.Thread(
                target=serve, args=(connection, context, root.format(port)), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return port


def tls(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def main(*certificates):
    contexts = tls(*certificates[:2]), tls(*certificates[2:])
    print(listen(None, "http://127.0.0.1:{}/"),
          *(listen(context, "https://127.0.0.1:{}/") for context in contexts),
          listen("smtp", ""), flush=True)
    for _ in sys.stdin:
        print(json.dumps(seen.report()), flush=True)


main(*sys.argv[1:])
