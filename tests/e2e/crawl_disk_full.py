#!/usr/bin/env python3
"""A disk that fills up while pages come in: one clear message, evidence that others can read, and no page twice.

    crawl_disk_full.py [--fast]

The disk is a small tmpfs, so this needs root; without it the test says so and is skipped. It grows by and by, and the
same command is given each time.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

import _assay
import _crawl
from _site import Site, answer, page, text
from disk_full import grow, mount

HOSTS, PAGES = 4, 30
FLAGS = ("--date", _assay.DATE)
DELAY_S = 0.01
KIB = (64, 250, 400, 600, 800, 1000, 1200, 1500, 1800, 2200, 2600)
ENOUGH = "512m"
PROBES = dict(zip(("robots", "tdmrep", "ai.txt"), _crawl.PROBES))


def fill(site):
    """Pages that do not pack well, and a picture for every other one."""
    chance = random.Random(1)
    for number in range(HOSTS):
        table = {"/robots.txt": text("User-agent: *\nDisallow: /closed\n"), "/": page("/0", "/closed")}
        for at in range(PAGES):
            links = [f"/{next}" for next in (2 * at + 1, 2 * at + 2) if next < PAGES]
            image = [f'<img src="/{at}.png">'] if at % 2 else []
            table[f"/{at}"] = page(*links, *image, body=chance.randbytes(4000).hex())
            table[f"/{at}.png"] = answer(noise(chance, 32), kind="image/png")
        site.hosts[f"h{number}.test"] = table
    return [site.url(host) for host in site.hosts]


def noise(chance, side_px):
    """A picture without a pattern: a PNG of stored rows."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + chance.randbytes(side_px * 3) for _ in range(side_px))
    head = struct.pack(">IIBBBBB", side_px, side_px, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def kept(out, work):
    """Addresses that the catalog has an outcome of; from a copy, as nobody can open it on a full disk."""
    copy = Path(tempfile.mkdtemp(dir=work))
    for file in (out / ".assay").glob("catalog.sqlite*"):
        shutil.copy(file, copy)
    with contextlib.closing(sqlite3.connect(copy / "catalog.sqlite")) as base:
        if not base.execute("select 1 from sqlite_master where name = 'frontier'").fetchone():
            return set()
        pages = {url for (url,) in base.execute("select url from frontier where state != 'queued'")}
        return pages | {origin + PROBES[file] for origin, file in base.execute("select origin, file from probes")}


def evidence_is_readable(checks, out, where):
    """To the end of each file: no half record."""
    for file in sorted((out / ".assay").glob("evidence/*.warc.gz")):
        try:
            with file.open("rb") as stream:
                for record in ArchiveIterator(stream, check_digests="raise"):
                    record.content_stream().read()
            problem = None
        except Exception as broken:  # whatever warcio makes of half a record
            problem = repr(broken)
        checks.equal(problem, None, f"{where}: warcio reads {file.name}")
        if file.stat().st_size > 0:  # warcio forgives a member that was cut, gzip does not
            done = subprocess.run(["gzip", "-t", file], capture_output=True, text=True, check=False)
            checks.equal((done.returncode, done.stderr), (0, ""), f"{where}: {file.name} ends with a whole member")


def fails_cleanly(checks, site, seeds, out, where):
    """One run on a disk of this size; false when that is enough."""
    command = _crawl.command(site, out, seeds, *FLAGS, delay_s=DELAY_S)
    code, stdout, stderr = _assay.run(*command[1:], timeout=_crawl.LIMIT_S)
    if code == 0:
        return False
    checks.equal(code, 2, f"{where}: exit code on a full disk\n{stderr[-800:]}")
    checks.equal(json.loads(stderr).get("code"), "A0400", f"{where}: the code says so")
    checks.equal(stdout, "", f"{where}: nothing else is said")
    return True


def check_sizes(checks, site, seeds, disk, work):
    """Runs on a disk that grows and is never large enough; gives how many, and what they have kept."""
    out, before, failures = disk / "out", set(), 0
    for size in KIB:
        where = f"{size} KiB"
        grow(disk, f"{size}k")
        since = len(site.log)
        if not fails_cleanly(checks, site, seeds, out, where):
            break
        failures += 1
        asked = {one.url for one in site.requests(since=since)}
        checks.equal(before & asked, set(), f"{where}: addresses that were kept and are asked for again")
        evidence_is_readable(checks, out, where)
        after = kept(out, work)
        checks.equal(before - after, set(), f"{where}: addresses that were kept and are lost")
        before = after
    return failures, before


def check_rest(checks, site, seeds, out, whole, before):
    """There is room again."""
    crawl = _crawl.Crawl(site, out, seeds, *FLAGS, delay_s=DELAY_S)
    where = "after the disk was full"
    checks.that(crawl.document["resumed"], f"{where}: it goes on where it stopped")
    checks.equal(before & {one.url for one in crawl.log}, set(), f"{where}: what was kept is not asked for again")
    states = [{url: (row["state"], row["asset"]) for url, row in one.rows.items()} for one in (crawl, whole)]
    checks.equal(states[0], states[1], f"{where}: the rows are those of an undisturbed crawl")
    checks.equal(crawl.document["pictures"], whole.document["pictures"], f"{where}: pictures")
    _crawl.accounting_is_exact(checks, crawl, where)
    _crawl.rows_lead_to_records(checks, crawl, where)
    evidence_is_readable(checks, out, where)
    left = [str(file) for file in out.rglob("*.tmp")]
    checks.equal(left, [], f"{where}: nothing half written is left")
    return crawl


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="the same: every size is tried in either")
    parser.parse_args()
    checks = _assay.Checks()
    site = Site()
    with tempfile.TemporaryDirectory(prefix="crawl-full.") as name:
        work = Path(name)
        disk = work / "disk"
        disk.mkdir()
        if os.geteuid() != 0 or not mount(disk, f"{KIB[0]}k"):
            checks.skip("a small tmpfs needs root")
            return checks.finish()
        try:
            seeds = fill(site)
            whole = _crawl.Crawl(site, work / "whole", seeds, *FLAGS, delay_s=DELAY_S)
            since = len(site.log)
            failures, before = check_sizes(checks, site, seeds, disk, work)
            checks.that(failures >= 5 and len(before) >= 20, f"full disks: {failures}, addresses kept: {len(before)}")
            grow(disk, ENOUGH)
            crawl = check_rest(checks, site, seeds, disk / "out", whole, before)
            asked = len(site.log) - since
            print(
                f"{failures} full disks: {len(before)} answers kept, {len(crawl.log)} requests to end it, "
                f"{asked - len(whole.log)} asked for more than once, of {len(whole.log)}"
            )
        finally:
            site.close()
            subprocess.run(["umount", str(disk)], check=True)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
