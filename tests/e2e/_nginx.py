"""A web of many hosts served by nginx on 127.0.0.1, and its access log in the words of _site.py.

Plain HTTP/1.1 on one port, TLS with HTTP/2 on another, TLS without it on a third. A host is a table from target to
play: the bytes of a response, which become a file and the directives that serve it, or directives as they stand.
A target that begins with ~ is a pattern; the empty target holds directives of the whole server. No root is needed,
and nothing is written outside the folder.
"""

import contextlib
import hashlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import time

import _assay
from _site import Authority, Request

START_S = 20
FIELDS = ("user-agent", "cookie", "referer", "authorization", "from", "origin", "range", "accept-encoding")
CONDITIONS = ("if-none-match", "if-modified-since")
ENTRY = {
    "ended": "$msec",
    "took": "$request_time",
    "scheme": "$scheme",
    "host": "$http_host",
    "named": "$server_name",
    "sni": "$ssl_server_name",
    "method": "$request_method",
    "target": "$request_uri",
    "status": "$status",
    "sent": "$body_bytes_sent",
    "version": "$server_protocol",
    "connection": "$connection",
    "nth": "$connection_requests",
    **{name: f"$http_{name.replace('-', '_')}" for name in (*FIELDS, *CONDITIONS)},
}
BASE = """
daemon off;
master_process off;
pid {work}/nginx.pid;
error_log {work}/error.log notice;
events {{ worker_connections 1024; }}
http {{
  log_format entry escape=json '{entry}';
  access_log {work}/access.log entry;
  {temporary}
  server_names_hash_max_size 4096;
  server_names_hash_bucket_size 128;
  keepalive_timeout 30s;
  sendfile on;
  types {{ }}
  server {{ listen 127.0.0.1:{port} default_server; server_name _; return 421; }}
  server {{ listen 127.0.0.1:{tls_port} ssl http2 default_server; server_name _; ssl_reject_handshake on; }}
  server {{ listen 127.0.0.1:{old_port} ssl default_server; server_name _; ssl_reject_handshake on; }}
  server {{
    listen 127.0.0.1:{status_port};
    access_log off;
    location = /status {{ stub_status; }}
  }}
"""


def missing():
    """Why nginx cannot be used here; empty when it can."""
    return "" if binary() else "nginx is not installed"


def binary():
    """Debian keeps it where only root's PATH looks."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in sockets]


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Nginx:
    """Tables are added, then it starts; it reads as a Site of _site.py does."""

    def __init__(self, work):
        self.work = work / "nginx"
        (self.work / "files").mkdir(parents=True)
        self.port, self.tls_port, self.old_port, self.status_port = free_ports(4)
        self.hosts = {}
        self.authority = Authority(self.work)
        self._servers = []
        self._process = None

    # ---- what it serves ----

    def url(self, host, target="/", tls=False):
        return f"http{'s' if tls else ''}://{host}:{self.tls_port if tls else self.port}{target}"

    def tls_url(self, host, target="/"):
        return self.url(host, target, tls=True)

    def old_url(self, host, target="/"):
        """TLS whose server offers HTTP/1.1 only."""
        return f"https://{host}:{self.old_port}{target}"

    def serve(self, host, table):
        self._serve(host, table, f"listen 127.0.0.1:{self.port};")

    def serve_tls(self, host, table):
        self._serve(host, table, f"listen 127.0.0.1:{self.tls_port} ssl http2;")

    def serve_old_tls(self, host, table):
        self._serve(host, table, f"listen 127.0.0.1:{self.old_port} ssl;")

    def _serve(self, host, table, listen):
        self.hosts[host] = True
        lines = [listen, f"server_name {host};", "default_type text/html;", table.get("", "")]
        if " ssl" in listen:
            lines.append("ssl_certificate {0}/all.pem; ssl_certificate_key {0}/all.key;".format(self.work))
        # A location has no query: of targets that differ in it, the first is served.
        plays = {target.split("?")[0]: play for target, play in reversed(table.items()) if target}
        for path, play in plays.items():
            match = f"~ {quoted(path[1:])}" if path.startswith("~") else f"= {quoted(path)}"
            lines.append(f"location {match} {{ {self._directives(play)} }}")
        self._servers.append("server {\n    " + "\n    ".join(filter(None, lines)) + "\n  }")

    def file(self, data, kind="text/html"):
        """Directives that serve these bytes from a file, with the validators that nginx gives it."""
        name = hashlib.sha256(data).hexdigest()[:24]
        (self.work / "files" / name).write_bytes(data)
        return self.named(name, kind)

    def zeros(self, count, kind="text/html"):
        """As `file`, of so many bytes that take no room."""
        name = f"zeros-{count}"
        with (self.work / "files" / name).open("wb") as file:
            file.truncate(count)
        return self.named(name, kind)

    def named(self, name, kind):
        return f"default_type {quoted(kind)}; root {self.work}/files; try_files /{name} =404;"

    def _directives(self, play):
        if isinstance(play, str):
            return play
        head, body = play.split(b"\r\n\r\n", 1)
        first, *lines = head.decode("latin-1").split("\r\n")
        status = int(first.split()[1])
        headers = [line.split(": ", 1) for line in lines]
        own = {name: value for name, value in headers if name in ("Content-Type", "Content-Length", "Location")}
        added = "".join(f"add_header {name} {quoted(value)} always; " for name, value in headers if name not in own)
        if status == 200:
            return added + self.file(body, own["Content-Type"])
        return f"{added}return {status} {quoted(own.get('Location', body.decode()))};"

    # ---- the program ----

    def start(self):
        self.authority.context("all", list(self.hosts))
        values = {key: getattr(self, key) for key in ("port", "tls_port", "old_port", "status_port")}
        temporary = " ".join(
            f"{kind}_temp_path {self.work}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        text = BASE.format(work=self.work, entry=json.dumps(ENTRY), temporary=temporary, **values)
        (self.work / "nginx.conf").write_text(text + "  " + "\n  ".join(self._servers) + "\n}\n")
        command = [binary(), "-p", str(self.work), "-c", "nginx.conf", "-e", str(self.work / "error.log")]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=_assay.environment())
        end = time.monotonic() + START_S
        while time.monotonic() < end and self._process.poll() is None:
            with contextlib.suppress(OSError):
                return self._connections()
            time.sleep(0.02)
        raise SystemExit("nginx did not start\n" + (self.work / "error.log").read_text()[-2000:])

    def _connections(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.status_port, timeout=5)
        with contextlib.closing(connection):
            connection.request("GET", "/status")
            return int(connection.getresponse().read().split()[2])

    def _settle(self):
        """A request is logged when it ends: waits until every connection but the one that asks is closed."""
        end = time.monotonic() + START_S
        while self._process and self._connections() > 1 and time.monotonic() < end:
            time.sleep(0.02)

    def close(self):
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=START_S)
            self._process = None

    # ---- what it saw ----

    @property
    def entries(self):
        """Lines of the access log, in the order in which the requests began."""
        self._settle()
        lines = (self.work / "access.log").read_text().splitlines()
        entries = [{**entry, "began": float(entry["ended"]) - float(entry["took"])} for entry in map(json.loads, lines)]
        return sorted(entries, key=lambda entry: entry["began"])

    @property
    def log(self):
        """The requests among them; what was none, such as a handshake on the plain port, is `noise`."""
        return [request_of(entry) for entry in self.entries if entry["method"]]

    @property
    def noise(self):
        return [entry for entry in self.entries if not entry["method"]]

    def requests(self, host=None, since=0):
        return [one for one in self.log[since:] if host in (None, one.host)]

    def targets(self, host, since=0):
        return [one.target for one in self.requests(host, since)]


class Asked(Request):
    """A request of the access log, with what only nginx tells."""

    entry: dict


def request_of(entry):
    headers = [(name, entry[name]) for name in (*FIELDS, *CONDITIONS) if entry[name]]
    asked = Asked(
        entry["began"],
        f"{entry['scheme']}://{entry['host']}{entry['target']}",
        entry["host"].rsplit(":", 1)[0],
        entry["target"],
        headers,
        float(entry["ended"]),
        int(entry["sent"]),
    )
    asked.entry = entry
    return asked
