#!/usr/bin/env python3
"""Data sets that others have written as WebDataset and as Parquet are audited as the folder that they were made of.

    sample_sources.py [--fast]

The webdataset package and Hugging Face datasets write the pictures of one folder; verdicts, reasons and facts must agree,
also after a kill, and the pictures must be found again for thumbnails, copies and a release.
"""
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import _assay

LICENCE = {"license": "CC0-1.0", "creator": "A. Painter"}
PICTURES = {"jpg", "jpeg", "png", "webp", "gif", "tif", "tiff", "bmp", "heic", "heif", "avif", "jxl"}
COUNTS = ("seen", "allow", "deny", "review", "dead", "pending")


def chosen(count):
    """Pictures that a WebDataset can hold: an ending that says so."""
    files = sorted(file for file in _assay.pictures(count).rglob("*") if file.is_file())
    return [file for file in files if file.suffix[1:].lower() in PICTURES and file.stat().st_size > 0]


def write_folder(files, folder):
    """Plain copies, and a manifest with what the other forms say beside each picture."""
    folder.mkdir()
    rows = ["path,license,creator"]
    for number, file in enumerate(files):
        name = f"{number:06}.{file.suffix[1:].lower()}"
        (folder / name).write_bytes(file.read_bytes())
        rows.append(f"{name},{LICENCE['license']},{LICENCE['creator']}")
    (folder.parent / "known.csv").write_text("\n".join(rows) + "\n")


def write_webdataset(files, folder):
    import webdataset
    folder.mkdir()
    with webdataset.ShardWriter(str(folder / "%04d.tar"), maxcount=40, verbose=0) as sink:
        for number, file in enumerate(files):
            sink.write({"__key__": f"{number:06}", file.suffix[1:].lower(): file.read_bytes(),
                        "json": json.dumps(LICENCE).encode(), "txt": b"a picture", "cls": b"3"})


def write_parquet(files, folder):
    import datasets
    folder.mkdir()
    features = datasets.Features({"image": datasets.Image(), "license": datasets.Value("string"),
                                  "creator": datasets.Value("string"), "label": datasets.ClassLabel(names=["a", "b"])})
    rows = {"image": [{"bytes": file.read_bytes(), "path": f"{number:06}.{file.suffix[1:]}"}
                      for number, file in enumerate(files)],
            "license": [LICENCE["license"]] * len(files), "creator": [LICENCE["creator"]] * len(files),
            "label": [0] * len(files)}
    datasets.Dataset.from_dict(rows, features=features).to_parquet(str(folder / "train-00000-of-00001.parquet"))


def plan_of(work, name, source):
    plan = work / f"{name}.yaml"
    plan.write_text(f"assay: 1\nuse: {{purpose: commercial-training, jurisdiction: EU, date: {_assay.DATE}}}\n"
                    f"source: {source}\n")
    return plan


def audit_plan(plan, out, *flags):
    code, stdout, stderr = _assay.run("audit", "--plan", plan, "--out", out, *flags)
    if code not in (0, 1):
        sys.exit(f"assay audit gave exit code {code}\n{stdout}{stderr}")
    return _assay.report(out)


def same_verdicts(checks, found, expected, where):
    _assay.accounting_is_exact(checks, found, where)
    for name in COUNTS:
        checks.equal(found["accounting"][name], expected["accounting"][name], f"{where}: {name}")
    checks.equal(found["reasons"], expected["reasons"], f"{where}: reasons")
    checks.equal(found["dead_codes"], expected["dead_codes"], f"{where}: dead codes")


def killed_and_resumed(checks, plan, out, digest):
    """Kills the audit thrice; the last run must end with the digest of one that nobody killed."""
    command = [str(_assay.ASSAY), "audit", "--plan", str(plan), "--out", str(out), "--jobs", "2"]
    for pause in (0.6, 1.2, 1.8):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=_assay.environment())
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
    checks.equal(audit_plan(plan, out, "--jobs", 2)["digest"], digest, f"{plan.stem}: digest after three kills")
    _assay.ledger_verifies(checks, out, f"{plan.stem} after three kills")


def released(checks, out, allowed):
    """Every allowed picture is found again, and is the one that was judged."""
    target = out / "release"
    code, stdout, stderr = _assay.run("release", "create", target, "--workspace", out / ".assay")
    checks.that(code == 0, f"{out.name}: a release is made\n{stdout}{stderr}")
    files = [file for file in target.glob("data/*/*") if file.is_file()]
    checks.that(bool(files) == bool(allowed) and all(hashlib.sha256(file.read_bytes()).hexdigest() == file.stem
                                                     for file in files),
                f"{out.name}: the release holds what was allowed")
    code, stdout, stderr = _assay.run("release", "verify", target)
    checks.that(code == 0, f"{out.name}: the release verifies\n{stdout}{stderr}")


def built(checks, work, kind, source, allowed):
    """A data set is made of it, as of files: pictures that were never files among them."""
    plan = work / f"build-{kind}.yaml"
    plan.write_text(f"""assay: 1
use: {{purpose: commercial-training, jurisdiction: EU, date: {_assay.DATE}}}
source: {source}
steps:
  - transform: {{resize: {{fit: 64, encode: jpeg, quality: 90}}}}
sink: {{webdataset: built-{kind}}}
""")
    code, stdout, stderr = _assay.run("build", plan, "--workspace", work / f"ws-{kind}")
    if not checks.that(code in (0, 1), f"{kind}: a data set is built\n{stdout}{stderr}"):
        return
    rows = _assay.parquet(work / f"built-{kind}" / "data" / "index.parquet")
    checks.equal(len(rows), allowed, f"{kind}: the data set holds all that is allowed")
    code, stdout, stderr = _assay.run("release", "verify", work / f"built-{kind}")
    checks.that(code == 0, f"{kind}: the data set verifies\n{stdout}{stderr}")


def hostile(checks, work):
    """What is wrong is told of, and costs nothing else."""
    folder = work / "hostile"
    folder.mkdir()
    picture = chosen(60)[0].read_bytes()
    def add(archive, name, content, **changes):
        info = tarfile.TarInfo(name)
        info.size = len(content)
        for field, value in changes.items():
            setattr(info, field, value)
        archive.addfile(info, io.BytesIO(content))
    with tarfile.open(folder / "a.tar", "w") as archive:
        add(archive, "../../../tmp/assay-escaped.jpg", picture)
        add(archive, "/tmp/assay-absolute.jpg", picture)
        add(archive, "same.jpg", picture)
        add(archive, "between.jpg", picture)
        add(archive, "same.jpg", picture)
        add(archive, "only.txt", b"no picture")
        add(archive, "broken.jpg", picture)
        add(archive, "broken.json", b"{")
        add(archive, "link.jpg", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd")
    whole = (folder / "a.tar").read_bytes()
    (folder / "b.tar").write_bytes(whole[:len(picture) + 700])
    (folder / "c.tar").write_bytes(b"\x1f\x8b" + bytes(3000))
    document = audit_plan(plan_of(work, "hostile", "{webdataset: hostile/}"), work / "out-hostile")
    _assay.accounting_is_exact(checks, document, "hostile")
    checks.equal(document["accounting"]["seen"], 11, "hostile: every sample and every fault is a record")
    for code, count in {"input.duplicate_key": 1, "input.no_picture": 1, "input.malformed_member": 1,
                        "input.link_member": 1, "input.archive_broken": 1}.items():
        checks.equal(document["dead_codes"].get(code), count, f"hostile: {code}")
    checks.that(not Path("/tmp/assay-escaped.jpg").exists() and not Path("/tmp/assay-absolute.jpg").exists(),
                "hostile: no name became a file")


def our_own(checks, work):
    """What our sinks write, we read again: each sample once, whole."""
    test = _assay.ROOT / "build" / "release" / "src" / "assay" / "release" / "assay_release_test"
    subprocess.run([test, "--gtest_filter=WebDatasetTest.EveryPicture*:PictureTableTest.HoldsPictures*"], check=True,
                   stdout=subprocess.DEVNULL, cwd=_assay.ROOT, env={**os.environ, "ASSAY_KEEP_SINKS": str(work / "sets")})
    for kind, count in (("webdataset", 224), ("parquet", 324)):
        document = audit_plan(plan_of(work, f"own-{kind}", f"{{{kind}: sets/{kind}}}"), work / f"out-own-{kind}")
        _assay.accounting_is_exact(checks, document, f"our own {kind}")
        checks.equal((document["accounting"]["seen"], document["accounting"]["dead"]), (count, 0),
                     f"our own {kind} is read whole")


def main():
    checks = _assay.Checks()
    files = chosen(60 if "--fast" in sys.argv else 300)
    with tempfile.TemporaryDirectory(prefix="samples.") as name:
        work = Path(name)
        write_folder(files, work / "plain")
        write_webdataset(files, work / "shards")
        write_parquet(files, work / "tables")
        plain = _assay.audit(work / "plain", work / "out-plain", "--manifest", work / "known.csv")
        checks.equal(plain["accounting"]["seen"], len(files), "plain: each file is a record")
        checks.that(plain["accounting"]["allow"] > 0, "plain: something is allowed")
        for kind, source in {"webdataset": "{webdataset: shards/}", "parquet": "{parquet: tables/}"}.items():
            plan = plan_of(work, kind, source)
            found = audit_plan(plan, work / f"out-{kind}", "--jobs", 2)
            same_verdicts(checks, found, plain, kind)
            other = audit_plan(plan, work / f"out-{kind}-1", "--jobs", 1)
            checks.equal(other["digest"], found["digest"], f"{kind}: digest with --jobs 1")
            again = audit_plan(plan, work / f"out-{kind}", "--jobs", 2)
            checks.equal(again["digest"], found["digest"], f"{kind}: digest of a second run in the same workspace")
            killed_and_resumed(checks, plan, work / f"killed-{kind}", found["digest"])
            built(checks, work, kind, source, found["accounting"]["allow"])
            released(checks, work / f"out-{kind}", found["accounting"]["allow"])
        by_hand = _assay.audit(work / "shards" / "0000.tar", work / "out-tar")
        checks.equal(by_hand["accounting"]["seen"], min(40, len(files)), "assay audit x.tar reads its samples")
        by_hand = _assay.audit(work / "tables" / "train-00000-of-00001.parquet", work / "out-table")
        same_verdicts(checks, by_hand, plain, "assay audit x.parquet")
        our_own(checks, work)
        hostile(checks, work)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
