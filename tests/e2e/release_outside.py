#!/usr/bin/env python3
"""A release in other hands: proofs that two other programs accept, forgeries that they refuse, hostile folders, kill -9.

    release_outside.py [--fast]     --fast: fewer kills and broken tables
"""
import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import _assay
import _release_proof

HERE = Path(__file__).resolve().parent


def build_go(work):
    """The program in release_go, or None where there is no Go."""
    if not shutil.which("go"):
        return None
    program = work / "release_go"
    subprocess.run(["go", "build", "-o", str(program), "."], cwd=HERE / "release_go", check=True)
    return program


def go_says(program, root, texts):
    """Whether each of TEXTS holds; a text with a line end is given up as refused."""
    asked = [text for text in texts if b"\n" not in text]
    done = subprocess.run([str(program), root], input=b"\n".join(asked) + b"\n", capture_output=True, check=True)
    said = iter(done.stdout.decode(errors="replace").splitlines())
    return [b"\n" not in text and next(said) == "holds" for text in texts]


def python_says(root, text):
    try:
        _release_proof.check(text.decode(), root)
        return True
    except (_release_proof.Refused, ValueError, KeyError, TypeError, AttributeError):
        return False


def prove(release, key, file):
    code, stdout, stderr = _assay.run("release", "prove", release, key)
    if code != 0:
        sys.exit(f"prove {key}: {stderr}")
    file.write_text(stdout)
    return stdout.strip().encode()


def check_proofs(checks, release, root, go, work):
    keys = [row["key"] for row in _assay.parquet(release / "MANIFEST.parquet")]
    absent = [f"nowhere/{number}.jpg" for number in range(20)]
    texts = []
    for key in keys + absent:
        texts.append(prove(release, key, work / "proof.json"))
        code, _, stderr = _assay.run("release", "verify", "--proof", work / "proof.json", "--root", root)
        checks.equal(code, 0, f"the proof of {key}: {stderr}")
        checks.equal(json.loads(texts[-1])["kind"], "member" if key in keys else "absent", f"kind of {key}")
        checks.that(python_says(root, texts[-1]), f"the Python verifier accepts the proof of {key}")
    if go:
        checks.that(all(go_says(go, root, texts)), "the Go verifier accepts all proofs")
    for text in (texts[0], texts[-1]):
        check_forgeries(checks, root, go, text)
    sides = [(json.loads(text)["left"], json.loads(text)["right"]) for text in texts[len(keys):]]
    checks.that(all(left or right for left, right in sides), "an absence has a neighbour")


def forgeries(text):
    """TEXT with each byte changed, but for the key of an absence: another one may be absent as well."""
    proof = json.loads(text)
    start = text.index(b'"key":"') + 7 if proof["kind"] == "absent" else len(text)
    key = range(start, start + len(proof["key"].encode()))
    for place in range(len(text)):
        if place not in key:
            yield text[:place] + bytes([text[place] ^ (1 << place % 5)]) + text[place + 1:]


def check_forgeries(checks, root, go, text):
    forged = list(forgeries(text))
    holds = [number for number, other in enumerate(forged) if python_says(root, other)]
    # The Python verifier checks no signature: what it lets through lies in the signature alone.
    start = text.index(b'"signature":"')
    end = text.index(b'"statement":"')
    checks.that(all(start < text_place(text, number) < end for number in holds),
                "the Python verifier refuses every changed byte outside the signature")
    if go:
        checks.equal(sum(go_says(go, root, forged)), 0, "the Go verifier refuses every changed byte")


def text_place(text, number):
    """Which byte was changed in forgery NUMBER of TEXT."""
    proof = json.loads(text)
    if proof["kind"] != "absent":
        return number
    start = text.index(b'"key":"') + 7
    return number if number < start else number + len(proof["key"].encode())


def check_tables(checks, release, count, work):
    """Whatever the index holds, under whatever statement: an answer, no crash."""
    chance = random.Random(3)
    whole = (release / "MANIFEST.parquet").read_bytes()
    broken = [b"", b"PAR1", whole[:100], whole[:-4], b"PAR1" + b"\xff" * 60 + b"PAR1", bytes(8192)]
    for _ in range(count):
        other = bytearray(whole)
        for _ in range(chance.randrange(1, 8)):
            other[chance.randrange(len(other))] = chance.randrange(256)
        broken.append(bytes(other))
    copy = work / "hostile"
    shutil.copytree(release, copy)
    statement = json.loads((release / "release.json").read_text())
    for number, table in enumerate(broken):
        statement["files"]["MANIFEST.parquet"] = {"bytes": len(table), "sha256": hashlib.sha256(table).hexdigest()}
        text = json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        (copy / "release.json").write_text(text + "\n")
        (copy / "MANIFEST.parquet").write_bytes(table)
        code, _, stderr = _assay.run("release", "verify", copy)
        checks.equal(code, 3, f"broken index {number}: {stderr}")


def kill_once(command, after_s):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               stdin=subprocess.DEVNULL, env=_assay.environment())
    time.sleep(after_s)
    process.kill()
    process.wait()


def tree(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def check_kills(checks, workspace, kills, work):
    """After a kill there is no release or a whole one; the next call makes the bytes of an undisturbed one."""
    reference, out, copy = work / "reference", work / "killed", work / "copy"
    flags = ["--name", "killed", "--version", "1.0.0"]
    shutil.copytree(workspace, copy)
    started = time.monotonic()
    code, _, stderr = _assay.run("release", "create", reference, *flags, "--workspace", copy)
    took_s = time.monotonic() - started
    checks.equal(code, 0, f"an undisturbed release: {stderr}")
    shutil.rmtree(copy)
    chance = random.Random(7)
    shutil.copytree(workspace, copy)
    for number in range(kills):
        command = [str(_assay.ASSAY), "release", "create", str(out), *flags, "--workspace", str(copy)]
        kill_once(command, chance.uniform(0, took_s * 1.1))
        if out.exists():
            checks.that(tree(out) == tree(reference), f"kill {number}: what is there is whole")
        if out.exists() or number % 4 == 3:
            code, _, stderr = _assay.run("release", "create", out, *flags, "--workspace", copy)
            checks.equal(code, 0, f"kill {number}: the next call: {stderr}")
            checks.that(tree(out) == tree(reference), f"kill {number}: the same bytes")
            checks.that(not (work / ".killed.part").exists(), f"kill {number}: nothing is left beside it")
            code, stdout, _ = _assay.run("release", "list", "--json", "--workspace", copy)
            found = [row for row in json.loads(stdout)["releases"] if row["name"] == "killed"]
            checks.equal(len(found), 1, f"kill {number}: one release in the catalog")
            code, _, stderr = _assay.run("ledger", "verify", "--workspace", copy)
            checks.equal(code, 0, f"kill {number}: the ledger: {stderr}")
            shutil.rmtree(out)
            shutil.rmtree(copy)
            shutil.copytree(workspace, copy)


def main():
    checks = _assay.Checks()
    fast = "--fast" in sys.argv
    with tempfile.TemporaryDirectory(prefix="release.") as name:
        work = Path(name)
        _assay.audit(_assay.ROOT / "examples", work / "out")
        workspace, release = work / "out" / ".assay", work / "photos"
        code, stdout, stderr = _assay.run("release", "create", release, "--json", "--workspace", workspace)
        checks.equal(code, 0, f"a release: {stderr}")
        root = json.loads(stdout)["statement"]["root"]
        go = build_go(work)
        if not go:
            checks.skip("no Go here")
        check_proofs(checks, release, root, go, work)
        check_tables(checks, release, 10 if fast else 200, work)
        check_kills(checks, workspace, 24 if fast else 200, work)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
