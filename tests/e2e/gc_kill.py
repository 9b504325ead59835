#!/usr/bin/env python3
"""`assay gc` after builds that were killed, and itself killed: no orphan, nothing wanted lost, nothing made again.

    gc_kill.py [--fast] [--kills N] [--seed S]

Pictures come out of a Parquet table, so that their bytes lie in packs beside what is made of them, and the plan's recipe
changes from round to round; some come through a converter. What is there and what is named is counted here anew: packs as tar, the catalog by sqlite3.
"""
import collections
import hashlib
import json
import random
import re
import shutil
import sqlite3
import tarfile
import tempfile
from pathlib import Path

import _assay
import _build
import kill_loop

DIGEST = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
SIDES = (64, 48, 56)
CONVERTIBLE = 3


def write_table(files, folder):
    import pyarrow
    import pyarrow.parquet
    folder.mkdir()
    image = [{"bytes": file.read_bytes(), "path": f"{number:06}{file.suffix}"} for number, file in enumerate(files)]
    image += [{"bytes": b"P6\n96 64\n255\n" + random.Random(number).randbytes(96 * 64 * 3), "path": f"new-{number}.ppm"}
              for number in range(CONVERTIBLE)]
    pyarrow.parquet.write_table(pyarrow.table({"image": image, "license": ["CC0-1.0"] * len(image)}), folder / "all.parquet")
    return folder


def write_plan(work, out, side):
    file = work / f"plan-{side}.yaml"
    file.write_text(f"assay: 1\nuse: {{purpose: commercial-training, jurisdiction: EU, date: {_assay.DATE}}}\n"
                    f"source: {{parquet: {work / 'table'}}}\nsteps:\n  - transform: {{resize: {{fit: {side}}}}}\n"
                    "  - convert: {media_types: [image/x-portable-anymap], command: [./ppm_to_png]}\n"
                    f"sink: {{webdataset: {out}}}\nseed: 3\n")
    return file


def objects_of(workspace):
    """How often each object is there; every one has the bytes that its name promises."""
    there = collections.Counter()
    for pack in (workspace / "objects" / "packs").glob("*.tar"):
        with tarfile.open(pack) as members:
            for member in members:
                there[member.name] += 1
                if hashlib.sha256(members.extractfile(member).read()).hexdigest() != member.name:
                    raise SystemExit(f"{member.name} is damaged")
    for file in (workspace / "objects").glob("??/*"):
        there[file.parent.name + file.name] += 1
    return there


def named_in(workspace):
    """Every digest in any row of the catalog, and in the ledger's files."""
    named = set()
    base = sqlite3.connect(f"file:{workspace / 'catalog.sqlite'}?mode=ro", uri=True)
    base.text_factory = bytes
    for (table,) in base.execute("select name from sqlite_schema where type = 'table'").fetchall():
        for row in base.execute(f"select * from \"{table.decode()}\""):
            for value in row:
                if isinstance(value, bytes):
                    named.update(digest.decode() for digest in DIGEST.findall(value))
    for file in (workspace / "ledger").rglob("*"):
        if file.is_file():
            named.update(digest.decode() for digest in DIGEST.findall(file.read_bytes()))
    return named


def is_clean(checks, workspace, where, converted=0):
    """Of one recipe, and of what was CONVERTED for it another."""
    there = objects_of(workspace)
    checks.equal(sorted(set(there) - named_in(workspace)), [], f"{where}: no orphans")
    checks.equal([name for name, copies in there.items() if copies > 1], [], f"{where}: nothing lies there twice")
    base = sqlite3.connect(f"file:{workspace / 'catalog.sqlite'}?mode=ro", uri=True)
    made = [row[0] for row in base.execute("select made from derived")]
    checks.that(made and all(name.removeprefix("sha256:") in there for name in made), f"{where}: all pictures are there")
    recipes = sorted(row[0] for row in base.execute("select count(*) from derived group by recipe"))
    checks.equal(recipes[:-1], [converted] * (converted > 0), f"{where}: of one recipe, and of what was converted for it")
    left = [str(file) for file in workspace.rglob("*.tmp")] + [str(file) for file in workspace.parent.glob(".*.part")]
    checks.equal(left, [], f"{where}: no temporary files")


def packs_of(workspace):
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (workspace / "objects" / "packs").glob("*.tar")}


def collect(checks, workspace, where):
    code, stdout, stderr = _assay.run("gc", "--workspace", workspace, "--json")
    checks.equal(code, 0, f"{where}: gc: {stderr}")
    return json.loads(stdout) if code == 0 else {}


def finish_round(checks, work, plan, root, where):
    """After all the kills: the build ends, gc cleans, and the next build has everything that it needs."""
    out, workspace = work / "out", work / "ws"
    checks.equal(_build.root_of(_build.build(plan, "--workspace", workspace)), root, f"{where}: the root")
    collect(checks, workspace, where)
    is_clean(checks, workspace, where, CONVERTIBLE)
    # A release of the records themselves reads each from where its locator says that it lies.
    copy = work / where.replace(" ", "-")  # names the release, too
    code, _, stderr = _assay.run("release", "create", copy, "--workspace", workspace)
    checks.equal(code, 0, f"{where}: records are found where they lie now: {stderr}")
    _build.verifies(checks, copy, f"{where}: copies")
    shutil.rmtree(copy, ignore_errors=True)
    packs = packs_of(workspace)
    shutil.rmtree(out)
    checks.equal(_build.root_of(_build.build(plan, "--workspace", workspace)), root, f"{where}: the root of the build after gc")
    checks.equal(packs_of(workspace), packs, f"{where}: it makes nothing again")
    _build.verifies(checks, out, where)
    again = collect(checks, workspace, where)
    checks.equal((again["objects"]["freed"], again["pictures"], again["temporary"]["files"]), (0, 0, 0), f"{where}: gc frees nothing more")
    code, stdout, stderr = _assay.run("ledger", "verify", "--workspace", workspace)
    checks.that(code == 0, f"{where}: the ledger verifies\n{stdout}{stderr}")


def main():
    args, kills = _assay.kill_arguments(__doc__, 12, 60)
    files = sorted(file for file in _assay.pictures(60 if args.fast else 150).rglob("*") if file.stat().st_size)
    checks, chance = _assay.Checks(), random.Random(args.seed)
    with tempfile.TemporaryDirectory(prefix="gc.") as name:
        work = Path(name)
        write_table([file for file in files if file.is_file()], work / "table")
        shutil.copy(Path(__file__).parent / "_ppm_to_png.py", work / "ppm_to_png")
        plans = {side: write_plan(work, work / "out", side) for side in SIDES}
        roots = {}
        for side, plan in plans.items():
            roots[side] = _build.root_of(_build.build(plan, "--workspace", work / "undisturbed"))
            shutil.rmtree(work / "undisturbed")
            shutil.rmtree(work / "out")
        gc = [str(_assay.ASSAY), "gc", "--workspace", str(work / "ws")]
        done = rounds = gc_killed = 0
        while done < kills and rounds <= kills:
            side = SIDES[rounds % len(SIDES)]
            build = [str(_assay.ASSAY), "build", str(plans[side]), "--workspace", str(work / "ws"), "--fail-on", "never", "--quiet"]
            for _ in range(2):
                done += kill_loop.kill_once(build, chance.uniform(0.05, 1.5))
                if (work / "ws" / "catalog.sqlite").exists():
                    was_killed = kill_loop.kill_once(gc, chance.uniform(0.005, 0.15))
                    done += was_killed
                    gc_killed += was_killed
            finish_round(checks, work, plans[side], roots[side], f"round {rounds}")
            rounds += 1
        checks.that(done >= kills, f"kills that found a program running: {done} of {kills}")
        checks.that(gc_killed > 0, "gc was killed, too")
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
