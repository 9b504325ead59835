#!/usr/bin/env python3
"""Our WARC files in the hands of others: warcio reads and checks them, pywb replays them to the byte.

    warc_readers.py [--fast]

The unit test of `acquire` writes one exchange of every kind; what each must come back as stands here.
"""
import argparse
import http.client
import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

import _assay

TEST = _assay.ROOT / "build" / "release" / "src" / "assay" / "acquire" / "assay_acquire_test"
PROMISE = "WarcWriterTest.KeepsExchangesForOtherReaders"
TOOLS = _assay.CACHE / "venv" / "bin"
STAMP = "20260115102030"
START_S = 60
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


def replay_with_pywb(checks, files, work):
    for arguments in (["init", "coll"], ["add", "coll", *map(str, files)]):
        subprocess.run([TOOLS / "wb-manager", *arguments], cwd=work, check=True, capture_output=True, timeout=60)
    port = free_port()
    with (work / "wayback.log").open("w") as log:
        server = subprocess.Popen([TOOLS / "wayback", "-b", "127.0.0.1", "-p", str(port), "-d", str(work)],
                                  cwd=work, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(server, port)
        replay(checks, port)
    finally:
        server.terminate()
        server.wait(timeout=20)
        if checks.failed:
            print((work / "wayback.log").read_text()[-4000:])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="the same: there is one set of files")
    parser.parse_args()
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="warc.") as name:
        work = Path(name)
        kept = work / "kept"
        subprocess.run([TEST, f"--gtest_filter={PROMISE}"], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "ASSAY_KEEP_WARC": str(kept)})
        files = sorted(kept.iterdir())
        read_with_warcio(checks, files)
        check_with_warcio(checks, files)
        replay_with_pywb(checks, files, work)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
