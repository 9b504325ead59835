#!/usr/bin/env python3
"""kill -9 at random moments, then the same command again: nothing lost, nothing twice.

    kill_loop.py [--fast] [--kills N] [--seed S]

One run is killed a few times and then left to finish; then a new workspace is taken, until N kills
have happened. After each: the digest of an undisturbed run, exact accounting, every key once in its
run, a ledger that verifies, one leaf a record. A run is only begun anew when the one before had
finished, which a kill between its last commit and its last document leaves behind.
"""
import collections
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import _assay


def kill_once(command, after_s):
    """Starts the audit and kills it after a while; gives whether it was still running."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               stdin=subprocess.DEVNULL, env=_assay.environment())
    try:
        process.wait(timeout=after_s)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def runs_of(out):
    """(id, whether it finished) of every run in the workspace."""
    file = out / ".assay" / "catalog.sqlite"
    try:
        base = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        return [(run, bool(at)) for run, at in base.execute("select id, finished_at from runs order by id")]
    except sqlite3.OperationalError:  # killed before the catalog was there
        return []


def check_catalog(checks, out, begun, where):
    base = sqlite3.connect(f"file:{out / '.assay' / 'catalog.sqlite'}?mode=ro", uri=True)
    checks.equal([finished for _, finished in runs_of(out)], [True] * begun, f"{where}: every run finished, none begun in vain")
    checks.equal(base.execute("select count(*) from outbox").fetchone()[0], 0, f"{where}: the outbox is empty")
    rows = base.execute("select run, key, leaf from records").fetchall()
    for what, values in (("key in a run", [row[:2] for row in rows]), ("ledger leaf", [row[2] for row in rows])):
        twice = [value for value, n in collections.Counter(values).items() if n > 1]
        checks.equal(twice, [], f"{where}: no {what} twice")
    return len(rows)


def check_end(checks, out, reference, begun, where):
    document = _assay.report(out)
    checks.equal(document["digest"], reference["digest"], f"{where}: digest")
    checks.equal(document["accounting"], reference["accounting"], f"{where}: accounting")
    checks.equal(document["ledger"]["size"], begun * reference["ledger"]["size"], f"{where}: ledger size")
    records = check_catalog(checks, out, begun, where)
    checks.equal(records, begun * reference["accounting"]["seen"], f"{where}: records of all runs")
    _assay.accounting_is_exact(checks, document, where)
    _assay.ledger_verifies(checks, out, where)


def round_of_kills(source, out, wanted, chance, whole_s):
    """Kills one audit up to `wanted` times, then lets it finish; gives (kills, runs begun)."""
    kills, begun, finished = 0, 1, False
    for _ in range(wanted):
        if not kill_once(_assay.audit_command(source, out), chance.uniform(0.02, whole_s * 0.7)):
            finished = True
            break
        kills += 1
        begun += bool(runs_of(out)) and runs_of(out)[-1][1]
    if not finished:
        _assay.audit(source, out)
    return kills, begun


def main():
    args, kills = _assay.kill_arguments(__doc__, 8, 50)
    source = _assay.pictures(100 if args.fast else 300)
    checks, chance = _assay.Checks(), random.Random(args.seed)
    with tempfile.TemporaryDirectory(prefix="kill.") as name:
        work = Path(name)
        started = time.monotonic()
        reference = _assay.audit(source, work / "whole")
        whole_s = time.monotonic() - started
        done = rounds = 0
        while done < kills and rounds <= 2 * kills:
            out = work / f"round-{rounds}"
            count, begun = round_of_kills(source, out, min(4, kills - done), chance, whole_s)
            check_end(checks, out, reference, begun, f"round {rounds}")
            shutil.rmtree(out)
            done, rounds = done + count, rounds + 1
        checks.equal(done, kills, "kills that found the program running")
        print(json.dumps({"kills": done, "workspaces": rounds, "undisturbed_s": round(whole_s, 2)}))
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
