#!/usr/bin/env python3
"""A disk that fills up: the audit stops with one clear message, and resumes when there is room.

The disk is a small tmpfs, so this needs root; without it the test says so and is skipped.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import _assay


def mount(folder, size):
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
                          capture_output=True, check=False)
    return done.returncode == 0


def grow(folder, size):
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)


def fails_cleanly(checks, source, disk, size):
    out = disk / "out"
    code, stdout, stderr = _assay.run(*_assay.audit_command(source, out)[1:])
    checks.equal(code, 2, f"{size}: exit code on a full disk\n{stderr[-800:]}")
    checks.that("A0400" in stderr or "space" in stderr.lower(), f"{size}: the message says so: {stderr[-400:]}")
    checks.that("Traceback" not in stderr and "terminate called" not in stderr, f"{size}: no crash")
    checks.that(not (out / "report.html").is_file(), f"{size}: no half report is left")
    return out


def main():
    checks = _assay.Checks()
    source = _assay.pictures(60 if "--fast" in sys.argv else 300)
    with tempfile.TemporaryDirectory(prefix="full.") as name:
        work = Path(name)
        disk = work / "disk"
        disk.mkdir()
        if os.geteuid() != 0 or not mount(disk, "64k"):
            checks.skip("a small tmpfs needs root")
            return checks.finish()
        try:
            reference = _assay.audit(source, work / "whole")
            out = disk / "out"
            for size in ("64k", "300k", "700k"):
                grow(disk, size)
                fails_cleanly(checks, source, disk, size)
            grow(disk, "512m")
            document = _assay.audit(source, out)
            checks.equal(document["digest"], reference["digest"], "digest after the disk was full")
            _assay.accounting_is_exact(checks, document, "after the disk was full")
            _assay.ledger_verifies(checks, out, "after the disk was full")
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
