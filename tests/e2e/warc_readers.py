#!/usr/bin/env python3
"""Our WARC files in the hands of others: warcio reads and checks them, pywb replays them to the byte.

    warc_readers.py [--fast]

The unit test of `acquire` writes one exchange of every kind; what each must come back as stands here. A crawl of a real
server, three times, writes what crawls write: each page and picture has to come back as the server sends it.
"""
import argparse
import collections
import contextlib
import datetime
import email.utils
import gzip
import http.client
import os
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

import _assay
import _crawl
import _nginx
from _rights_site import png
from _site import page

TEST = _assay.ROOT / "build" / "release" / "src" / "assay" / "acquire" / "assay_acquire_test"
PROMISE = "WarcWriterTest.KeepsExchangesForOtherReaders"
TOOLS = _assay.CACHE / "venv" / "bin"
STAMP = "20260115102030"
START_S = 60
RUNS = 3
SITE = "http://shop.example"
HOSTILE = f"{SITE}/%0D%0AWARC-Type:%20resource"  # pywb finds no route for a line end in an address
BODIES = {
    f"{SITE}/plain": b"hello",
    f"{SITE}/binary": bytes(i * i // 7 % 256 for i in range(20_000)),
    f"{SITE}/h2": b"second version",
    f"{SITE}/chunked": b"5\r\nhello\r\n0\r\n\r\n",
    f"{SITE}/cut": b"the first ha",
    f"{SITE}/a%20b%3C%C3%A9%3E": b"odd address",
}
TYPES = {"warcinfo": 3, "request": 10, "response": 7, "revisit": 2, "metadata": 1}
PROFILES = {f"{SITE}/again": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
            f"{SITE}/unmodified": "http://netpreserve.org/warc/1.1/revisit/server-not-modified"}


def read_with_warcio(checks, files):
    """Every record by type; digests are verified while they are read."""
    types, bodies, profiles = {}, {}, {}
    for file in files:
        with file.open("rb") as stream:
            iterator = ArchiveIterator(stream, check_digests="raise")
            for record in iterator:
                field = record.rec_headers.get_header
                content = record.content_stream().read()
                types[record.rec_type] = types.get(record.rec_type, 0) + 1
                url = field("WARC-Target-URI")
                if record.rec_type == "response":
                    bodies[url] = content
                if record.rec_type == "revisit":
                    profiles[url] = field("WARC-Profile")
                else:
                    checks.that(record.digest_checker.passed, f"warcio verifies the digests of {record.rec_type} {url}")
            checks.equal(iterator.err_count, 0, f"{file.name}: warcio finds each record where the last one ends")
    checks.equal(types, TYPES, "warcio counts the records")
    checks.equal(bodies, {**BODIES, HOSTILE: b"hostile address"}, "warcio reads the bodies")
    checks.equal(profiles, PROFILES, "the profiles are those of WARC 1.1")


def check_with_warcio(checks, files):
    done = subprocess.run([TOOLS / "warcio", "check", *files], capture_output=True, text=True, check=False, timeout=60)
    checks.equal((done.returncode, done.stdout), (0, ""), f"warcio check finds nothing\n{done.stderr}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        answer = connection.getresponse()
        try:
            return answer.status, answer.headers, answer.read()
        except http.client.IncompleteRead as cut:
            return answer.status, answer.headers, cut.partial
    finally:
        connection.close()


def wait_for(server, port):
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.poll() is None:
        try:
            return get(port, "/")
        except OSError:
            time.sleep(0.2)
    raise SystemExit("wayback did not start")


def replay(checks, port):
    for url, body in {**BODIES, f"{SITE}/again": BODIES[f"{SITE}/plain"]}.items():
        status, headers, content = get(port, f"/coll/{STAMP}id_/{url}")
        checks.equal((status, content), (200, body), f"pywb replays {url}")
        checks.equal(headers.get("Memento-Datetime"), "Thu, 15 Jan 2026 10:20:30 GMT", f"pywb dates {url}")
    checks.equal(get(port, f"/coll/{STAMP}id_/{SITE}/unmodified")[0], 304, "pywb replays what was not modified")
    checks.equal(get(port, f"/coll/{STAMP}id_/{SITE}/dead")[0], 404, "what gave no answer has no replay")


def replay_with_pywb(checks, files, work, replay_all):
    """Gives the files to pywb, and `replay_all` the port where it answers."""
    failed = checks.failed
    for arguments in (["init", "coll"], ["add", "coll", *map(str, files)]):
        subprocess.run([TOOLS / "wb-manager", *arguments], cwd=work, check=True, capture_output=True, timeout=60)
    port = free_port()
    with (work / "wayback.log").open("w") as log:
        server = subprocess.Popen([TOOLS / "wayback", "-b", "127.0.0.1", "-p", str(port), "-d", str(work)],
                                  cwd=work, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(server, port)
        replay_all(port)
    finally:
        server.terminate()
        server.wait(timeout=20)
        if checks.failed > failed:
            print((work / "wayback.log").read_text()[-4000:])


def check_fixture(checks, work):
    """Files of a unit test: an exchange of every kind."""
    kept = work / "kept"
    subprocess.run([TEST, f"--gtest_filter={PROMISE}"], check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "ASSAY_KEEP_WARC": str(kept)})
    files = sorted(kept.iterdir())
    read_with_warcio(checks, files)
    check_with_warcio(checks, files)
    replay_with_pywb(checks, files, work, lambda port: replay(checks, port))


# ---- what a crawl has written ----

def crawled_hosts(nginx):
    """Plain and over TLS: pages and pictures that nginx packs or not, with validators and without."""
    def body(*links, words=""):
        return page(*links, body=words).split(b"\r\n\r\n", 1)[1]

    packed = "gzip on; gzip_min_length 0; "
    bare = 'etag off; add_header Last-Modified ""; '
    return {
        "/": nginx.file(body("/packed", "/bare", "/bare-packed", '<img src="/a.png">', '<img src="/b.png">')),
        "/packed": packed + nginx.file(body(words="many words " * 3000)),
        "/bare": bare + nginx.file(body(words="no validators")),
        "/bare-packed": packed + bare + nginx.file(body(words="packed anew each time " * 50)),
        "/a.png": nginx.file(png(7), "image/png"),
        "/b.png": bare + nginx.file(png(9), "image/png"),
    }


def ask(nginx, url):
    """What nginx sends for this address, unpacked, to a client of our own."""
    parts = urllib.parse.urlsplit(url)
    stream = socket.create_connection(("127.0.0.1", parts.port), timeout=20)
    if parts.scheme == "https":
        trusting = ssl.create_default_context(cafile=nginx.authority.file)
        stream = trusting.wrap_socket(stream, server_hostname=parts.hostname)
    connection = http.client.HTTPConnection(parts.hostname, parts.port)
    connection.sock = stream
    with contextlib.closing(connection):
        connection.request("GET", parts.path, headers={"Connection": "close"})
        return connection.getresponse().read()


def answers_of(out):
    """Header fields of every answer to a page or a picture that was crawled, in order."""
    answers = []
    for file in sorted((out / ".assay" / "evidence").iterdir()):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                fields = dict(record.rec_headers.headers)
                if record.rec_type in ("response", "revisit") and not fields["WARC-Target-URI"].endswith(_crawl.PROBES):
                    answers.append(fields)
    return answers


def check_crawl(checks, work):
    """Three runs over a real server, and every answer of theirs as pywb replays it."""
    if why := _nginx.missing():
        checks.skip(why)
        return
    nginx = _nginx.Nginx(work)
    table = crawled_hosts(nginx)
    nginx.serve("plain.test", table)
    nginx.serve_tls("secure.test", table)
    seeds = [nginx.url("plain.test"), nginx.tls_url("secure.test")]
    nginx.start()
    try:
        for _ in range(RUNS):
            crawl = _crawl.Crawl(nginx, work / "out", seeds, "--ca", nginx.authority.file)
            time.sleep(1.1)  # pywb tells captures apart by the second
        sent = {url: ask(nginx, url) for url in crawl.rows}
    finally:
        nginx.close()
    answers = answers_of(work / "out")
    kinds = collections.Counter((one["WARC-Type"], one["WARC-Protocol"], one.get("WARC-Profile")) for one in answers)
    same, unmodified = PROFILES.values()
    again = RUNS - 1
    expected = {
        (kind, protocol, profile): count
        for protocol in ("http/1.1", "h2")
        # Of what is packed anew each time, equal payloads are no equal bytes.
        for kind, profile, count in (("response", None, 6 + again), ("revisit", same, 2 * again),
                                     ("revisit", unmodified, 3 * again))
    }
    checks.equal(kinds, expected, "a crawl's answers by type, protocol and profile")
    check_references(checks, answers)
    replay_with_pywb(checks, sorted((work / "out" / ".assay" / "evidence").iterdir()), work,
                     lambda port: replay_crawl(checks, port, answers, sent))


def check_references(checks, answers):
    """A revisit leads to the record that holds the bytes."""
    whole = {(one["WARC-Target-URI"], one["WARC-Date"]) for one in answers if one["WARC-Type"] == "response"}
    for one in answers:
        if one["WARC-Type"] == "revisit":
            leads_to = (one.get("WARC-Refers-To-Target-URI"), one.get("WARC-Refers-To-Date"))
            checks.that(leads_to in whole, f"what {one['WARC-Target-URI']} of {one['WARC-Date']} leads to: {leads_to}")


def replay_crawl(checks, port, answers, sent):
    for one in answers:
        url, date = one["WARC-Target-URI"], one["WARC-Date"]
        stamp = "".join(filter(str.isdigit, date))[:14]
        status, headers, content = get(port, f"/coll/{stamp}id_/{url}")
        if headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        # What was not modified is replayed as it was answered; the bytes stand at the date that it leads to.
        expected = (304, b"") if one.get("WARC-Profile") == PROFILES[f"{SITE}/unmodified"] else (200, sent[url])
        checks.equal((status, content), expected, f"pywb replays {url} of {date}")
        checks.equal(headers.get("Memento-Datetime"), memento(date), f"pywb dates {url} of {date}")


def memento(date):
    moment = datetime.datetime.fromisoformat(date.replace("Z", "+00:00"))
    return email.utils.format_datetime(moment.replace(microsecond=0), usegmt=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="the same: there is one set of files")
    parser.parse_args()
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="warc.") as name:
        for check in (check_fixture, check_crawl):
            work = Path(name) / check.__name__
            work.mkdir()
            check(checks, work)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
