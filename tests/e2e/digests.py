#!/usr/bin/env python3
"""The same digest whatever the number of jobs, the place on disk and the order of its files."""
import random
import shutil
import sys
import tempfile
from pathlib import Path

import _assay


def copied_in_random_order(source, target, seed):
    """A copy whose files were created in another order, so that a plain readdir differs too."""
    files = sorted(file for file in source.rglob("*") if file.is_file())
    random.Random(seed).shuffle(files)
    for file in files:
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)


def main():
    checks = _assay.Checks()
    source = _assay.pictures(60 if "--fast" in sys.argv else 300)
    with tempfile.TemporaryDirectory(prefix="digests.") as name:
        work = Path(name)
        first = _assay.audit(source, work / "one", "--jobs", 1)
        _assay.accounting_is_exact(checks, first, "jobs 1")
        for jobs in (2, 4):
            again = _assay.audit(source, work / f"jobs-{jobs}", "--jobs", jobs)
            checks.equal(again["digest"], first["digest"], f"digest with --jobs {jobs}")
        shuffled = work / "elsewhere" / "deeper" / source.name
        copied_in_random_order(source, shuffled, seed=7)
        again = _assay.audit(shuffled, work / "shuffled", "--jobs", 2)
        checks.equal(again["digest"], first["digest"], "digest in a second folder, files shuffled")
        again = _assay.audit(source, work / "one", "--jobs", 2)
        checks.equal(again["digest"], first["digest"], "digest of a second run in the same workspace")
        _assay.accounting_is_exact(checks, again, "second run")
        _assay.ledger_verifies(checks, work / "one", "after two runs")
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
