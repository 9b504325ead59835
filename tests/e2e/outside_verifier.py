#!/usr/bin/env python3
"""The ledger in other hands: Go's tlog accepts it, and no flipped bit survives `assay ledger verify`.

    outside_verifier.py [--fast]     --fast: flips 60 bytes of the log instead of 2,000
"""
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import _assay

GO = _assay.CACHE / "bin" / "ledger_go"


def go_accepts(*arguments):
    return subprocess.run([str(GO), *map(str, arguments)], capture_output=True, text=True, check=False)


def check_receipts(checks, workspace, vkey, keys, work):
    for key in keys:
        code, stdout, stderr = _assay.run("ledger", "prove", key, "--workspace", workspace)
        if not checks.that(code == 0, f"prove {key}: {stderr}"):
            continue
        receipt = json.loads(stdout)
        (work / "proof").write_text(receipt["proof"])
        (work / "entry").write_text(receipt["entry"])
        done = go_accepts(workspace / "ledger", vkey, work / "proof", work / "entry")
        checks.that(done.returncode == 0, f"Go accepts the receipt of {key}: {done.stderr}")
        (work / "entry").write_text(receipt["entry"].replace("2", "3", 1))
        done = go_accepts(workspace / "ledger", vkey, work / "proof", work / "entry")
        checks.that(done.returncode != 0, f"Go refuses the receipt of {key} for another entry")


def flips(log, count):
    """(file, offset, bit): spread over all files of the log, the same ones every time."""
    chance = random.Random(5)
    files = sorted(f for f in log.rglob("*") if f.is_file() and f.stat().st_size and "lock" not in f.name)
    for number in range(count):
        file = files[number % len(files)]
        yield file.relative_to(log), chance.randrange(file.stat().st_size), 1 << chance.randrange(8)


def check_flips(checks, workspace, vkey, count, work):
    copy = work / "copy"
    shutil.copytree(workspace, copy)
    for name, offset, bit in flips(workspace / "ledger", count):
        file = copy / "ledger" / name
        whole = file.read_bytes()
        file.write_bytes(whole[:offset] + bytes([whole[offset] ^ bit]) + whole[offset + 1:])
        code, _, _ = _assay.run("ledger", "verify", "--workspace", copy, "--vkey", vkey)
        checks.equal(code, 3, f"bit {bit} of byte {offset} in {name}: exit code of verify")
        file.write_bytes(whole)
    code, _, stderr = _assay.run("ledger", "verify", "--workspace", copy, "--vkey", vkey)
    checks.equal(code, 0, f"the mended copy verifies again: {stderr}")


def check_history(checks, source, out, vkey, work):
    """An older checkpoint is a promise: growth keeps it, a log made anew does not."""
    old = work / "old-checkpoint"
    shutil.copyfile(out / ".assay" / "ledger" / "checkpoint", old)
    _assay.audit(source, out)
    verify = ["ledger", "verify", "--vkey", vkey, "--checkpoint", old, "--workspace"]
    code, _, stderr = _assay.run(*verify, out / ".assay")
    checks.equal(code, 0, f"a grown log keeps its old checkpoint: {stderr}")
    forged = work / "forged"
    _assay.audit(source, forged)
    code, _, _ = _assay.run(*verify, forged / ".assay")
    checks.equal(code, 3, "a log made anew, under its own key")
    shutil.copytree(out / ".assay" / "keys", forged / ".assay" / "keys", dirs_exist_ok=True)
    code, _, _ = _assay.run(*verify, forged / ".assay")
    checks.equal(code, 3, "a log made anew, with the old key laid beside it")


def main():
    checks = _assay.Checks()
    source = _assay.ROOT / "examples"
    with tempfile.TemporaryDirectory(prefix="ledger.") as name:
        work = Path(name)
        document = _assay.audit(source, work / "out")
        workspace, vkey = work / "out" / ".assay", document["ledger"]["vkey"]
        done = go_accepts(workspace / "ledger", vkey)
        checks.that(done.returncode == 0, f"Go accepts the log: {done.stderr}")
        keys = ["blog/larch.jpg", "broken/bomb.png", "forum/2015/été_猫.jpg"]
        check_receipts(checks, workspace, vkey, keys, work)
        check_flips(checks, workspace, vkey, 60 if "--fast" in sys.argv else 2000, work)
        check_history(checks, source, work / "out", vkey, work)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
