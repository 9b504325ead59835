#!/usr/bin/env python3
"""Manners that outlive a process: what a host has asked for holds after kill -9 and in the next crawl.

    crawl_memory.py [--fast]

The server's log tells who was asked when: a host that said Retry-After, one that wants to be left for hours, addresses
whose head refused, and connections that are closed under a request.
"""

import argparse
import json
import signal
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import _assay
import _crawl
from _site import Site, answer, page

FLAGS = ("--date", _assay.DATE, "--no-pictures")
WAIT_S = 6
DELAY_S = 0.5


def once(first, then):
    """Plays `first` for the first request, `then` for all others."""
    plays = [first]

    def play(peer, request):
        chosen = plays.pop() if plays else then
        return chosen if isinstance(chosen, bytes) else chosen(peer, request)

    return play


def closed(peer, _):
    """Not a byte, and the connection is gone."""
    return None


def fill(site):
    busy = answer("later", f"Retry-After: {WAIT_S}", status="429 Too Many Requests")
    site.hosts["busy.test"] = {"/": page("/a", "/b"), "/a": once(busy, page()), "/b": page()}
    away = answer("later", "Retry-After: 7200", status="503 Service Unavailable")
    site.hosts["away.test"] = {"/": page("/a", "/b"), "/a": away, "/b": page()}
    site.hosts["noai.test"] = {"/": page("/no", "/yes"), "/no": page(headers=("X-Robots-Tag: noai",)), "/yes": page()}
    site.hosts["idle.test"] = {
        "/robots.txt": answer("", status="404 Not Found"),
        "/.well-known/tdmrep.json": once(closed, answer("", status="404 Not Found")),
        "/": page("/once", "/never"),
        "/once": once(closed, page()),
        "/never": closed,
    }


def kill_when(site, command, seen):
    """Starts the crawl and kills it soon after the server has seen what it waits for."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        env=_assay.environment(),
    )
    deadline = time.monotonic() + 60
    while not seen() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(1.5)
    was_running = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return was_running


def check_busy(checks, site, work):
    out, seeds = work / "busy", [site.url("busy.test")]
    command = _crawl.command(site, out, seeds, *FLAGS, delay_s=DELAY_S)
    killed = kill_when(site, command, lambda: "/a" in site.targets("busy.test"))
    checks.that(killed, "busy: the crawl waited when it was killed")
    asked = next(one.ended for one in site.requests("busy.test") if one.target == "/a")
    crawl = _crawl.Crawl(site, out, seeds, *FLAGS, delay_s=DELAY_S)
    after = [one.at - asked for one in crawl.log]
    checks.that(after and min(after) >= WAIT_S - 0.1, f"busy: nobody asks before {WAIT_S} s are over: {after}")
    checks.equal(crawl.rows[site.url("busy.test", "/b")]["state"], "fetched", "busy: then the crawl goes on")
    _crawl.accounting_is_exact(checks, crawl, "busy")


def check_away(checks, site, work):
    out, seeds = work / "away", [site.url("away.test")]
    _crawl.Crawl(site, out, seeds, *FLAGS, delay_s=0)
    again = _crawl.Crawl(site, out, seeds, *FLAGS, delay_s=0)
    checks.equal(len(again.log), 0, "away: the next crawl asks it for nothing")
    row = again.rows[site.url("away.test")]
    checks.equal((row["state"], row["problem"]), ("failed", "host.left_alone"), "away: and says so")
    _, stdout, _ = _assay.run("explain", row["url"], "--workspace", out / ".assay", "--json")
    visit = json.loads(stdout)["visit"]
    checks.equal(visit["why"], "retry_after", "away: because it asked to be left")
    checks.that(visit["until"] > time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 7000)), "away: until then")


def catalog(out):
    return sqlite3.connect(out / ".assay" / "catalog.sqlite")


def check_noai(checks, site, work):
    out, seeds, no = work / "noai", [site.url("noai.test")], site.url("noai.test", "/no")
    first = _crawl.Crawl(site, out, seeds, *FLAGS, delay_s=0)
    checks.equal(first.asked(no), 1, "noai: it is asked to see that it refuses")
    again = _crawl.Crawl(site, out, seeds, *FLAGS, delay_s=0)
    checks.equal(again.asked(no), 0, "noai: the next crawl remembers")
    checks.equal(again.asked(site.url("noai.test", "/yes")), 1, "noai: of this address only")
    checks.equal(again.rows[no]["state"], "refused", "noai: it is refused again")
    checks.equal(again.rows[no]["reasons"], first.rows[no]["reasons"], "noai: for the same reasons")
    _, stdout, _ = _assay.run("explain", no, "--workspace", out / ".assay", "--json")
    remembered = json.loads(stdout)["visit"]["remembered"]
    checks.equal(remembered["leaf"], first.rows[no]["leaf"], "noai: the evidence is that of the first refusal")
    checks.equal(remembered["warc"]["record"], first.rows[no]["warc_record"], "noai: and its record")
    with catalog(out) as base:
        base.execute("UPDATE refusals SET at = '2020-01-01T00:00:00.000Z'")
    later = _crawl.Crawl(site, out, seeds, *FLAGS, delay_s=0)
    checks.equal(later.asked(no), 1, "noai: after a day it is asked again")
    site.hosts["noai.test"]["/no"] = page(body="now it may be")
    with catalog(out) as base:
        base.execute("UPDATE refusals SET at = '2020-01-01T00:00:00.000Z'")
    free = _crawl.Crawl(site, out, seeds, *FLAGS, delay_s=0)
    checks.equal(free.rows[no]["state"], "fetched", "noai: and fetched, when it no longer refuses")
    with catalog(out) as base:
        checks.equal(base.execute("SELECT count(*) FROM refusals").fetchone()[0], 0, "noai: which is forgotten")
    _crawl.accounting_is_exact(checks, free, "noai")


def check_idle(checks, site, work):
    crawl = _crawl.Crawl(site, work / "idle", [site.url("idle.test")], *FLAGS, delay_s=DELAY_S)
    _crawl.evidence_is_whole(checks, crawl.log, crawl.out, "idle")
    for target, times, state in (("/once", 2, "fetched"), ("/never", 2, "failed")):
        asked = [one.at for one in crawl.log if one.target == target]
        checks.equal(len(asked), times, f"idle: {target} is asked once more, when the connection was closed under it")
        checks.equal(crawl.rows[site.url("idle.test", target)]["state"], state, f"idle: {target}")
    starts = [one.at for one in crawl.log]
    pauses = [later - sooner for sooner, later in zip(starts, starts[1:])]
    checks.that(min(pauses) >= DELAY_S - 0.1, f"idle: never sooner than any other request: {pauses}")
    _crawl.accounting_is_exact(checks, crawl, "idle")


def check_resumed(checks, site, work):
    """Who goes on with an old crawl leaves alone what another crawl has kept since."""
    out, seeds = work / "two", [site.url("busy.test", "/b"), site.url("noai.test", "/yes")]
    command = _crawl.command(site, out, [*seeds, site.url("idle.test")], *FLAGS, delay_s=30)
    since = len(site.log)
    checks.that(kill_when(site, command, lambda: len(site.log) > since), "two: the first crawl was killed")
    other = _crawl.Crawl(site, out, seeds[:1], *FLAGS, delay_s=0)
    subprocess_log = len(site.log)
    kill_when(site, command, lambda: len(site.log) > subprocess_log)
    _crawl.rows_lead_to_records(checks, other, "two: records of the crawl between")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true")
    parser.parse_args()
    checks, site = _assay.Checks(), Site()
    fill(site)
    try:
        with tempfile.TemporaryDirectory(prefix="crawl-memory.") as name:
            for check in (check_busy, check_away, check_noai, check_idle, check_resumed):
                check(checks, site, Path(name))
    finally:
        site.close()
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
