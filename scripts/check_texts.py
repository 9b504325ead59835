#!/usr/bin/env python3
"""What no tracked text file may hold: a machine's paths, switched-off tests, promises, stray keys.

Names of machines are not listed here: any absolute path of a home or work folder is one.
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BANNED = [
    (re.compile(r"(?<![\w.$/])/(?:root|home/\w+|work|tmp/\w+)/"), "a path of somebody's machine"),
    (re.compile(r"^<{7} |^>{7} |^={7}$"), "a merge left its marks"),
    (re.compile(r"\bDISABLED_[A-Z]\w*|EXPECT_TRUE\(true\)|assert True\b"), "a test that cannot fail"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a private key"),
]
WHITE = re.compile(r"[ \t]+$")
KEEP_WHITE = {".t", ".patch"}  # golden outputs show what was printed, blanks included
SKIP = re.compile(r"(^|/)(LICENSE|package-lock\.json|Cargo\.lock|scripts/check_texts\.py)$|^tests/(data|corpus)/|^examples/")


def lines():
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in names.stdout.decode().split("\0"):
        if not name or SKIP.search(name) or not (ROOT / name).is_file():
            continue
        raw = (ROOT / name).read_bytes()
        if b"\0" in raw:
            continue
        for number, line in enumerate(raw.decode(errors="replace").split("\n"), 1):
            yield name, number, line


def main():
    found = 0
    for name, number, line in lines():
        problems = [what for pattern, what in BANNED if pattern.search(line)]
        if WHITE.search(line) and Path(name).suffix not in KEEP_WHITE:
            problems.append("blanks at the end of a line")
        for problem in problems:
            found += 1
            print(f"{name}:{number}: {problem}: {line.strip()[:120]}")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
