"""A web of many hosts on 127.0.0.1: raw sockets, so that every fault can be played, and a log of what was asked.

A host is a table from target to play. A play is the bytes of a response, or a function of (peer, request) that gives
such bytes or writes itself and gives None: the connection is closed then. What is in no table is answered with 404.
"""

import contextlib
import dataclasses
import socket
import ssl
import struct
import subprocess
import threading
import time

HEAD_BYTES = 1 << 16
IDLE_S = 20


def answer(body=b"", *headers, status="200 OK", kind="text/html"):
    """A response that is framed as it should be."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def text(body, *headers, **options):
    return answer(body, *headers, kind="text/plain", **options)


def redirect(location, status="301 Moved Permanently"):
    return answer("", f"Location: {location}", status=status)


def page(*links, head="", body="", headers=()):
    """A page of links; one that begins with <...> is taken as it is."""
    items = [link if link.startswith("<") else f'<a href="{link}">{link}</a>' for link in links]
    return answer(
        f"<!doctype html><html lang=en><head><title>t</title>{head}</head>"
        f"<body><p>{body}</p>{''.join(items)}</body></html>",
        *headers,
    )


@dataclasses.dataclass
class Request:
    at: float
    url: str
    host: str
    target: str
    headers: list
    ended: float = 0.0
    sent: int = 0

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Peer:
    """The other side of a connection, as a play sees it."""

    def __init__(self, stream, request):
        self.stream, self.request = stream, request

    def write(self, data):
        self.stream.sendall(data)
        self.request.sent += len(data)

    def drip(self, data, pause_s):
        """One byte at a time, until the other side has had enough."""
        for byte in data:
            self.write(bytes([byte]))
            time.sleep(pause_s)

    def wait_for_close(self, seconds=IDLE_S):
        self.stream.settimeout(seconds)
        with contextlib.suppress(OSError):
            while self.stream.recv(4096):
                pass

    def reset(self):
        self.stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Authority:
    """A certificate authority in a folder, and the certificates that it gives; good and otherwise."""

    def __init__(self, folder):
        self.folder = folder
        self.file = folder / "ca.pem"
        self._openssl(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
            "-subj",
            "/CN=test authority",
            "-days",
            "2",
        )

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def context(self, name, hosts, days=2, self_signed=False):
        (self.folder / f"{name}.ext").write_text("subjectAltName=" + ",".join(f"DNS:{host}" for host in hosts))
        self._openssl(
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.csr",
            "-subj",
            f"/CN={name}",
        )
        signer = (
            ["-signkey", f"{name}.key"] if self_signed else ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"]
        )
        self._openssl(
            "x509",
            "-req",
            "-in",
            f"{name}.csr",
            *signer,
            "-days",
            str(days),
            "-extfile",
            f"{name}.ext",
            "-out",
            f"{name}.pem",
        )
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return made


class Site:
    """The server: one port for plain HTTP, one for TLS where `contexts` gives a certificate for each host."""

    def __init__(self, contexts=None):
        self.hosts = {}
        self.log = []
        self.handshakes = []
        self._lock = threading.Lock()
        self._open = True
        self._listeners = []
        self.port = self._listen(None)
        self.tls_port = self._listen(self._choosing(contexts)) if contexts else 0

    def _choosing(self, contexts):
        def choose(stream, name, _):
            self.handshakes.append(name)
            stream.context = contexts.get(name, base)

        base = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        base.sni_callback = choose
        return base

    def _listen(self, context, address="127.0.0.1"):
        listener = socket.create_server((address, 0), backlog=256)
        self._listeners.append(listener)
        threading.Thread(target=self._accept, args=(listener, context), daemon=True).start()
        return listener.getsockname()[1]

    def _accept(self, listener, context):
        while self._open:
            try:
                stream, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(stream, context), daemon=True).start()

    def _serve(self, stream, context):
        scheme = "https" if context else "http"
        stream.settimeout(IDLE_S)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError, ValueError), contextlib.ExitStack() as stack:
            stack.callback(stream.close)
            if context:
                stream = context.wrap_socket(stream, server_side=True)
                stack.callback(stream.close)
            while self._open and self._exchange(stream, scheme):
                pass

    def _exchange(self, stream, scheme):
        """One request; whether the connection goes on."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            piece = stream.recv(HEAD_BYTES)
            if not piece:
                return False
            head += piece
        at = time.monotonic()
        first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines]
        target = first.split(" ")[1]
        authority = dict((name.lower(), value) for name, value in headers)["host"]
        request = Request(at, f"{scheme}://{authority}{target}", authority.rsplit(":", 1)[0], target, headers)
        with self._lock:
            self.log.append(request)
        try:
            play = self.hosts.get(request.host, {}).get(target, self.hosts.get(request.host, {}).get("*", NOT_FOUND))
            peer = Peer(stream, request)
            data = play if isinstance(play, bytes) else play(peer, request)
            if data is None:
                return False
            peer.write(data)
            return b"\r\nConnection: close" not in data.split(b"\r\n\r\n", 1)[0]
        finally:
            request.ended = time.monotonic()

    def url(self, host, target="/", tls=False):
        return f"http{'s' if tls else ''}://{host}:{self.tls_port if tls else self.port}{target}"

    def requests(self, host=None, since=0):
        """What was asked, in order, behind the first `since` requests."""
        with self._lock:
            return [one for one in self.log[since:] if host in (None, one.host)]

    def targets(self, host, since=0):
        return [one.target for one in self.requests(host, since)]

    def close(self):
        self._open = False
        for listener in self._listeners:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()


NOT_FOUND = answer("no such page", status="404 Not Found")
