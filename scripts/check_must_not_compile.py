#!/usr/bin/env python3
"""Code that has to be refused by the compiler: tests/must_not_compile/*.cc.

Each file says on a line `// EXPECT: <regular expression>` what the compiler has to complain about,
and compiles when ALLOWED is defined: so it is refused for this reason and no other.
"""
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "release"


def flags():
    """How our own code is compiled, taken from one of its files."""
    commands = json.loads((BUILD / "compile_commands.json").read_text())
    command = next(e["command"] for e in commands if e["file"].endswith("src/assay/core/json.cc"))
    words = shlex.split(command)
    return words[:words.index("-o")] + ["-fsyntax-only"]


def compiles(command, file, *defines):
    done = subprocess.run([*command, *defines, str(file)], cwd=BUILD, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode == 0, done.stdout


def problem_of(command, file):
    expect = re.search(r"^// EXPECT: (.+)$", file.read_text(), re.MULTILINE)
    if not expect:
        return "has no line '// EXPECT: ...'"
    accepted, output = compiles(command, file, "-DALLOWED")
    if not accepted:
        return "does not compile with -DALLOWED:\n" + output
    accepted, output = compiles(command, file)
    if accepted:
        return "compiles, and must not"
    return None if re.search(expect.group(1), output) else f"is refused for another reason:\n{output}"


def main():
    command = flags()
    files = sorted((ROOT / "tests" / "must_not_compile").glob("*.cc"))
    problems = [(file, problem) for file in files if (problem := problem_of(command, file))]
    for file, problem in problems:
        print(f"{file.relative_to(ROOT)}: {problem}")
    print(f"{len(files) - len(problems)} passed, {len(problems)} failed")
    return int(bool(problems) or not files)


if __name__ == "__main__":
    sys.exit(main())
