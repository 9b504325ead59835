#!/usr/bin/env python3
"""kill -9 at random moments, then the same command again: nothing lost, nothing twice.

    kill_loop.py [--fast] [--kills N] [--seed S]

One run is killed again and again until it has finished; then a new workspace is taken, until N kills
have happened. Afterwards: the digest of an undisturbed run, exact accounting, every key once, a
ledger that verifies, no second decision leaf for a record.
"""
import argparse
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


def keys_and_leaves(out):
    base = sqlite3.connect(f"file:{out / '.assay' / 'catalog.sqlite'}?mode=ro", uri=True)
    runs = base.execute("select count(*) from runs").fetchone()[0]
    rows = base.execute("select key, leaf from records").fetchall()
    outbox = base.execute("select count(*) from outbox").fetchone()[0]
    return runs, rows, outbox


def check_end(checks, out, reference, where):
    document = _assay.report(out)
    checks.equal(document["digest"], reference["digest"], f"{where}: digest")
    checks.equal(document["accounting"], reference["accounting"], f"{where}: accounting")
    checks.equal(document["ledger"]["size"], reference["ledger"]["size"], f"{where}: ledger size")
    _assay.accounting_is_exact(checks, document, where)
    _assay.ledger_verifies(checks, out, where)
    runs, rows, outbox = keys_and_leaves(out)
    checks.equal(runs, 1, f"{where}: one run, resumed")
    checks.equal(outbox, 0, f"{where}: the outbox is empty")
    twice = [key for key, n in collections.Counter(key for key, _ in rows).items() if n > 1]
    checks.equal(twice, [], f"{where}: no key twice")
    shared = [leaf for leaf, n in collections.Counter(leaf for _, leaf in rows).items() if n > 1]
    checks.equal(shared, [], f"{where}: one ledger leaf a record")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--kills", type=int)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    kills = args.kills or (8 if args.fast else 50)
    source = _assay.pictures(100 if args.fast else 300)
    checks, chance = _assay.Checks(), random.Random(args.seed)
    with tempfile.TemporaryDirectory(prefix="kill.") as name:
        work = Path(name)
        started = time.monotonic()
        reference = _assay.audit(source, work / "whole")
        whole_s = time.monotonic() - started
        done = rounds = 0
        while done < kills:
            out = work / f"round-{rounds}"
            command = _assay.audit_command(source, out)
            # About four kills a workspace; then it may finish.
            for _ in range(4):
                done += kill_once(command, chance.uniform(0.02, whole_s * 0.6)) if done < kills else 0
            _assay.audit(source, out)
            if (out / "report.json").is_file():
                check_end(checks, out, reference, f"round {rounds}")
            shutil.rmtree(out)
            rounds += 1
            if rounds > kills:
                checks.that(False, f"only {done} of {kills} kills found the program running")
                break
        print(json.dumps({"kills": done, "workspaces": rounds, "undisturbed_s": round(whole_s, 2)}))
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
