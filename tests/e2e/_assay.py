"""What the end-to-end tests share: the built program, corpora with known truth, counted checks."""
import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ASSAY = ROOT / "build" / "release" / "assay"
CACHE = Path(os.environ.get("ASSAY_CACHE", Path.home() / ".cache" / "assay"))
DATE = "2026-01-15"  # the policy's clock in all tests: digests are compared between runs
USE = ("commercial-training", "EU")


def environment():
    """The environment of a user without settings of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ASSAY_")}


def run(*arguments, **options):
    """Runs `assay ARGUMENTS`; gives (exit code, stdout, stderr)."""
    done = subprocess.run([str(ASSAY), *map(str, arguments)], capture_output=True, text=True,
                          errors="replace", check=False, stdin=subprocess.DEVNULL,
                          env=options.pop("env", environment()), **options)
    return done.returncode, done.stdout, done.stderr


def audit_command(source, out, *flags, use=USE):
    purpose, jurisdiction = use
    return [str(ASSAY), "audit", str(source), "--out", str(out), "--date", DATE, "--purpose", purpose,
            "--jurisdiction", jurisdiction, *map(str, flags)]


def audit(source, out, *flags, use=USE):
    """Audits and gives report.json; anything but an answer (0 or 1) ends the test."""
    code, stdout, stderr = run(*audit_command(source, out, *flags, use=use)[1:])
    if code not in (0, 1):
        sys.exit(f"assay audit gave exit code {code}\n{stdout}{stderr}")
    return report(out)


def report(out):
    return json.loads((Path(out) / "report.json").read_text())


def parquet(file):
    import pyarrow.parquet
    return pyarrow.parquet.read_table(file).to_pylist()


def make_corpus_tool():
    """The corpus maker beside a checkout, or None: it is no part of this repository."""
    tool = ROOT.parent / "shared" / "tools" / "make_corpus.py"
    return tool if tool.is_file() else None


def corpus(count, seed=1):
    """A made corpus with truth.jsonl, kept for the next run; None where it cannot be made."""
    if not (tool := make_corpus_tool()):
        return None
    stamp = hashlib.sha256(tool.read_bytes()).hexdigest()[:8]
    folder = CACHE / "corpora" / f"{count}-{seed}-{stamp}"
    if not (folder / "truth.jsonl").is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f"{count}-{seed}.", dir=folder.parent))
        subprocess.run([sys.executable, str(tool), "--out", str(work), "--n", str(count),
                        "--seed", str(seed)], check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)
        work.rename(folder)
    return folder


def pictures(count=300):
    """A folder to audit: a made corpus, or examples/ where there is none."""
    made = corpus(count)
    return made / "files" if made else ROOT / "examples"


def truth(folder):
    """Lines of truth.jsonl by the key that an audit of FOLDER/files gives."""
    with (folder / "truth.jsonl").open() as lines:
        rows = [json.loads(line) for line in lines]
    return {row["path"].removeprefix("files/"): row for row in rows}


class Checks:
    """Counts promises held and broken; `finish` prints the line that scripts/check reads."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def that(self, condition, promise):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print(f"broken: {promise}", flush=True)
        return condition

    def equal(self, found, expected, promise):
        return self.that(found == expected, f"{promise}: found {found!r}, expected {expected!r}")

    def skip(self, why):
        self.skipped += 1
        print(f"skipped: {why}", flush=True)

    def finish(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        print(f"{self.passed} passed, {self.failed} failed{skipped}")
        return int(self.failed > 0)


def kill_arguments(description, fast, whole):
    """(arguments, how many kills) of a test that kills: --kills, else FAST or WHOLE."""
    parser = argparse.ArgumentParser(description=description.split("\n")[0])
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--kills", type=int)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    return args, args.kills or (fast if args.fast else whole)


def accounting_is_exact(checks, document, where):
    count = document["accounting"]
    parts = sum(count[name] for name in ("allow", "deny", "review", "dead", "pending"))
    checks.equal(count["seen"], parts, f"{where}: seen = allow + deny + review + dead + pending")
    checks.equal(count["pending"], 0, f"{where}: nothing is left pending")


def ledger_verifies(checks, out, where):
    code, stdout, stderr = run("ledger", "verify", "--workspace", Path(out) / ".assay")
    checks.that(code == 0, f"{where}: the ledger verifies\n{stdout}{stderr}")


def main_over_corpora(description, compare):
    """main() of a test over corpora: 300 files of seed 1 (and 2 without --fast), or each --corpus."""
    parser = argparse.ArgumentParser(description=description.split("\n")[0])
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--corpus", action="append", type=Path)
    args = parser.parse_args()
    checks = Checks()
    for folder in args.corpus or [corpus(300, seed) for seed in ((1,) if args.fast else (1, 2))]:
        if folder is None:
            checks.skip("no corpus maker beside this checkout")
        else:
            compare(folder, checks)
    return checks.finish()
