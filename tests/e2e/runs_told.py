#!/usr/bin/env python3
"""What a run tells: its log, `assay runs`, expectations and metrics, against report.json and through kills.

    runs_told.py [--fast]
"""
import argparse
import hashlib
import json
import re
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import _assay
import _build

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="[^"\\\n]*",?)+)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)')
TYPES = {"counter", "gauge", "summary"}


def parsed(text):
    """Samples of a Prometheus text, {(name, labels): value}; a broken rule of the format is a ValueError."""
    if not text.endswith("\n"):
        raise ValueError("the last line has no end")
    helps, types, samples, family = set(), {}, {}, None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            family = line.split(" ", 3)[2]
            if family in helps:
                raise ValueError(f"a second family {family}")
            helps.add(family)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            if name != family or kind not in TYPES or name in types:
                raise ValueError(line)
            types[name] = kind
        else:
            if not (found := SAMPLE.fullmatch(line)):
                raise ValueError(f"no sample: {line}")
            name, labels, value = found.groups()
            suffixed = types.get(family) == "summary" and name in (f"{family}_sum", f"{family}_count")
            if not suffixed and name != family:
                raise ValueError(f"{name} stands below {family}")
            if types[family] == "counter" and not name.endswith("_total"):
                raise ValueError(f"the counter {name} does not end in _total")
            key = (name, labels or "")
            if key in samples:
                raise ValueError(f"twice: {key}")
            samples[key] = float(value)
    return samples


def log_of(workspace, run):
    """Events of a run; every line but a torn one is JSON with the members that all have."""
    lines = (workspace / "runs" / str(run) / "log.jsonl").read_text().splitlines()
    events = []
    for line in lines:
        try:
            events.append(json.loads(line))
        except ValueError:
            continue
    return events


def show(workspace, *run):
    code, stdout, stderr = _assay.run("runs", "show", *run, "--workspace", workspace, "--json")
    if code != 0:
        raise SystemExit(f"assay runs show gave {code}: {stderr}")
    return json.loads(stdout)


def runs(workspace):
    _, stdout, _ = _assay.run("runs", "list", "--workspace", workspace, "--json")
    return json.loads(stdout)["runs"]


def the_log_is_the_run(checks, workspace, run, document):
    events = log_of(workspace, run)
    for event in events:
        checks.that(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event["time"]) and event["run"] == run
                    and event["level"] in ("info", "warn", "error"), f"an event has its members: {event}")
    checks.equal([e["phase"] for e in events if e["event"] == "phase.ended" and e["complete"]][-2:], ["write", "build"],
                 "the phases stand in their order")
    dead = {e["key"]: e["code"] for e in events if e["event"] == "record.dead"}
    _, stdout, _ = _assay.run("deadletters", "list", "--json", "--workspace", workspace)
    checks.equal(dead, {d["key"]: d["code"] for d in json.loads(stdout)["deadletters"]}, "the log names each dead letter")
    end = events[-1]
    checks.equal(end["event"], "run.finished", "the last word")
    checks.equal(end["accounting"], document["accounting"], "the log's accounting is the report's")
    checks.equal(end["digest"], document["digest"], "the log's digest is the report's")
    checks.equal(end["release"]["root"], _build.root_of(document), "the log's root is the release's")
    plan = (workspace / "runs" / str(run) / "plan.json").read_bytes()
    checks.equal(hashlib.sha256(plan.rstrip(b"\n")).hexdigest(), events[0]["plan"], "plan.json has the plan's digest")


def show_is_the_report(checks, workspace, run, document):
    told = show(workspace, run)
    checks.equal(told["accounting"], document["accounting"], "runs show counts what the report counts")
    checks.equal(told["digest"], document["digest"], "runs show has the digest")
    checks.equal(told["release"]["root"], _build.root_of(document), "runs show has the root")
    checks.equal(sum(d["letters"] for d in told["dead"]), document["accounting"]["dead"], "runs show counts the dead")
    checks.that(all(phase["seconds"] >= 0 and phase["since"] is None for phase in told["phases"]), f"phases are over: {told['phases']}")


def metrics_are_the_report(checks, file, document):
    samples = parsed(file.read_text())
    count = document["accounting"]
    for verdict in ("allow", "deny", "review"):
        checks.equal(samples[("assay_policy_decisions_total", f'verdict="{verdict}"')], count[verdict], f"metrics: {verdict}")
    checks.equal(samples[("assay_dead_letters", "")], count["dead"], "metrics: dead letters")
    checks.equal(samples[("assay_assets_total", 'stage="inspect",state="ok"')], count["seen"] - count["dead"], "metrics: seen")
    checks.equal(samples[("assay_assets_total", 'stage="build",state="released"')],
                 document["release"]["statement"]["count"], "metrics: released")
    checks.equal(samples[("assay_step_seconds_count", 'step="inspect"')], count["seen"], "metrics: records of a phase")
    checks.equal((samples[("assay_run_going", "")], samples[("assay_run_succeeded", "")]), (0, 1), "metrics: how it ended")
    checks.that(samples[("assay_disk_free_bytes", 'place="release"')] > 0, "metrics: free space")
    oldest = samples.get(("assay_dead_letter_oldest_seconds", ""))
    checks.that(oldest is None if count["dead"] == 0 else 0 <= oldest < 600, f"metrics: the oldest dead letter: {oldest}")
    checks.equal((samples[("assay_queue_items", "")], samples[("assay_retries_total", 'class="poison"')]), (0, 0), "metrics: nothing waits, nothing fell")


def a_kill_is_told(checks, work, files):
    """Killed in the middle, seen from outside while it goes, resumed: the log tells all three."""
    out, workspace, file = work / "killed", work / "killed.ws", work / "killed.prom"
    plan = _build.write_plan(work / "killed.yaml", files, f"webdataset: {out}", manifest=work / "all.csv")
    command = [str(_assay.ASSAY), "build", str(plan), "--workspace", str(workspace), "--jobs", "1", "--metrics", str(file)]
    log = workspace / "runs" / "1" / "log.jsonl"
    build = subprocess.Popen(command, env=_assay.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not (log.is_file() and "phase.begun" in log.read_text()) and time.monotonic() < until:
        time.sleep(0.005)
    going = show(workspace)
    checks.that(going["state"] != "finished" and going["finished_at"] is None, f"runs show works while a run goes: {going['state']}")
    parsed(file.read_text())
    build.send_signal(signal.SIGKILL)
    build.wait()
    with log.open("ab") as end:
        end.write(b'{"time":"2026-01-01T00:00:0')  # as a kill inside a write leaves it
    checks.equal(show(workspace)["log"]["starts"], 1, "a torn line does not disturb readers")
    document = _build.build(plan, "--workspace", workspace, "--metrics", file)
    events = [event["event"] for event in log_of(workspace, 1)]
    checks.equal((events[0], events.count("run.resumed"), events[-1]), ("run.started", 1, "run.finished"), "the log goes on")
    checks.equal(show(workspace)["log"]["starts"], 2, "both starts are counted")
    show_is_the_report(checks, workspace, 1, document)
    return document


def a_stop_is_told(checks, work, files):
    workspace = work / "stopped.ws"
    plan = _build.write_plan(work / "stopped.yaml", files, f"webdataset: {work / 'stopped'}", manifest=work / "all.csv")
    build = subprocess.Popen([str(_assay.ASSAY), "build", str(plan), "--workspace", str(workspace), "--jobs", "1"],
                             env=_assay.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    log = workspace / "runs" / "1" / "log.jsonl"
    until = time.monotonic() + 60
    while not log.is_file() and time.monotonic() < until:
        time.sleep(0.005)
    build.send_signal(signal.SIGTERM)
    build.wait()
    told = show(workspace)
    checks.equal((told["log"]["last_event"], told["log"]["problem"]["signal"]), ("run.stopped", signal.SIGTERM), "a stop is told")


def expectations_hold_back(checks, work, files, document):
    count, out, workspace = document["accounting"], work / "expected", work / "expected.ws"
    for expect, holds in ((f'{{seen: ">= {count["seen"] + 1}"}}', False), ('{dead: "<= 0%"}', count["dead"] == 0),
                          (f'{{seen: "== {count["seen"]}", allow: "> 0%"}}', True)):
        plan = _build.write_plan(work / "expected.yaml", files, f"webdataset: {out}", manifest=work / "all.csv")
        plan.write_text(plan.read_text() + f"expect: {expect}\n")
        code, _, stderr = _assay.run("build", plan, "--workspace", workspace, "--metrics", work / "expected.prom")
        unmet = parsed((work / "expected.prom").read_text())[("assay_expectations_unmet", "")]
        checks.that((code in (0, 1), unmet == 0, out.exists()) == (holds,) * 3, f"{expect}: exit code {code}, {unmet} unmet, {stderr}")
        if not holds:
            checks.that("A0150" in stderr and str(count["seen"]) in stderr, f"{expect}: both figures are told: {stderr}")
            checks.equal(runs(workspace)[-1]["state"], "finished", f"{expect}: the run is over, the next one looks again")


def nothing_of_it_fails_a_run(checks, work, files):
    workspace, out = work / "deaf.ws", work / "deaf"
    (workspace / "runs").mkdir(parents=True)
    (workspace / "runs" / "1").write_text("in the way")
    plan = _build.write_plan(work / "deaf.yaml", files, f"webdataset: {out}", manifest=work / "all.csv")
    code, _, stderr = _assay.run("build", plan, "--workspace", workspace, "--metrics", "/proc/nowhere/x.prom")
    checks.that(code in (0, 1) and (out / "release.json").is_file(), f"without log and metrics the build is made: {stderr}")
    checks.equal((stderr.count("log cannot be written"), stderr.count("metrics cannot be written")), (1, 1), "each is told once")


class Watcher(threading.Thread):
    """Reads a metrics file as often as it can: it must always be whole."""

    def __init__(self, file):
        super().__init__(daemon=True)
        self.file, self.reads, self.problems, self.over = file, 0, [], threading.Event()

    def run(self):
        while not self.over.wait(0.002):
            try:
                parsed(self.file.read_text())
                self.reads += 1
            except FileNotFoundError:
                continue
            except ValueError as problem:
                self.problems.append(str(problem))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true")
    args = parser.parse_args()
    checks = _assay.Checks()
    files = _assay.pictures(100 if args.fast else 300)
    with tempfile.TemporaryDirectory(prefix="told.") as name:
        work = Path(name)
        _build.write_manifest(files, work / "all.csv")
        plan = _build.write_plan(work / "plan.yaml", files, f"webdataset: {work / 'out'}", manifest=work / "all.csv")
        watcher = Watcher(work / "run.prom")
        watcher.start()
        first = _build.build(plan, "--workspace", work / "main.ws", "--metrics", watcher.file)
        watcher.over.set()
        watcher.join()
        checks.that(watcher.reads > 0 and not watcher.problems, f"the metrics are always whole: {watcher.reads} reads, {watcher.problems[:3]}")
        the_log_is_the_run(checks, work / "main.ws", 1, first)
        show_is_the_report(checks, work / "main.ws", 1, first)
        metrics_are_the_report(checks, work / "run.prom", first)
        again = _build.build(plan, "--workspace", work / "main.ws")
        show_is_the_report(checks, work / "main.ws", 2, again)
        checks.equal([run["id"] for run in runs(work / "main.ws")], [1, 2], "runs list has both")
        killed = a_kill_is_told(checks, work, files)
        checks.equal(_build.root_of(killed), _build.root_of(first), "the root after the kill")
        a_stop_is_told(checks, work, files)
        expectations_hold_back(checks, work, files, first)
        nothing_of_it_fails_a_run(checks, work, files)
        checks.equal(sorted(p.name for p in work.iterdir() if p.name.endswith(".tmp")), [], "no temporary file is left")
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
