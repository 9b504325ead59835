#!/usr/bin/env python3
"""`assay build` under kill -9, with its workers killed, and on a disk that fills up: one root, nothing lost.

    build_kill.py [--fast] [--kills N] [--seed S]
"""
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import _assay
import _build
import disk_full
import kill_loop


def command(plan, workspace):
    return [str(_assay.ASSAY), "build", str(plan), "--workspace", str(workspace), "--fail-on", "never", "--quiet"]


def is_whole(checks, out, workspace, reference, where):
    samples, expected = _build.samples(out), reference["samples"]
    checks.equal({key: row["sha256"] for key, row in samples.items()}, expected, f"{where}: the pictures")
    checks.equal(_build.statement(out)["root"], reference["root"], f"{where}: the root")
    _build.verifies(checks, out, where)
    code, stdout, stderr = _assay.run("ledger", "verify", "--workspace", workspace)
    checks.that(code == 0, f"{where}: the ledger verifies\n{stdout}{stderr}")
    beside = [path.name for path in out.parent.iterdir() if path.name.startswith(f".{out.name}")]
    checks.equal(beside, [], f"{where}: nothing is left beside the release")


def killed(checks, work, files, reference, kills, chance):
    """Each round: killed up to four times, then left to finish."""
    done = rounds = 0
    while done < kills and rounds <= 2 * kills:
        folder = work / f"round-{rounds}"
        folder.mkdir()
        out, workspace = folder / "out", folder / "ws"
        plan = _build.write_plan(folder / "plan.yaml", files, f"webdataset: {out}", manifest=work / "all.csv")
        for _ in range(min(4, kills - done)):
            if not kill_loop.kill_once(command(plan, workspace), chance.uniform(0.02, reference["whole_s"] * 0.9)):
                break
            done += 1
            if out.exists():
                _build.verifies(checks, out, f"round {rounds}: what is there after a kill")
        code, _, stderr = _assay.run(*command(plan, workspace)[1:])
        checks.equal(code, 0, f"round {rounds}: it goes on: {stderr}")
        is_whole(checks, out, workspace, reference, f"round {rounds}")
        shutil.rmtree(folder)
        rounds += 1
    checks.equal(done, kills, "kills that found the program running")


def reads_a_table(pid):
    """The one reader of a manifest: it is asked again once, and there is no build without it."""
    try:
        return b"--table" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def workers_of(process):
    children = Path(f"/proc/{process.pid}/task").glob("*/children")
    found = []
    for file in children:
        try:
            found += [int(pid) for pid in file.read_text().split() if not reads_a_table(pid)]
        except OSError:
            pass
    return found


def workers_are_killed(checks, work, files, reference):
    """One worker is killed every tenth of a second: a picture is tried twice, so few are lost, and those come in later."""
    out, workspace = work / "orphans", work / "orphans.ws"
    plan = _build.write_plan(work / "orphans.yaml", files, f"webdataset: {out}", manifest=work / "all.csv")
    process = subprocess.Popen(command(plan, workspace), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               stdin=subprocess.DEVNULL, env=_assay.environment())
    ended, killed_workers = threading.Event(), 0

    def kill_workers():
        nonlocal killed_workers
        while not ended.wait(0.1):
            for pid in workers_of(process)[:1]:
                try:
                    os.kill(pid, signal.SIGKILL)
                    killed_workers += 1
                except ProcessLookupError:
                    pass

    killer = threading.Thread(target=kill_workers)
    killer.start()
    code = process.wait(timeout=300)
    ended.set()
    killer.join()
    checks.equal(code, 0, "a build whose workers die ends all the same")
    checks.that(killed_workers > 2, f"workers were killed: {killed_workers}")
    code, _, stderr = _assay.run("deadletters", "replay", "--class", "poison", "--workspace", workspace, "--out", work / "orphans-report")
    checks.that(code in (0, 1), f"what they took with them is replayed: {stderr}")
    is_whole(checks, out, workspace, reference, "after workers were killed")


def disk_fills_up(checks, work, files, reference):
    """The build waits for space, and goes on by itself."""
    disk = work / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or not disk_full.mount(disk, "2m"):
        checks.skip("a small tmpfs needs root")
        return
    try:
        out, workspace = disk / "out", disk / "ws"
        plan = _build.write_plan(work / "disk.yaml", files, f"webdataset: {out}", manifest=work / "all.csv")
        process = subprocess.Popen(command(plan, workspace), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                   stdin=subprocess.DEVNULL, env=_assay.environment())
        said = process.stderr.readline()
        checks.that("waiting for space" in said, f"it says that it waits: {said!r}")
        time.sleep(0.5)
        checks.equal(process.poll(), None, "it waits")
        checks.that(not out.exists(), "there is no half release")
        disk_full.grow(disk, "512m")
        _, stderr = process.communicate(timeout=300)
        checks.equal(process.returncode, 0, f"it goes on when there is space: {stderr}")
        is_whole(checks, out, workspace, reference, "after the disk was full")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def main():
    args, kills = _assay.kill_arguments(__doc__, 8, 40)
    files = _assay.pictures(100 if args.fast else 300)
    checks, chance = _assay.Checks(), random.Random(args.seed)
    with tempfile.TemporaryDirectory(prefix="build.") as name:
        work = Path(name)
        _build.write_manifest(files, work / "all.csv")
        out = work / "whole"
        plan = _build.write_plan(work / "plan.yaml", files, f"webdataset: {out}", manifest=work / "all.csv")
        started = time.monotonic()
        document = _build.build(plan, "--workspace", work / "ws")
        reference = {"whole_s": time.monotonic() - started, "root": _build.root_of(document),
                     "samples": {key: row["sha256"] for key, row in _build.samples(out).items()}}
        killed(checks, work, files, reference, kills, chance)
        workers_are_killed(checks, work, files, reference)
        disk_fills_up(checks, work, files, reference)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
