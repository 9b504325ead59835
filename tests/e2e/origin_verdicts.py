#!/usr/bin/env python3
"""Judges made corpora with what their hosts said, and compares every verdict with the truth.

    origin_verdicts.py [--fast] [--corpus DIR]...    default: 300 files of seed 1 (and 2 without --fast)

`context/urls.csv` of a corpus says where a file came from, `context/hosts` what those hosts said.
Fails when a file that must be rejected is allowed, or fewer than 99 % of verdicts are right.
"""
import collections
import tempfile
from pathlib import Path

import _assay

EXPECTED = {"keep": {"allow"}, "reject": {"deny", "dead"}, "review": {"review"}}
RIGHT = 0.99


def compare(folder, checks):
    rows = _assay.truth(folder)
    with tempfile.TemporaryDirectory(prefix="origins.") as name:
        out = Path(name)
        document = _assay.audit(folder / "files", out, "--manifest", folder / "context" / "urls.csv",
                                "--origins", folder / "context" / "hosts")
        records = {record["key"]: record for record in _assay.parquet(out / "records.parquet")}
    _assay.accounting_is_exact(checks, document, folder.name)
    if not checks.equal(sorted(records), sorted(rows), f"{folder.name}: one record a file"):
        return
    wrong = collections.Counter()
    for key, row in sorted(rows.items()):
        record, verdict = records[key], row["verdict"]
        if record["verdict"] in EXPECTED[verdict["value"]]:
            continue
        # Flipped bits may leave a picture that no reader can tell from a whole one.
        if row.get("fault") == "bitflips" and record["outcome"] == "ok":
            continue
        wrong[f"{verdict['value']} -> {record['verdict']}"] += 1
        print(f"{folder.name}: {key} ({row['origin'].get('host')}, {row['rights']['state']}, {row.get('fault')}): "
              f"{record['verdict']} {record['reasons']}, expected {verdict['value']}: {verdict['why']}")
    right = 1 - sum(wrong.values()) / len(rows)
    print(f"{folder.name}: {len(rows)} records, {right:.2%} of verdicts right, {dict(wrong)}")
    checks.equal(wrong["reject -> allow"], 0, f"{folder.name}: nothing that must be rejected is allowed")
    checks.that(right >= RIGHT, f"{folder.name}: at least {RIGHT:.0%} of verdicts are right")


if __name__ == "__main__":
    raise SystemExit(_assay.main_over_corpora(__doc__, compare))
