#!/usr/bin/env python3
"""A report with everything in it, under axe: names of 4,000 bytes, markup, every kind of section.

    report_axe.py [--fast] [--screenshot FILE]

The unit test of `release` makes the catalog and writes the report; report_axe.mjs looks at it in
light and dark, wide and at 320 pixels. What real files do to a report: report_page.py.
"""
import argparse
import os
import subprocess
import tempfile
from pathlib import Path

import _assay

HERE = Path(__file__).resolve().parent
TEST = _assay.ROOT / "build" / "release" / "src" / "assay" / "release" / "assay_release_test"
PROMISE = "AuditDocumentsTest.TheFiveFilesAgreeOnTheAccounting"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="the same: there is one report")
    parser.add_argument("--screenshot")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="axe.") as folder:
        subprocess.run([TEST, f"--gtest_filter={PROMISE}"], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "ASSAY_KEEP_REPORT": folder})
        shot = ["--screenshot", str(Path(args.screenshot).resolve())] if args.screenshot else []
        looked = subprocess.run(["node", "report_axe.mjs", str(Path(folder) / "report.html"), *shot],
                                cwd=HERE, check=False, timeout=300)
    return looked.returncode


if __name__ == "__main__":
    raise SystemExit(main())
