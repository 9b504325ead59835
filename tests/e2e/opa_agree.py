#!/usr/bin/env python3
"""OPA and the embedded engine agree: the pack's own tests, and every situation of whole audits."""
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import _assay

OPA = _assay.CACHE / "bin" / "opa"
PACK = _assay.ROOT / "policies" / "default"
USES = [("commercial-training", "EU"), ("research", "EU"), ("internal-evaluation", "US"),
        ("market-analysis", "UK"), ("redistribution", "JP")]


def situations(source, work, uses, target):
    """Writes every document that was judged into `target`; gives how many."""
    target.mkdir()
    for use in uses:
        out = work / f"{target.name}-{use[0]}"
        _assay.audit(source, out, use=use)
        base = sqlite3.connect(out / ".assay" / "catalog.sqlite")
        for digest, document in base.execute("select digest, document from situations"):
            (target / f"{digest}.json").write_text(document)
    return len(list(target.iterdir()))


def compare(checks, *arguments):
    done = subprocess.run([sys.executable, _assay.ROOT / "scripts" / "compare_opa", "--assay", _assay.ASSAY,
                           "--opa", OPA, *map(str, arguments)], capture_output=True, text=True, check=False)
    found = re.search(r"^(\d+) passed, (\d+) failed", done.stdout, re.MULTILINE)
    if checks.that(done.returncode == 0 and found, f"compare_opa {arguments}:\n{done.stdout[-3000:]}{done.stderr[-1000:]}"):
        checks.passed += int(found.group(1))


def main():
    fast = "--fast" in sys.argv
    checks = _assay.Checks()
    done = subprocess.run([str(OPA), "test", str(PACK)], capture_output=True, text=True, check=False)
    checks.that(done.returncode == 0 and "PASS" in done.stdout, f"opa test policies/default:\n{done.stdout[-3000:]}{done.stderr}")
    done = subprocess.run([str(OPA), "check", "--strict", str(PACK)], capture_output=True, text=True, check=False)
    checks.that(done.returncode == 0, f"opa check --strict policies/default:\n{done.stdout}{done.stderr}")
    with tempfile.TemporaryDirectory(prefix="opa.") as name:
        work = Path(name)
        for number, source in enumerate([_assay.ROOT / "examples", _assay.pictures(300)]):
            count = situations(source, work, USES[:1 if fast else None], work / f"situations-{number}")
            checks.that(count > 5, f"{source.name}: {count} situations")
            compare(checks, work / f"situations-{number}")
    compare(checks, "--made", 20 if fast else 300)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
