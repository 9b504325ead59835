"""A receiver of POST requests on 127.0.0.1, for tests of what a run tells over the network; a strict reader of OTLP."""
import http.server
import json
import re
import socket
import ssl
import threading
import time


class Receiver:
    """Keeps each request as (path, headers, body, when); `plays` says what the n-th is answered with, the last for all later.

    A play is (status, headers, body), or "hang" (no answer until the test ends) or "cut" (the connection is closed)."""

    def __init__(self, *plays, certificate=None):
        self.plays, self.requests, self.over = list(plays) or [(200, {}, "{}")], [], threading.Event()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                play = receiver.plays[min(len(receiver.requests), len(receiver.plays) - 1)]
                receiver.requests.append((self.path, dict(self.headers), body, time.monotonic()))
                if play == "hang":
                    receiver.over.wait(120)
                if play in ("hang", "cut"):
                    self.close_connection = True
                    return
                status, headers, answer = play
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # a client that gave up
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            scheme = "https"
        self.url = f"{scheme}://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.server.shutdown()
        self.server.server_close()

    def documents(self):
        return [json.loads(body) for _, _, body, _ in self.requests]


def closed_port():
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


# The JSON mapping of opentelemetry-proto's ExportTraceServiceRequest, as far as we send it: each member and its form.
# Members of other names are errors: a collector would pass over them silently.
HEX16, HEX32 = re.compile("[0-9a-f]{16}"), re.compile("[0-9a-f]{32}")
INT64, UINT64 = re.compile(r"-?(0|[1-9]\d{0,18})"), re.compile(r"0|[1-9]\d{0,19}")
SPAN = {"traceId", "spanId", "parentSpanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano", "attributes", "events",
        "droppedEventsCount", "status"}


def members(what, known, needed=()):
    if not isinstance(what, dict) or not set(needed) <= set(what) <= set(known):
        raise ValueError(f"members {sorted(what)}, known {sorted(known)}, needed {sorted(needed)}")
    return what


def text(value, form=None):
    if not isinstance(value, str) or (form and not form.fullmatch(value)):
        raise ValueError(f"no such text: {value!r}")
    return value


def attributes(what):
    found = {}
    for one in what:
        members(one, {"key", "value"}, {"key", "value"})
        (kind, value), = one["value"].items()
        if kind == "intValue":
            value = int(text(value, INT64))
        elif not (kind == "stringValue" and isinstance(value, str) or kind == "boolValue" and isinstance(value, bool)
                  or kind == "doubleValue" and isinstance(value, (int, float)) and not isinstance(value, bool)):
            raise ValueError(f"{kind}: {value!r}")
        if one["key"] in found:
            raise ValueError(f"a second {one['key']}")
        found[one["key"]] = value
    return found


def spans(body):
    """(resource attributes, spans) of a request; attributes as dicts, times as ints. A broken form is a ValueError."""
    request = members(json.loads(body), {"resourceSpans"}, {"resourceSpans"})
    found = []
    for of_resource in request["resourceSpans"]:
        resource = attributes(members(of_resource, {"resource", "scopeSpans"})["resource"]["attributes"])
        for of_scope in of_resource["scopeSpans"]:
            members(of_scope, {"scope", "spans"}, {"scope", "spans"})
            members(of_scope["scope"], {"name", "version"}, {"name"})
            found += [span(one) for one in of_scope["spans"]]
    return resource, found


def span(one):
    one = dict(members(one, SPAN, SPAN - {"parentSpanId", "events", "droppedEventsCount", "status"}))
    text(one["traceId"], HEX32), text(one["spanId"], HEX16)
    if "parentSpanId" in one:
        text(one["parentSpanId"], HEX16)
    if one["kind"] != 1 or not one["name"]:
        raise ValueError(f"kind {one['kind']}, name {one['name']!r}")
    for side in ("start", "end"):
        one[side] = int(text(one[f"{side}TimeUnixNano"], UINT64))
    if one["start"] > one["end"]:
        raise ValueError("a span ends before it starts")
    one["attributes"] = attributes(one["attributes"])
    if "status" in one and (members(one["status"], {"code", "message"}, {"code"})["code"] not in (0, 1, 2)):
        raise ValueError(f"status {one['status']}")
    one["events"] = [members(event, {"timeUnixNano", "name", "attributes"}, {"timeUnixNano", "name"}) | {
        "attributes": attributes(event.get("attributes", [])), "at": int(text(event["timeUnixNano"], UINT64))}
        for event in one.get("events", [])]
    return one
