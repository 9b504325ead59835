#!/usr/bin/env python3
"""clang-tidy over every .cc file of ours, two at a time, remembering what was clean.

A file is clean while it, every project header it reaches, .clang-tidy and the tool are unchanged:
their hash is the key of an empty file in ASSAY_CACHE/tidy, which outlives the clone. Sources get
every check of .clang-tidy; tests, benchmarks and fuzzers only those on names and size, which cost a
tenth: a bug in a test shows when it runs.

  scripts/tidy.py [FILE...]   only these; --build DIR (default build/release) has compile_commands.json
  --budget SECONDS            starts no file after that, the latest changed come first; what is left
                              is counted as skipped, and the next run goes on with it
"""
import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("ASSAY_CACHE", Path.home() / ".cache" / "assay")) / "tidy"
TOOL = "clang-tidy-19"
TEST_CHECKS = "-*,readability-identifier-naming,readability-function-size,readability-else-after-return"
IS_TEST = re.compile(r"_(test|bench|fuzz)\.cc$|/headers/")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def reached(file, seen):
    """`file` and every project header that it includes, directly or not."""
    if file in seen or not file.is_file():
        return seen
    seen.add(file)
    for name in INCLUDE.findall(file.read_text(errors="replace")):
        for folder in (ROOT / "src", file.parent, ROOT / "src" / "native" / "include"):
            reached(folder / name, seen)
    return seen


def key_of(entry, base):
    digest = hashlib.sha256(base)
    digest.update(entry["command"].replace(str(ROOT), "").encode())
    for file in sorted(reached(Path(entry["file"]), set())):
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def check(entry, base, build, until):
    """None: known to be clean. False: no time left. Else what clang-tidy said, empty when clean."""
    checks = [f"--checks={TEST_CHECKS}"] if IS_TEST.search(entry["file"]) else []
    mark = CACHE / key_of(entry, base + str(checks).encode())
    if mark.exists():
        mark.touch()
        return None
    if time.monotonic() > until:
        return False
    done = subprocess.run([TOOL, "--quiet", "-p", str(build), *checks, entry["file"]], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode == 0:
        mark.touch()
        return ""
    print(done.stdout, flush=True)
    return done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--build", default=ROOT / "build" / "release", type=Path)
    parser.add_argument("--budget", default=float("inf"), type=float)
    parser.add_argument("--jobs", default=os.cpu_count(), type=int)
    args = parser.parse_args()
    wanted = {str(Path(name).resolve()) for name in args.files}
    commands = json.loads((args.build / "compile_commands.json").read_text())
    ours = {e["file"]: e for e in commands
            if Path(e["file"]).is_relative_to(ROOT) and not Path(e["file"]).is_relative_to(args.build)}
    chosen = [e for f, e in sorted(ours.items()) if not wanted or f in wanted]
    chosen.sort(key=lambda entry: -Path(entry["file"]).stat().st_mtime)
    until = time.monotonic() + args.budget
    version = subprocess.run([TOOL, "--version"], capture_output=True, check=True).stdout
    base = version + (ROOT / ".clang-tidy").read_bytes()
    CACHE.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(args.jobs) as pool:
        answers = list(pool.map(lambda entry: check(entry, base, args.build, until), chosen))
    failed, skipped = sum(bool(answer) for answer in answers), sum(answer is False for answer in answers)
    print(f"{answers.count(None)} of {len(answers)} files were known to be clean")
    print(f"{len(answers) - failed - skipped} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
