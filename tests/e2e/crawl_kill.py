#!/usr/bin/env python3
"""kill -9 at random moments of a crawl, then the same command again: all of it, and hardly anything twice.

    crawl_kill.py [--fast] [--kills N] [--seed S]

A crawl is killed a few times and then left to finish; then a new workspace is taken, until N kills have happened: 10
with --fast, else 50. What was under way when it was killed may be asked for again: one chunk, and what was in flight.
"""

import collections
import json
import random
import signal
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import _assay
import _crawl
from _site import Site, page, text

HOSTS, PAGES = 5, 30
CHUNK, IN_FLIGHT = 128, 64  # kPerCommit and kInFlight of crawl.cc
ROUND_KILLS = 4
DELAY_S = 0.02
FLAGS = ("--date", _assay.DATE, "--no-pictures")


def slowly(data, number):
    """No two hosts answer as fast: there is hardly a moment without a request under way."""

    def play(_, __):
        time.sleep(0.01 + 0.008 * number)
        return data

    return play


def fill(site):
    for number in range(HOSTS):
        targets = [f"/page/{at}" for at in range(PAGES)]
        table = {"/robots.txt": text("User-agent: *\nDisallow: /page/30\n"), "/": slowly(page(*targets[:10]), number)}
        table |= {
            target: slowly(page(f"/page/{at + 10}", f"/page/{at * 7 % PAGES}", body=target), number)
            for at, target in enumerate(targets)
        }
        site.hosts[f"h{number}.test"] = table
    return [site.url(host) for host in site.hosts]


def kill_once(command, after_s):
    """Starts the crawl and kills it after a while; gives whether it was still running."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env=_assay.environment(),
    )
    try:
        process.wait(timeout=after_s)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def content(crawl):
    return {row["url"] for row in crawl.table if row["state"] in ("fetched", "unchanged")}


def crawls_begun(out):
    base = sqlite3.connect(f"file:{out / '.assay' / 'catalog.sqlite'}?mode=ro", uri=True)
    return base.execute("select count(*) from crawls").fetchone()[0]


def killed_crawl(site, seeds, out, wanted, chance, whole_s):
    """Kills one crawl up to `wanted` times, then lets it finish; gives (kills, what the last run left)."""
    kills = 0
    command = _crawl.command(site, out, seeds, *FLAGS, delay_s=DELAY_S)
    for _ in range(wanted):
        if not kill_once(command, chance.uniform(0.05, whole_s * 0.5)):
            break
        kills += 1
    return kills, _crawl.Crawl(site, out, seeds, *FLAGS, delay_s=DELAY_S)


def check_round(checks, site, since, kills, whole, crawl, where):
    checks.equal(content(crawl) ^ content(whole), set(), f"{where}: the addresses of an undisturbed crawl")
    checks.equal(
        {row["url"] for row in crawl.table if row["state"] == "refused"},
        {row["url"] for row in whole.table if row["state"] == "refused"},
        f"{where}: what was refused",
    )
    _crawl.accounting_is_exact(checks, crawl, where)
    _crawl.rows_lead_to_records(checks, crawl, where)
    left = sorted(str(file) for file in (crawl.out / ".assay" / "objects").rglob("*.tmp"))
    checks.equal(left, [], f"{where}: objects that were left half-written")
    counts = collections.Counter(one.url for one in site.requests(since=since))
    twice = sum(n - 1 for n in counts.values())
    twice -= (crawls_begun(crawl.out) - 1) * len(crawl.log)  # of a crawl that had ended when it was killed
    checks.that(twice <= kills * (CHUNK + IN_FLIGHT), f"{where}: {twice} requests were made twice by {kills} kills")
    return twice


def main():
    args, wanted = _assay.kill_arguments(__doc__, 10, 50)
    checks, chance = _assay.Checks(), random.Random(args.seed)
    site = Site()
    seeds = fill(site)
    done, rounds, most = 0, 0, 0
    try:
        with tempfile.TemporaryDirectory(prefix="crawl-kill.") as name:
            started = time.monotonic()
            whole = _crawl.Crawl(site, Path(name) / "whole", seeds, *FLAGS, delay_s=DELAY_S)
            whole_s = time.monotonic() - started
            while done < wanted and rounds < 2 * wanted:
                since = len(site.log)
                kills, crawl = killed_crawl(
                    site, seeds, Path(name) / f"round-{rounds}", min(ROUND_KILLS, wanted - done), chance, whole_s
                )
                most = max(
                    most, check_round(checks, site, since, kills, whole, crawl, f"round {rounds}") / max(kills, 1)
                )
                done, rounds = done + kills, rounds + 1
    finally:
        site.close()
    checks.equal(done, wanted, "kills that found the program running")
    print(
        json.dumps(
            {
                "kills": done,
                "workspaces": rounds,
                "pages": len(content(whole)),
                "undisturbed_s": round(whole_s, 2),
                "asked_twice_per_kill": round(most, 1),
            }
        )
    )
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
