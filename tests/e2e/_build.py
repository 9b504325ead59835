"""What the tests of `assay build` share: a plan over a folder, and a manifest that says what its pictures are."""
import csv
import json
from pathlib import Path

import _assay

LABELS = ("cat", "dog", "Zaunkönig")
SPLITS = ("test", "train", "val")


def write_manifest(folder, file):
    """A row a file: a licence that allows, a label, a caption and two boxes of the upright picture."""
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["path", "Licence", "Class", "says", "bbox"])
        for number, path in enumerate(sorted(folder.rglob("*"))):
            if path.is_file():
                rows.writerow([path.relative_to(folder), "https://creativecommons.org/publicdomain/zero/1.0/",
                               LABELS[number % 3], f"number {number}" if number % 2 else "",
                               json.dumps([[0, 0, 10, 10], {"box": [5, 5, 40, 60], "label": "part"}])])
    return file


def write_plan(file, source, sink, *, resize="{fit: 64, encode: jpeg, quality: 95}", split=True, manifest=None,
               extra="", seed=3):
    columns = f", manifest: {manifest}, licence: Licence, label: Class, caption: says, boxes: bbox" if manifest else ""
    steps = [f"  - transform: {{resize: {resize}}}\n"]
    if split:
        steps.append("  - split: {train: 80, val: 10, test: 10}\n")
    file.write_text(f"assay: 1\nuse: {{purpose: commercial-training, jurisdiction: EU, date: {_assay.DATE}}}\n"
                    f"source: {{folder: {source}{columns}}}\nsteps:\n{''.join(steps)}{extra}"
                    f"sink: {{{sink}}}\nseed: {seed}\n", encoding="utf-8")
    return file


def build(plan, *flags):
    """Builds and gives the JSON that it prints; anything but an answer (0 or 1) ends the test."""
    code, stdout, stderr = _assay.run("build", plan, "--json", *flags)
    if code not in (0, 1):
        raise SystemExit(f"assay build gave exit code {code}\n{stdout}{stderr}")
    return json.loads(stdout)


def root_of(document):
    return document["release"]["statement"]["root"]


def verifies(checks, out, where):
    code, stdout, stderr = _assay.run("release", "verify", out)
    checks.equal(code, 0, f"{where}: the release verifies\n{stdout}{stderr}")


def samples(out):
    """What index or manifest says of each picture, by key."""
    rows = {row["key"]: row for row in _assay.parquet(Path(out) / "MANIFEST.parquet")}
    for row in rows.values():
        row["row"] = json.loads(row["row"])
    return rows


def statement(out):
    return json.loads((Path(out) / "release.json").read_text())
