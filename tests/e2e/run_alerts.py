#!/usr/bin/env python3
"""Alerts at a real webhook: which ends are told, that they are signed, and webhooks that are not well.

    run_alerts.py [--fast]
"""
import argparse
import hashlib
import hmac
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import _assay
import _build
from _receiver import Receiver, closed_port

SECRET = "T0/B0/very-secret"
MEMBERS = {"schema", "id", "time", "event", "run", "trace", "program", "code", "accounting", "unmet", "release", "text"}


def run(plan, workspace, *flags, **variables):
    env = _assay.environment() | variables
    return _assay.run("build", plan, "--workspace", workspace, *flags, env=env)


def alerts(checks, receiver, where):
    """The documents that arrived; each has its members and names nobody."""
    found = receiver.documents()
    for document in found:
        checks.equal((document["schema"], set(document)), ("assay.alert/1", MEMBERS), f"{where}: members")
    return found


def plan_of(work, files, name, extra=""):
    plan = _build.write_plan(work / f"{name}.yaml", files, f"webdataset: {work / name}", manifest=work / "all.csv")
    plan.write_text(plan.read_text() + extra)
    return plan


def which_ends_are_told(checks, work, files):
    seen = sum(path.is_file() for path in files.rglob("*"))
    with Receiver() as receiver:
        hook = f"{receiver.url}/{SECRET}"
        code, _, stderr = run(plan_of(work, files, "well"), work / "main.ws", "--alert", hook)
        checks.that(code in (0, 1) and not receiver.requests, f"a good end is not told: {code} {stderr}")
        run(plan_of(work, files, "well"), work / "main.ws", "--alert", hook, "--alert-success")
        good, = alerts(checks, receiver, "success")
        checks.equal((good["event"], good["run"], good["accounting"]["seen"], good["release"]["name"]), ("run.finished", 2, seen, "well"),
                     "a good end is told when asked")
    unmet = plan_of(work, files, "unmet", f'expect: {{dead: "<= 0", seen: ">= {seen + 1}"}}\nalert: {{url: HOOK}}\n')
    with Receiver() as receiver:
        unmet.write_text(unmet.read_text().replace("HOOK", f"{receiver.url}/{SECRET}"))
        code, _, stderr = run(unmet, work / "unmet.ws", ASSAY_ALERT_SECRET="key")
        told, = alerts(checks, receiver, "unmet")
        checks.equal((code, told["event"], [(one["count"], one["found"]) for one in told["unmet"]]),
                     (2, "expect.unmet", [("dead", told["accounting"]["dead"]), ("seen", seen)]), f"what the plan expects: {stderr}")
        path, headers, body, _ = receiver.requests[0]
        checks.equal((path, headers["Assay-Signature"]), (f"/{SECRET}", "sha256=" + hmac.new(b"key", body, hashlib.sha256).hexdigest()),
                     "the document is signed")
        stored = b"".join(path.read_bytes() for path in (work / "unmet.ws").rglob("*") if path.is_file())
        checks.that(SECRET.encode() not in stored and SECRET not in stderr, "the address is kept nowhere")
    with Receiver() as receiver:
        failing = plan_of(work, files, "failing")
        (work / "not-a-worker").mkdir()
        code, _, stderr = run(failing, work / "failing.ws", ASSAY_ALERT_URL=f"{receiver.url}/{SECRET}", ASSAY_WORKER=str(work / "not-a-worker"))
        told, = alerts(checks, receiver, "failing")
        checks.equal((code, told["event"], told["code"]), (2, "run.failed", "A0500"), f"a failure is told: {stderr}")
        checks.that(str(work) not in json.dumps(told), f"without a path: {told}")


def webhooks_that_are_not_well(checks, work, files):
    cases = {"fails, then works": ([(500, {}, ""), "cut", (200, {}, "")], 3, True), "asks to wait": ([(429, {"Retry-After": "2"}, ""), (204, {}, "")], 2, True),
             "refuses it": ([(404, {}, "")], 1, False), "is not there": (None, 0, False), "hangs": (["hang"], 4, False)}
    for number, (name, (plays, tries, arrives)) in enumerate(cases.items()):
        plan = plan_of(work, files, f"ill-{number}")
        with Receiver(*(plays or [])) as receiver:
            url = receiver.url if plays else closed_port()
            since = time.monotonic()
            code, _, stderr = run(plan, work / "ill.ws", "--alert", f"{url}/{SECRET}", "--alert-success")
            seconds = time.monotonic() - since
            checks.that(code in (0, 1) and (work / f"ill-{number}" / "release.json").is_file(), f"{name}: the run is as it was: {code} {stderr}")
            checks.that(seconds < 30, f"{name}: it ends in time: {seconds:.1f} s")
            checks.equal(len(receiver.requests), tries, f"{name}: tries")
            checks.equal(len({document["id"] for document in receiver.documents()}), min(tries, 1), f"{name}: one id in all tries")
            checks.equal(stderr.count("did not reach"), int(not arrives), f"{name}: a loss is said once: {stderr}")
            checks.that(SECRET not in stderr, f"{name}: the secret part is not told: {stderr}")
        log = (work / "ill.ws" / "runs" / str(number + 1) / "log.jsonl").read_text().splitlines()
        checks.equal(json.loads(log[-1])["event"], "alert.sent" if arrives else "alert.failed", f"{name}: the log's last word")
        if "429" in str(plays):
            checks.that(receiver.requests[1][3] - receiver.requests[0][3] >= 2, "Retry-After is waited for")


def a_full_disk_is_told_while_it_is_full(checks, work, files):
    """On a file system of its own, where that can be had."""
    disk = work / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True, check=False).returncode != 0:
        return checks.skip("no file system of its own can be mounted here")
    try:
        (disk / "ballast").write_bytes(bytes(2_700_000))
        plan = plan_of(work, files, "full")
        with Receiver() as receiver:
            build = subprocess.Popen([str(_assay.ASSAY), "build", str(plan), "--workspace", str(disk / "ws"), "--report", str(work / "full-report")],
                                     env=_assay.environment() | {"ASSAY_ALERT_URL": receiver.url}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            until = time.monotonic() + 60
            while not receiver.requests and time.monotonic() < until and build.poll() is None:
                time.sleep(0.05)
            checks.equal([document["event"] for document in alerts(checks, receiver, "disk")], ["disk.waiting"], "a run that waits is told")
            checks.equal(build.poll(), None, "it waits")
            build.terminate()
            build.wait()
            checks.equal(len(receiver.requests), 1, "the stop by a person is not")
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=False)


def bad_input(checks, work, files):
    for flags, extra, says in ((["--alert", f"hooks/{SECRET}"], "", "--alert"), ([], f"alert: {{url: 'ftp://{SECRET}'}}\n", "alert"),
                               (["--alert-success"], "", "ASSAY_ALERT_URL"), ([], "alert: {uri: x}\n", "did you mean 'url'")):
        code, _, stderr = run(plan_of(work, files, "bad", extra), work / "bad.ws", *flags)
        checks.that(code == 2 and "A0120" in stderr and says in stderr and SECRET not in stderr, f"{says}: {code} {stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true")
    parser.parse_args()
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="alerts.") as name:
        work = Path(name)
        some = work / "some"
        some.mkdir()
        files = [path for path in sorted(_assay.pictures(100).rglob("*.jpg")) if path.is_file()][:10]
        for path in files:
            shutil.copyfile(path, some / path.name)
        (some / "broken.jpg").write_bytes(b"\xff\xd8\xff broken")
        _build.write_manifest(some, work / "all.csv")
        which_ends_are_told(checks, work, some)
        webhooks_that_are_not_well(checks, work, some)
        a_full_disk_is_told_while_it_is_full(checks, work, some)
        bad_input(checks, work, some)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
