#!/usr/bin/env python3
"""Do the documents still tell the truth?

README.md and docs/guide/*.md: every ```sh block is run, line by line, in a scratch folder that holds
examples/, policies/ and docs/, with the built programs on PATH and at build/release; python3 is that of
the tests. A line may end in "# exit N". A ```text block straight after it is what the output must contain, in order; a line of
"..." stands for anything. Lines that start with make, git or cd are not run: make's targets must exist.
ARCHITECTURE.md: every name in backticks must still exist; the module picture must be the real one.
All *.md: relative links must lead somewhere.

  --accept   writes the module picture anew
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("ASSAY_CACHE", Path.home() / ".cache" / "assay"))
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXIT = re.compile(r"\s+# exit (\d+)$")
LINK = re.compile(r"(?<!`)\[[^\]`]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"```mermaid\n(.*?)```", re.DOTALL)
SOURCES = ("*.cc", "*.h", "*.rs", "*.rego", "*.py", "*.cmake", "CMakeLists.txt")


def tracked(*patterns):
    done = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *patterns], cwd=ROOT,
                          capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def commands(block):
    """Lines of a block as whole commands: continued lines and here-documents stay together."""
    lines = iter(block.splitlines())
    for line in lines:
        while line.endswith("\\"):
            line += "\n" + next(lines, "")
        if here := re.search(r"<<-?\s*['\"]?(\w+)['\"]?", line):
            for more in lines:
                line += "\n" + more
                if more == here.group(1):
                    break
        if line.strip() and not line.startswith("#"):
            yield line


def missing_target(command):
    target = command.split()[1] if len(command.split()) > 1 else "help"
    return not re.search(rf"^{re.escape(target)}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def scratch(folder):
    for name in ("examples", "policies"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
    for name in ("build", "docs"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "home").mkdir()


def run(command, folder):
    env = dict(os.environ, HOME=str(folder / "home"), NO_COLOR="1", LC_ALL="C.UTF-8", TZ="UTC",
               PATH=f"{ROOT / 'build' / 'release'}:{CACHE / 'venv' / 'bin'}:{os.environ['PATH']}")
    return subprocess.run(["bash", "-c", command], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", timeout=300, check=False)


def out_of_order(expected, output):
    """The first line of `expected` that `output` does not have in its place, or None."""
    found = iter(line.rstrip() for line in output.splitlines())
    for line in (line.rstrip() for line in expected.splitlines()):
        if line not in ("", "...") and not any(line == other for other in found):
            return line
    return None


def run_block(block, folder):
    """Runs the commands of one block; gives (number, problems, output)."""
    count, problems, output = 0, [], ""
    for command in commands(block):
        count += 1
        if re.match(r"(git|cd|sudo) ", command):
            continue
        if re.match(r"make\b", command):
            problems += [f"`{command}`: no such target"] * missing_target(command)
            continue
        wanted = int(found.group(1)) if (found := EXIT.search(command)) else 0
        done = run(EXIT.sub("", command), folder)
        output += done.stdout
        if done.returncode != wanted:
            problems.append(f"`{command}` gave exit code {done.returncode}:\n{done.stdout[-2000:]}")
    return count, problems, output


def run_document(file):
    total, problems, output, end = 0, [], None, 0
    text = file.read_text()
    with tempfile.TemporaryDirectory(prefix="docs.") as name:
        scratch(Path(name))
        for block in BLOCK.finditer(text):
            language, body = block.groups()
            if language == "sh":
                count, found, output = run_block(body, Path(name))
                total, end = total + count, block.end()
                problems += found
            elif language == "text" and output is not None and not text[end:block.start()].strip():
                if (line := out_of_order(body, output)) is not None:
                    problems.append(f"the output lacks: {line}\n--- output\n{output[-3000:]}")
    return total, problems


def names_of(text):
    prose = BLOCK.sub("", text)
    return sorted(set(re.findall(r"`([^`\n]+)`", prose)))


def exists(name, sources):
    """Is a backticked name of ARCHITECTURE.md a file, a folder, or a word of the source?"""
    if re.fullmatch(r"[\w./*<>-]+", name) and ("/" in name or re.search(r"\.\w+$", name)):
        return any(True for _ in ROOT.glob(re.sub(r"<\w+>", "*", name).strip("/"))) or name in sources
    words = re.findall(r"\w+", name)
    return all(re.search(rf"\b{word}\b", sources) for word in words)


def check_architecture(accept):
    file = ROOT / "ARCHITECTURE.md"
    text = file.read_text()
    picture = subprocess.run([sys.executable, ROOT / "scripts" / "check_layers.py", "--mermaid"],
                             capture_output=True, text=True, check=True).stdout
    problems = []
    if not (drawn := PICTURE.search(text)) or drawn.group(1) != picture:
        if drawn and accept:
            file.write_text(text[:drawn.start(1)] + picture + text[drawn.end(1):])
        else:
            problems.append("the module picture is not the real one: scripts/check_docs.py --accept")
    sources = "\n".join(f.read_text(errors="replace") for f in tracked(*SOURCES))
    sources += "\n".join(str(f.relative_to(ROOT)) for f in tracked("scripts", "src", "apps"))
    names = names_of(text)
    problems += [f"no longer exists: `{name}`" for name in names if not exists(name, sources)]
    return len(names) + 1, problems


def anchors(file):
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", file.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def check_links(file):
    count, problems = 0, []
    for link in LINK.findall(BLOCK.sub("", file.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        count += 1
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        if not target.exists():
            problems.append(f"link leads nowhere: {link}")
        elif anchor and target.suffix == ".md" and anchor not in anchors(target):
            problems.append(f"no such heading: {link}")
    return count, problems


def main():
    accept = "--accept" in sys.argv
    results = [("ARCHITECTURE.md", *check_architecture(accept))]
    if not accept:
        run_these = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]
        results += [(f.relative_to(ROOT), *run_document(f)) for f in run_these]
        results += [(f.relative_to(ROOT), *check_links(f)) for f in tracked("*.md")]
    total, failed = 0, 0
    for name, count, problems in results:
        total, failed = total + count, failed + len(problems)
        for problem in problems:
            print(f"{name}: {problem}")
    print(f"{max(total - failed, 0)} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
