#!/usr/bin/env python3
"""Traces of a run at a real receiver: their form, what they say against the report, and receivers that are not well.

    otlp_traces.py [--fast]
"""
import argparse
import collections
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import _assay
import _build
from _receiver import Receiver, closed_port, spans


def all_spans(receiver):
    """Every span of all requests that were taken."""
    found = []
    for path, headers, body, _ in receiver.requests:
        if path != "/v1/traces" or headers["Content-Type"] != "application/json":
            raise ValueError(f"{path} {headers}")
        resource, some = spans(body)
        if resource["service.name"] != "nightly" or not resource["service.version"]:
            raise ValueError(f"resource {resource}")
        found += some
    return found


def environment(**more):
    return _assay.environment() | {"OTEL_SERVICE_NAME": "nightly"} | more


def build(plan, workspace, *flags, env=None):
    """Builds; (document, stderr, seconds)."""
    since = time.monotonic()
    code, stdout, stderr = _assay.run("build", plan, "--json", "--workspace", workspace, *flags, env=env or environment())
    if code not in (0, 1):
        raise SystemExit(f"assay build gave exit code {code}\n{stdout}{stderr}")
    return json.loads(stdout), stderr, time.monotonic() - since


def the_trace_is_the_run(checks, receiver, document, workspace):
    found = all_spans(receiver)
    by_name = collections.defaultdict(list)
    for span in found:
        by_name[span["name"]].append(span)
    by_id = {span["spanId"]: span for span in found}
    checks.equal(len(by_id), len(found), "span ids differ")
    checks.equal(len({span["traceId"] for span in found}), 1, "one trace")
    root, = by_name["run"]
    checks.equal([span["name"] for span in found if span.get("parentSpanId") not in by_id], ["run"], "all but the run have a parent")
    for span in found:
        parent = by_id.get(span.get("parentSpanId"))
        checks.that(parent is None or parent["start"] <= span["start"] and span["end"] <= parent["end"],
                    f"{span['name']} lies within {parent and parent['name']}")
    checks.equal([span["name"] for span in found if span["name"].startswith("phase")],
                 [f"phase {name}" for name in ("inspect", "compare", "decide", "write", "build")], "the phases in their order")
    count = document["accounting"]
    checks.equal({state: root["attributes"][f"assay.{state}"] for state in count}, count, "the run's counts are the report's")
    checks.equal(root["attributes"]["assay.run.id"], 1, "the run's number")
    for phase in ("inspect", "decide"):
        checks.equal(sum(span["attributes"]["assay.records"] for span in by_name[f"chunk {phase}"]), count["seen"],
                     f"chunks of {phase} hold every record once")
    chunks = by_name["chunk inspect"]
    sizes = [row["size_bytes"] for row in _assay.parquet(workspace / "report" / "records.parquet")]
    checks.equal(sum(span["attributes"]["assay.bytes"] for span in chunks), sum(sizes), "and every byte")
    for span in chunks:
        said = span["attributes"]
        checks.that(0 < said["assay.visit.seconds_max"] <= said["assay.visit.seconds_sum"], f"latency: {said}")
        checks.that(abs(said["assay.worker.cpu_seconds_per_record"] * said["assay.records"] - said["assay.worker.cpu_seconds"]) < 1e-6,
                    f"cost per record: {said}")
    checks.that(sum(span["attributes"]["assay.worker.cpu_seconds"] for span in chunks) > 0.05, "workers use CPU")
    steps = {name for name in by_name if name.startswith("step")}
    checks.equal(steps, {"step read", "step inspect", "step transform"}, "steps of a visit")
    _, stdout, _ = _assay.run("deadletters", "list", "--json", "--workspace", workspace)
    dead = json.loads(stdout)["deadletters"]
    told = [event["attributes"] for span in chunks for event in span["events"] if event["name"] == "dead letter"]
    checks.equal(collections.Counter(event["assay.error.code"] for event in told), collections.Counter(one["code"] for one in dead),
                 "an event for each dead letter")
    log = [json.loads(line) for line in (workspace / "runs" / "1" / "log.jsonl").read_text().splitlines()]
    checks.equal(log[0]["trace"], root["traceId"], "the log names the trace")
    checks.that(all(event["event"] != "chunk.committed" for event in log), "the log has no line a chunk")


def no_person_is_named(checks, receiver, work, files):
    text = b"".join(body for _, _, body, _ in receiver.requests).decode()
    keys = [str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()]
    checks.equal([key for key in keys if key in text], [], "no key stands in a trace")
    checks.equal([word for word in (str(work), str(files), "creativecommons", "http") if word in text], [], "no path and no address either")


def a_kill_is_one_trace(checks, work, files):
    with Receiver() as receiver:
        workspace = work / "killed.ws"
        plan = _build.write_plan(work / "killed.yaml", files, f"webdataset: {work / 'killed'}", manifest=work / "all.csv")
        env = environment(OTEL_EXPORTER_OTLP_ENDPOINT=receiver.url + "/", OTEL_EXPORTER_OTLP_HEADERS="x-api-key=s%2Fcret")
        build_ = subprocess.Popen([str(_assay.ASSAY), "build", str(plan), "--workspace", str(workspace), "--jobs", "1"], env=env,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        log = workspace / "runs" / "1" / "log.jsonl"
        until = time.monotonic() + 60
        while not (log.is_file() and "phase.begun" in log.read_text()) and time.monotonic() < until:
            time.sleep(0.005)
        build_.send_signal(signal.SIGTERM)
        build_.wait()
        build(plan, workspace, env=env)
        found = all_spans(receiver)
        roots = [span for span in found if span["name"] == "run"]
        checks.equal([(span["status"]["code"], span["attributes"]["assay.run.resumed"]) for span in roots], [(2, False), (1, True)],
                     "both starts are roots: one stopped, one whole")
        checks.equal(len({span["traceId"] for span in found}), 1, "of one trace")
        checks.equal({headers.get("x-api-key") for _, headers, _, _ in receiver.requests}, {"s/cret"}, "headers of the environment")
        stored = b"".join(path.read_bytes() for path in (workspace / "runs").rglob("*") if path.is_file())
        checks.that(b"s/cret" not in stored and receiver.url.encode() not in stored, "neither header nor address is kept")


def children(pid):
    """Processes that `pid` has started."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text().split())
        except OSError:
            continue
    return found


def lost_workers_are_told(checks, work, files):
    """Workers are killed from outside: trace and metrics count the same losses, and the run goes on."""
    prom = work / "lost.prom"
    plan = _build.write_plan(work / "lost.yaml", files, f"webdataset: {work / 'lost'}", manifest=work / "all.csv")
    with Receiver() as receiver:
        build_ = subprocess.Popen([str(_assay.ASSAY), "build", str(plan), "--workspace", str(work / "lost.ws"), "--jobs", "1", "--metrics", str(prom),
                                   "--otlp", receiver.url], env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while build_.poll() is None:
            for child in children(build_.pid):
                with contextlib.suppress(OSError):
                    os.kill(child, signal.SIGKILL)
            time.sleep(0.3)
        checks.that(build_.returncode in (0, 1), f"the run ends well: {build_.returncode}")
        events = [event for span in all_spans(receiver) for event in span["events"]]
    told = collections.Counter(event["name"] for event in events if "assay.cause" in event["attributes"])
    samples = collections.Counter()
    for metric, number in re.findall(r"^(assay_retries_total|assay_children_killed_total)\{.*\} (\d+)$", prom.read_text(), re.MULTILINE):
        samples[metric] += int(number)
    checks.that(told["retry"] > 0, f"some fell at their work: {told}")
    checks.equal((samples["assay_retries_total"], samples["assay_children_killed_total"]), (told["retry"], told.total()),
                 "metrics count what the trace names")
    checks.that(all(re.fullmatch("sha256:[0-9a-f]{64}", event["attributes"]["assay.asset"]) for event in events if event["name"] == "retry"),
                "a retry names its asset")


def receivers_that_are_not_well(checks, work, files, root):
    """The release is the same, the run ends in time, and what was lost is said once."""
    full = (429, {"Retry-After": "1"}, "")
    cases = {"hangs": (["hang"], 20, True), "refuses": (None, 20, True), "500": ([(500, {}, "")], 10, True),
             "400": ([(400, {}, "")], 10, True), "429 for ever": ([full], 20, True),
             "429 once": ([full, (200, {}, "{}")], 10, False), "cuts once": (["cut", (200, {}, "")], 10, False),
             "keeps a part": ([(200, {}, '{"partialSuccess":{"rejectedSpans":"2"}}')], 10, True),
             "answers nonsense": ([(200, {}, "<html>")], 10, False)}
    for number, (name, (plays, limit_s, is_lost)) in enumerate(cases.items()):
        out = work / f"ill-{number}"
        plan = _build.write_plan(work / f"ill-{number}.yaml", files, f"webdataset: {out}", manifest=work / "all.csv")
        with Receiver(*(plays or [])) as receiver:
            url = receiver.url if plays else closed_port()
            document, stderr, seconds = build(plan, work / "ill.ws", "--otlp", url)
        checks.equal(_build.root_of(document), root, f"{name}: the release is the same")
        checks.equal(stderr.count("trace spans did not reach"), int(is_lost), f"{name}: a loss is said once: {stderr}")
        checks.that(seconds < limit_s, f"{name}: the run ends in time: {seconds:.1f} s")
        shutil.rmtree(out)


def certificate(folder):
    """A key and a certificate of 127.0.0.1 that only itself vouches for."""
    import datetime
    import ipaddress
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "collector.test")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
            .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256()))
    file = folder / "collector.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return file


def tls_is_verified(checks, work, files):
    file = certificate(work)
    plan = _build.write_plan(work / "tls.yaml", files, f"webdataset: {work / 'tls'}", manifest=work / "all.csv")
    for more, arrives in (({}, False), ({"OTEL_EXPORTER_OTLP_CERTIFICATE": str(file)}, True)):
        with Receiver(certificate=file) as receiver:
            _, stderr, _ = build(plan, work / "tls.ws", "--otlp", receiver.url, env=environment(**more))
            checks.equal((bool(receiver.requests), "did not reach" not in stderr), (arrives, arrives),
                         f"a certificate that nobody vouches for, {sorted(more)}: {stderr}")


def bad_input(checks, work, files):
    plan = _build.write_plan(work / "bad.yaml", files, f"webdataset: {work / 'bad'}", manifest=work / "all.csv")
    for flags, more, says in ((["--otlp", "collector/secret"], {}, "--otlp"), ([], {"OTEL_EXPORTER_OTLP_ENDPOINT": "grpc://secret"}, "_ENDPOINT"),
                              (["--otlp", "http://127.0.0.1:1"], {"OTEL_EXPORTER_OTLP_HEADERS": "secret"}, "_HEADERS")):
        code, _, stderr = _assay.run("build", plan, *flags, env=environment(**more))
        checks.that(code == 2 and "A0120" in stderr and says in stderr and "secret" not in stderr, f"{says}: {code} {stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true")
    args = parser.parse_args()
    checks = _assay.Checks()
    files = _assay.pictures(100 if args.fast else 300)
    with tempfile.TemporaryDirectory(prefix="otlp.") as name:
        work = Path(name)
        _build.write_manifest(files, work / "all.csv")
        plan = _build.write_plan(work / "plan.yaml", files, f"webdataset: {work / 'out'}", manifest=work / "all.csv")
        with Receiver() as receiver:
            document, stderr, _ = build(plan, work / "main.ws", "--otlp", receiver.url)
            checks.that("trace" not in stderr, f"all spans arrive: {stderr}")
            the_trace_is_the_run(checks, receiver, document, work / "main.ws")
            no_person_is_named(checks, receiver, work, files)
        a_kill_is_one_trace(checks, work, files)
        lost_workers_are_told(checks, work, files)
        some = work / "some"
        some.mkdir()
        for path in sorted(path for path in files.rglob("*.jpg") if path.is_file())[:12]:
            shutil.copyfile(path, some / path.name)
        _build.write_manifest(some, work / "all.csv")
        plain = _build.write_plan(work / "plain.yaml", some, f"webdataset: {work / 'plain'}", manifest=work / "all.csv")
        root = _build.root_of(_build.build(plain, "--workspace", work / "ill.ws"))
        receivers_that_are_not_well(checks, work, some, root)
        tls_is_verified(checks, work, some)
        bad_input(checks, work, some)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
